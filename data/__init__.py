"""Tracks, sound files and what is known about them. The bottom layer: it imports nothing of Hark's."""
