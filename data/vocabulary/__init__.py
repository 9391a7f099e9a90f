"""The words of music: concepts, their names in four languages, and finding them in a text."""
