"""The library of tracks and adaptive search over it. Imports `models` and `data` and nothing above."""
