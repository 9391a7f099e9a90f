"""Detect the format of sound files and read their sound and tags."""
