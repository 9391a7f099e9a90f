"""Written answers: the built-in writer, citations, and checks of a language model's sentences."""
