"""Measure how well requests are understood and answered, and train the taggers."""
