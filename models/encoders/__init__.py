"""The encoders of sound and language."""
