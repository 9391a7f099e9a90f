"""What is known about the tracks of a library: SQLite, columns in memory, names."""
