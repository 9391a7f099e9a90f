"""Encoders that embed sound and language in one Matryoshka space. Imports `data` and nothing above it."""
