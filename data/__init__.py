"""Sound files, their tags and measurements, and the demo library. The lowest layer: it imports nothing else of Hark."""
