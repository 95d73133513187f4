"""Runs a chapter's set-up, its imports, and an answer to each of its exercises; or all of it.

`nma-ae package` has the Python of a fresh environment run it, where nothing but the package is, and
for a whole chapter ipykernel and nbclient:

    python -m nma_ae.tools.package.trial [--whole] NOTEBOOK
"""

import ast
import json
import sys
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

from nma_ae.files import read_text
from nma_ae.tools.notebooks.exercises import exercises_in
from nma_ae.tools.notebooks.python import syntax_tree


def main(arguments: list[str]) -> int:
    """Run what the command line asks for.

    Args:
        arguments: The notebook, after "--whole" where all of it is to run.

    Returns:
        As `try_exercises` does.

    Raises:
        CellFailed: If a cell of a whole notebook fails.
    """
    *options, path = arguments
    return try_all(Path(path)) if "--whole" in options else try_exercises(Path(path))


def try_all(path: Path) -> int:
    """Execute a notebook in a kernel, in the current folder, and print how many cells it has.

    Args:
        path: The notebook.

    Returns:
        0.

    Raises:
        CellFailed: If a cell fails.
    """
    from nma_ae.tools.notebooks.cells import code_cells
    from nma_ae.tools.notebooks.files import read_notebook
    from nma_ae.tools.notebooks.kernel import run_notebook

    executed = code_cells(run_notebook(read_notebook(path), Path.cwd()))
    print(f"{path.name}: {len(executed)} cells executed")
    return 0


def try_exercises(path: Path) -> int:
    """Run the first cells, and print what each exercise says to its own solution.

    Args:
        path: The notebook.

    Returns:
        0, or 1 if a cell fails, a verdict is not "correct", or there is no exercise.
    """
    cells = json.loads(read_text(path))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    shell = InteractiveShell.instance()
    for source in (sources[0], *filter(_only_imports, sources[1:])):
        if not shell.run_cell(source).success:
            return 1
    names = [found.name for source in sources for found in exercises_in(source)]
    if not names:
        print(f"{path}: there is no exercise in it to try")
        return 1
    return max(_answer(shell, name) for name in names)


def _only_imports(source: str) -> bool:
    tree = syntax_tree(source)
    return tree is not None and all(
        isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body
    )


def _answer(shell: InteractiveShell, name: str) -> int:
    from nma_ae.exercises import solution, verdicts

    short = name.rpartition(".")[2]
    for code in (str(solution(name)), f"exercise({name!r})({short});"):
        if not shell.run_cell(code).success:
            return 1
    status = verdicts()[name].status
    print(f"{name}: {status}")
    return int(status != "correct")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
