"""Reads a submitted notebook, whatever it is."""

import json
from pathlib import Path

from nma_ae.tools.notebooks.essentials import Cell, python_cell


def read_submission(notebook: Path) -> list[Cell]:
    """Return the code cells of a notebook.

    Raises:
        ValueError: If the file is not a notebook of format 4.
        OSError: If it cannot be read.
    """
    try:
        content = json.loads(notebook.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not a notebook: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ValueError("it is not a notebook of format 4: it has no list of cells")
    sources = [
        _source(cell)
        for cell in content["cells"]
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    return [python_cell(number, source) for number, source in enumerate(sources, start=1)]


def _source(cell: dict) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)
