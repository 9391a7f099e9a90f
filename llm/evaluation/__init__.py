"""Measure understanding and answers on written requests, and train the tagger."""
