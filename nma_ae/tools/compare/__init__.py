"""Compares the outputs of notebooks with those expected: words, numbers and figures.

It knows nothing of the course, and imports none of it.
"""
