"""Loads the plugin that compares the outputs of notebooks; it acts where --nbval is given.

What a module of tests sets for the whole process ends with it, for the next one may be any.
"""

import gc
import sys

import pytest
from hypothesis import settings

pytest_plugins = ["nma_ae.tools.notebooks.plugin", "pytester"]

collect_ignore_glob = ["tests/*.ipynb"]  # what tests work with, no notebooks of the book

settings.register_profile("course", deadline=None)  # how long an example takes is the machine's
settings.load_profile("course")

# Thousands of tests and what they import stay until the end. Looking through them for garbage, as
# they come and again in each test, took a quarter of the time in which they are collected.
gc.disable()


def pytest_collection_finish():
    """Look from now on through that alone which tests make."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="module")
def settings_of_the_process():
    """Each module begins with matplotlib's own settings and in English.

    Some execute a chapter's first cell in this process, which changes both.
    """
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcdefaults()
    if "nma_ae.exercises" in sys.modules:
        sys.modules["nma_ae.exercises"].set_language("en")
