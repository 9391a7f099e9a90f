"""Names of music in a request: which words are names, and what is wanted with them."""
