"""Readers: each finds one kind of information in a request."""
