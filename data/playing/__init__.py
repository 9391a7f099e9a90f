"""What the page needs to play and show a track: its sound, the outline of its level, and its cover."""
