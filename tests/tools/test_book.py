"""The book's notebooks as they are stored: in form, and with figures that can be told apart."""

from pathlib import Path

import pytest

from nma_ae.tools.check.form import problems
from nma_ae.tools.check.margins import figure_margins
from nma_ae.tools.check.notebooks import read_notebook

BOOK = Path(__file__).parents[2] / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_stored_notebook_is_in_form(path):
    assert problems(path) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_stored_figure_can_be_told_from_the_wrong_ones(path):
    assert [margin for margin in figure_margins(read_notebook(path)) if not margin.told_apart] == []
