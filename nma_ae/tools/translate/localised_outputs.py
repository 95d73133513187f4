"""Makes the outputs of a notebook that hold sentences again, in the notebook's language."""

import ast
import copy
import re
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.essentials import Cell, python_cell
from nma_ae.tools.notebooks.exercises import verdicts
from nma_ae.tools.notebooks.form import PLOTLY
from nma_ae.tools.notebooks.kernel import run_notebook

_SHOWING_TEXT = {
    "hint",
    "progress",
    "show_source",
    "slides",
    "solution",
    "sprites_explorer",
    "videos",
}
# It has the same sentence beside it as any other figure of plotly.
_EMPTY_FIGURE = "import plotly.graph_objects as go\ngo.Figure()"
_NO_HTML = {"PLOTLY_RENDERER": "plotly_mimetype"}  # older versions of plotly give it besides
_SET_UP = re.compile(r"^setup\(", re.MULTILINE)


def with_localised_outputs(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Return a copy of a notebook with the outputs that depend on its language made again.

    These are verdicts, and what the functions of `_SHOWING_TEXT` show. Their cells run in a kernel,
    with the set-up cell, and of all other cells the imports and definitions: so nothing is trained,
    and no other output changes, but for the sentence beside a figure that moves.

    Args:
        notebook: an executed notebook, or one that never was, which comes back as it is.
        folder: where the kernel runs.

    Raises:
        CellFailed: If a cell fails, as the set-up does where the exercises have no catalogue of the
            language.
        ValueError: If a verdict has another mark than in the notebook, as when a busy machine stops
            a check at its time limit.
    """
    made = copy.deepcopy(notebook)
    cells = code_cells(made)
    if not any(cell.outputs for cell in cells):
        return made
    short = copy.deepcopy(made)
    parts = [python_cell(number, cell.source) for number, cell in enumerate(cells, start=1)]
    localised = [_is_localised(part) for part in parts]
    for cell, part, is_localised in zip(code_cells(short), parts, localised, strict=True):
        if not is_localised and not _SET_UP.search(cell.source):
            cell.source = "\n".join(map(_harmless, part.statements()))
    short.cells.append(new_code_cell(_EMPTY_FIGURE, id="empty-figure"))
    *executed, empty = code_cells(run_notebook(short, folder, _NO_HTML))
    for cell, new, is_localised in zip(cells, executed, localised, strict=True):
        if is_localised:
            _replace_outputs(cell, new)
        _replace_sentences(cell, empty)
    _check_marks(notebook, made)
    return made


def _check_marks(before: NotebookNode, after: NotebookNode) -> None:
    was = {name: verdict[:1] for name, verdict in verdicts(before).items()}
    for name, verdict in verdicts(after).items():
        if was[name] and verdict[:1] != was[name]:
            raise ValueError(
                f"exercise {name!r}: expected the verdict {was[name]!r} of the notebook, got "
                f"{verdict.splitlines()[0]!r}. Run the command again on a machine that is not "
                "busy, or execute the notebook anew if the exercise has changed."
            )


def _harmless(statement: ast.stmt) -> str:
    """Return a definition such that it fails no cell where it builds on what did not run."""
    unknown = ast.ExceptHandler(ast.Name("NameError"), None, [ast.Pass()])
    return ast.unparse(ast.Try([statement], [unknown], [], []))


def _is_localised(cell: Cell) -> bool:
    """Return whether all that a cell shows comes from the exercises."""
    if cell.exercises:
        return True
    values = [node.value for node in ast.parse(cell.code).body if isinstance(node, ast.Expr)]
    return bool(values) and all(
        isinstance(value, ast.Call) and ast.unparse(value.func) in _SHOWING_TEXT for value in values
    )


def _replace_outputs(cell: NotebookNode, new: NotebookNode) -> None:
    cell.outputs = new.outputs
    for output in cell.outputs:
        if "execution_count" in output:  # of the short run
            output["execution_count"] = cell.execution_count


def _replace_sentences(cell: NotebookNode, empty: NotebookNode) -> None:
    texts = {kind: text for kind, text in empty.outputs[0].data.items() if kind != PLOTLY}
    for output in cell.outputs:
        if PLOTLY in output.get("data", {}):
            output.data.update({kind: texts[kind] for kind in texts.keys() & output.data.keys()})
