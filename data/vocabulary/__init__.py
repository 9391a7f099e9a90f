"""Musical concepts, their names in four languages, and functions that find them in a text."""
