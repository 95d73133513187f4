"""Finds, reads and writes notebook files, and names their cells."""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nma_ae.files import write_whole


def find_notebooks(given: list[Path]) -> list[Path]:
    """Return the given notebooks, or all of the book's.

    Raises:
        ValueError: If none is given and the current folder has no folder book with notebooks.
    """
    found = given or sorted(Path("book").glob("*.ipynb"))
    if not found:
        raise ValueError("notebooks: expected some, or a folder book/ here that has some")
    return found


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook file.

    Raises:
        ValueError: If there is no such file, or it is not a notebook of format 4 whose
            cells have ids.
    """
    try:
        text = path.read_text(encoding="utf-8")
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("nbformat") != 4:
            raise ValueError("it is JSON of another form")
        ids = [cell.get("id") for cell in content.get("cells", [])]
        if None in ids or len(set(ids)) < len(ids):
            raise ValueError("its cells need ids, all different")
        nbformat.validate(content)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = str(error).partition("\n")[0]
        raise ValueError(f"notebook {str(path)!r}: expected a notebook ({reason})") from error
    return nbformat.reads(text, as_version=4)


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook file in one step: whoever reads it finds the old one or the new one."""
    write_whole(path, (nbformat.writes(notebook) + "\n").encode())


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return a notebook's code cells; cell numbers count these, from 0, as pytest's report does."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def cell_name(number: int, cell: NotebookNode) -> str:
    """Return a code cell's number and first line, to find it by."""
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "(empty)")
    return f"code cell {number} ({first[:60]!r})"
