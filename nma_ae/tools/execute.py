"""``nma-ae execute``: executes the book's notebooks in place."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "execute",
        help="execute notebooks in place",
        description="Execute notebooks and store their outputs and widgets, with metadata that is "
        "the same on every machine. If a cell fails, the file stays as it was.",
    )
    parser.add_argument(
        "notebooks", nargs="*", type=Path, metavar="NOTEBOOK", help="by default all of book/"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: ``notebooks`` lists the files; if empty, all notebooks of the folder book.

    Returns:
        0, or 1 if a cell of some notebook failed.
    """
    from nma_ae.tools.notebooks.cells import code_cells
    from nma_ae.tools.notebooks.files import find_notebooks
    from nma_ae.tools.notebooks.kernel import CellFailed

    failed = False
    for path in find_notebooks(arguments.notebooks):
        start = time.perf_counter()
        try:
            executed = execute(path)
        except CellFailed as error:
            print(f"{path} stays as it was: {error}", file=sys.stderr)
            failed = True
            continue
        seconds = time.perf_counter() - start
        print(f"{path}: {len(code_cells(executed))} code cells in {seconds:.0f} s", flush=True)
    return int(failed)


def execute(path: Path) -> "NotebookNode":
    """Execute a notebook file in place.

    Args:
        path: the notebook; the kernel runs in its folder.

    Returns:
        The executed notebook, as it was written.

    Raises:
        CellFailed: If a cell fails; the file is then as it was.
        ValueError: If there is no notebook at `path`.
    """
    from nma_ae.tools.notebooks.files import read_notebook, write_notebook
    from nma_ae.tools.notebooks.kernel import run_notebook
    from nma_ae.tools.notebooks.normal import normalised

    executed = normalised(run_notebook(read_notebook(path), path.parent))
    write_notebook(executed, path)
    return executed
