"""Measures understanding and answers on written requests, and trains the tagger."""
