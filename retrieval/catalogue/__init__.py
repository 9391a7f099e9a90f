"""Store the facts about a library's tracks: in SQLite, as columns in memory, and in an index of names."""
