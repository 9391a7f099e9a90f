"""Find the names of music in a request, and what the user wants with each."""
