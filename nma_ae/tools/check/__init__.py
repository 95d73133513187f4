"""Compares the outputs of a notebook with the stored ones: words, numbers and figures."""
