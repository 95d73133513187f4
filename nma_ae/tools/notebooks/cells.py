"""The code cells of a notebook, and what reports call them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode


def code_cells(notebook: "NotebookNode") -> list["NotebookNode"]:
    """Return a notebook's code cells; cell numbers count these, from 0, as pytest's report does."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def cell_name(number: int, cell: "NotebookNode") -> str:
    """Return a code cell's number and first line, to find it by."""
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "(empty)")
    return f"code cell {number} ({first[:60]!r})"


def named_code_cells(notebook: "NotebookNode") -> dict[str, "NotebookNode"]:
    """Return a notebook's code cells by their names, in order."""
    return {cell_name(number, cell): cell for number, cell in enumerate(code_cells(notebook))}
