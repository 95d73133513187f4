"""The exercises of a notebook: every tool that has to find them asks here.

An exercise is a function or class under the decorator `exercise`:

    @exercise("spherical_latent.build_spherical_autoencoder")
    def build_spherical_autoencoder(...): ...

Importing this needs neither IPython nor nbformat.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.python import as_python, syntax_tree
from nma_ae.tools.statements import Definition

if TYPE_CHECKING:
    from nbformat import NotebookNode

_DECORATOR_LINE = re.compile(
    r"""^[ \t]*@(?:\w+\.)*exercise\(\s*(?:name\s*=\s*)?(["'])(?P<name>[^"'\n]+)\1""", re.MULTILINE
)


@dataclass(frozen=True)
class FoundExercise:
    """An exercise that some code asks for.

    Attributes:
        name: as it is written: `chapter.exercise`, or `exercise` alone.
        line: the number of its decorator's line, from 1. It counts the lines of the code that was
            searched; where that has magics, those of `python.as_python`.
        definition: the function or class under the decorator; None where the code is not Python.
    """

    name: str
    line: int
    definition: Definition | None = field(default=None, compare=False)


def exercises_in(source: str) -> tuple[FoundExercise, ...]:
    """Find the exercises of a code cell, also in one with magics or with errors.

    Python is read as Python, so an exercise in a comment or a text is none. A cell with a syntax
    error, even below its exercise, has no syntax tree: there each line that looks like the
    decorator counts, so that the student can be told which exercise the error is in.

    Args:
        source: the cell as it is written in the notebook, whatever that is.

    Returns:
        The exercises in the order of their lines.
    """
    if "exercise" not in source:
        return ()
    tree = syntax_tree(source)
    if tree is None:
        source = as_python(source)
        tree = syntax_tree(source)
    found = _decorator_lines(source) if tree is None else _decorated(tree)
    return tuple(sorted(found, key=lambda each: each.line))


def _decorated(tree: ast.Module) -> Iterator[FoundExercise]:
    for node in ast.walk(tree):
        if isinstance(node, Definition):
            for decorator in node.decorator_list:
                name = _asked_for(decorator)
                if name:
                    yield FoundExercise(name, decorator.lineno, node)


def _asked_for(decorator: ast.expr) -> str | None:
    """Return the name in `exercise("name")`, `exercise(name="name")` or `nma.exercise(...)`."""
    if not isinstance(decorator, ast.Call):
        return None
    called = decorator.func
    if not (
        (isinstance(called, ast.Name) and called.id == "exercise")
        or (isinstance(called, ast.Attribute) and called.attr == "exercise")
    ):
        return None
    given = [*decorator.args[:1], *(k.value for k in decorator.keywords if k.arg == "name")]
    for value in given:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return None


def _decorator_lines(source: str) -> Iterator[FoundExercise]:
    for match in _DECORATOR_LINE.finditer(source):
        yield FoundExercise(match["name"], source.count("\n", 0, match.start()) + 1)


def exercise_cells(notebook: "NotebookNode") -> dict[str, "NotebookNode"]:
    """Return the code cells with exercises by the names of these, in order."""
    return {
        found.name: cell for cell in code_cells(notebook) for found in exercises_in(cell.source)
    }


def verdicts(notebook: "NotebookNode") -> dict[str, str]:
    """Return what each exercise's cell of an executed notebook shows, as plain text."""
    return {
        name: "\n".join(_plain(output) for output in cell.outputs)
        for name, cell in exercise_cells(notebook).items()
    }


def _plain(output: "NotebookNode") -> str:
    return output.get("text", "") or output.get("data", {}).get("text/plain", "")
