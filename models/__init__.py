"""Encoders that put sound and language into one Matryoshka space. Imports `data` and nothing above."""
