"""Readers of conditions that tracks must meet: numbers, keys, and what tags and plays decide."""
