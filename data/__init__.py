"""Tracks, sound files and what is known about them. The lowest layer: it imports nothing else of Hark."""
