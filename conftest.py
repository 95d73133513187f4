"""Loads the plugin that compares the outputs of notebooks; it acts where --nbval is given."""

pytest_plugins = ["nma_ae.tools.notebooks.plugin", "pytester"]

collect_ignore_glob = ["tests/*.ipynb"]  # what tests work with, no notebooks of the book
