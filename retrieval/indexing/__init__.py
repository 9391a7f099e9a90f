"""Read folders of audio files and add their tracks to a library."""
