"""Encoders that embed sound and text in one Matryoshka space. The package imports `data` and no higher layer."""
