"""Finds, reads and writes notebook files."""

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from nma_ae.files import read_text, write_whole


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
        text = read_text(path)
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


def notebook_text(notebook: NotebookNode) -> str:
    """Return the text of a notebook's file."""
    return nbformat.writes(notebook) + "\n"


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook file in one step: its readers find the old one or the new one."""
    write_whole(path, notebook_text(notebook).encode())
