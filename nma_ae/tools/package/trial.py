"""Runs a chapter's set-up, its imports, and an answer to each of its exercises.

`nma-ae package` has the Python of a fresh environment run it, where nothing but the package is:

    python -m nma_ae.tools.package.trial NOTEBOOK
"""

import ast
import json
import sys
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

from nma_ae.tools.notebooks.exercises import exercises_in
from nma_ae.tools.notebooks.python import syntax_tree


def main(path: Path) -> int:
    """Run the cells, and print what each exercise says to its own solution.

    Args:
        path: The notebook.

    Returns:
        0, or 1 if a cell fails, a verdict is not "correct", or there is no exercise.
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
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
    sys.exit(main(Path(sys.argv[1])))
