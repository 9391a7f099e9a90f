"""Saved playlists: on disk and on the command line."""
