"""Store vectors on disk, and search them by indexes."""
