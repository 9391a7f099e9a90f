"""Define musical concepts and their names in four languages, and find them in a text."""
