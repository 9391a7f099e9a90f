"""Prepare what the page plays and shows for a track: its sound, its waveform and its cover."""
