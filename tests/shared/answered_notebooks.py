"""Notebooks with answers in the place of their open exercises."""

import ast
import copy
from collections.abc import Mapping

from nbformat import NotebookNode
from notebook_names import names_of

from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.exercises import exercise_cells, exercises_in
from nma_ae.tools.statements import Definition, first_line


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
    cells = exercise_cells(answered)
    unknown = sorted(answers.keys() - cells.keys())
    if unknown:
        raise ValueError(f"answers: no exercise {unknown} here, only {sorted(cells)}")
    for name, source in answers.items():
        cells[name].source = _answered(cells[name].source, name, source)
    return answered


def _answered(cell: str, name: str, source: str) -> str:
    (stub,) = (exercise.definition for exercise in exercises_in(cell) if exercise.name == name)
    definitions = (node for node in ast.parse(source).body if isinstance(node, Definition))
    answer = next((node for node in definitions if node.name == stub.name), None)
    if answer is None:
        raise ValueError(f"answers[{name!r}]: expected a function or class named {stub.name!r}")
    old, new = cell.splitlines(), source.splitlines()
    decorator, start = first_line(stub) - 1, first_line(answer) - 1
    decorated = [*new[:start], *old[decorator : stub.lineno - 1], *new[start:]]
    return "\n".join([*old[:decorator], *decorated, *old[stub.end_lineno :]])


def only_exercises(notebook: NotebookNode) -> NotebookNode:
    """Return a copy with the first code cell, the exercises' cells and what these need.

    Needed is a cell that defines a name which a needed cell reads. Training and figures, which
    take the time, are seldom among them.
    """
    short = copy.deepcopy(notebook)
    cells = code_cells(short)
    kept, read = [], set()
    for cell in reversed(cells):
        defined, loaded = names_of(cell.source)
        if cell is cells[0] or exercises_in(cell.source) or defined & read:
            kept.append(cell)
            read |= loaded
    short.cells = kept[::-1]
    return short
