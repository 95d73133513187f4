"""Where a chapter says that each of its sections starts by itself, it does."""

import builtins
import re
from pathlib import Path

import pytest
from nbformat import NotebookNode
from notebook_names import names_of

from nma_ae.tools.notebooks.files import read_notebook

BOOK = Path(__file__).parents[2] / "book"


def by_section(chapter: str, heading: str) -> dict[str, list[NotebookNode]]:
    """Return the code cells after each heading that matches; before the first, under ""."""
    sections: dict[str, list[NotebookNode]] = {"": []}
    for cell in read_notebook(BOOK / f"{chapter}.ipynb").cells:
        if cell.cell_type == "code":
            sections[list(sections)[-1]].append(cell)
        else:
            sections |= {title: [] for title in re.findall(heading, cell.source, re.MULTILINE)}
    return sections


def assert_complete(cells: list[NotebookNode]) -> None:
    """Assert that each name is defined before it is read."""
    known = set(dir(builtins)) | {"get_ipython"}
    for cell in cells:
        defined, read = names_of(cell.source)
        assert read <= known | defined, f"{cell.id} needs {sorted(read - known - defined)}"
        known |= defined


@pytest.mark.parametrize("number", range(2, 8))
def test_each_section_of_ssl_rsm_starts_by_itself(number):
    parts = by_section("ssl_rsm", r"^#{2,3} ([\d.]+)")
    cells = [*parts[""], *parts["1."], *parts["1.1"], parts["1.2"][0]]
    for title, section in parts.items():
        if title.startswith(f"{number}."):
            cells += section
    assert len(cells) > len(parts["1.1"]) + 5
    assert_complete(cells)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_bonus_starts_by_itself(number):
    parts = by_section("ssl_rsm_bonus", r"^## Bonus (\d)")
    assert_complete(parts[""] + parts[str(number)])
