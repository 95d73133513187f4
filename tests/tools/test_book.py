"""The book's notebooks as they are stored: in form, and with figures that can be told apart."""

from pathlib import Path

import pytest

from nma_ae.plotting.style import STYLE
from nma_ae.tools.compare.margins import figure_margins
from nma_ae.tools.notebooks.cells import named_code_cells
from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.notebooks.form import problems

BOOK = Path(__file__).parents[2] / "book"
NOTEBOOKS = sorted(BOOK.glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_stored_notebook_is_in_form(path):
    assert problems(path) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_stored_figure_can_be_told_from_the_wrong_ones(path):
    margins = figure_margins(named_code_cells(read_notebook(path)), STYLE)
    assert [margin for margin in margins if not margin.told_apart] == []
