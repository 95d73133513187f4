"""Makes other editions of a notebook, with an answer in the place of each open exercise."""

import ast
import copy
import re
import symtable
from collections.abc import Iterator, Mapping

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from nma_ae.tools.check.notebooks import code_cells

Definition = ast.FunctionDef | ast.ClassDef
EXERCISE = re.compile(r"""^@exercise\(["']([\w.]+)["']""", re.MULTILINE)


def exercise_name(cell: NotebookNode) -> str | None:
    """Return the name of the exercise that a code cell holds; None if it holds none."""
    found = EXERCISE.search(cell.source) if cell.cell_type == "code" else None
    return found[1] if found else None


def with_answers(notebook: NotebookNode, answers: Mapping[str, str]) -> NotebookNode:
    """Return a copy of a notebook in which exercises are answered.

    Args:
        notebook: the notebook; it is not changed.
        answers: for each exercise to answer, its full name and the source that takes the place of
            the decorated function or class. The source may hold more statements, such as imports,
            before a function or class of the stub's name.

    Returns:
        The copy, its outputs as they were.

    Raises:
        ValueError: If there is no such exercise, or a source does not define its name.
    """
    answered = copy.deepcopy(notebook)
    cells = {name: cell for cell in answered.cells if (name := exercise_name(cell)) is not None}
    unknown = sorted(answers.keys() - cells.keys())
    if unknown:
        raise ValueError(f"answers: no exercise {unknown} here, only {sorted(cells)}")
    for name, source in answers.items():
        cells[name].source = _answered(cells[name], name, source)
    return answered


def _answered(cell: NotebookNode, name: str, source: str) -> str:
    stub = next(
        node
        for node in ast.parse(cell.source).body
        if isinstance(node, Definition) and any(map(_is_exercise, node.decorator_list))
    )
    answer = next((node for node in _definitions(source) if node.name == stub.name), None)
    if answer is None:
        raise ValueError(f"answers[{name!r}]: expected a function or class named {stub.name!r}")
    old, new = cell.source.splitlines(), source.splitlines()
    decorator = stub.decorator_list[0].lineno - 1
    start = min([answer.lineno, *(node.lineno for node in answer.decorator_list)]) - 1
    decorated = [*new[:start], *old[decorator : stub.lineno - 1], *new[start:]]
    return "\n".join([*old[:decorator], *decorated, *old[stub.end_lineno :]])


def _is_exercise(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "exercise"


def _definitions(source: str) -> Iterator[Definition]:
    return (node for node in ast.parse(source).body if isinstance(node, Definition))


def only_exercises(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with the first code cell, the exercises' cells and what these need.

    Needed is a cell that defines a name which a needed cell reads. Training and figures, which
    take the time, are seldom among them.
    """
    short = copy.deepcopy(notebook)
    cells = code_cells(short)
    kept, read = [], set()
    for cell in reversed(cells):
        defined, loaded = names_used(cell.source)
        if cell is cells[0] or exercise_name(cell) is not None or defined & read:
            kept.append(cell)
            read |= loaded
    short.cells = kept[::-1]
    return short


def names_used(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell defines in the notebook, and those that it needs from there.

    What a cell imports it needs from no other cell.
    """
    python = TransformerManager().transform_cell(source)  # magics become calls
    notebook, *functions = _scopes(symtable.symtable(python, "cell", "exec"))
    symbols = notebook.get_symbols()
    imported = {symbol.get_name() for symbol in symbols if symbol.is_imported()}
    assigned = {symbol.get_name() for symbol in symbols if symbol.is_assigned()}
    read = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    for function in functions:
        read |= {symbol.get_name() for symbol in function.get_symbols() if symbol.is_global()}
    return assigned | imported, read - imported


def _scopes(scope: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    return [scope, *(inner for child in scope.get_children() for inner in _scopes(child))]


def verdicts(notebook: NotebookNode) -> dict[str, str]:
    """Return what each exercise's cell of an executed notebook shows, as plain text."""
    return {
        name: "\n".join(_plain(output) for output in cell.outputs)
        for cell in code_cells(notebook)
        if (name := exercise_name(cell)) is not None
    }


def _plain(output: NotebookNode) -> str:
    return output.get("text", "") or output.get("data", {}).get("text/plain", "")
