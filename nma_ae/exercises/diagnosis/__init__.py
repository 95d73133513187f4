"""Finds out what is wrong with an answer that behaves like no known misconception."""
