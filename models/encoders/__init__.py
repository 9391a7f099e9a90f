"""The encoders of sound and language, a module each. How to add one: models/registry.py."""
