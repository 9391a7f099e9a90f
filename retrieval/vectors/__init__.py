"""Vectors on disk and the indexes over them."""
