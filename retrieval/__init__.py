"""The library of tracks and adaptive search over it. Of Hark's packages it imports `models` and `data` only."""
