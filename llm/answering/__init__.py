"""What Hark says: built-in answers, citations and the check of a model's sentences."""
