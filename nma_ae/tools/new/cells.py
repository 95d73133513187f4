"""The three cells of an exercise in its notebook: task, stub, solution."""

import ast
import re
from pathlib import Path
from typing import TypeGuard

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from nma_ae.tools.new.draft import Draft
from nma_ae.tools.new.style import tidy
from nma_ae.tools.statements import Definition

_HEADING = re.compile(r"^### Exercise \d", re.MULTILINE)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_KINDS_OF_METHOD = ("property", "classmethod", "staticmethod")


def add_cells(notebook: NotebookNode, name: str, draft: Draft, solution: str) -> None:
    """Put an exercise at the end of a notebook, above its summary where it has one.

    Args:
        notebook: changed in place.
        name: full name of the exercise.
        draft: what its author handed in.
        solution: source of the solution's definition.

    Raises:
        ValueError: no stub can be made of the solution.
    """
    short = name.split(".")[1]
    number = 1 + sum(len(_HEADING.findall(cell.source)) for cell in notebook.cells)
    title = draft.title[0].lower() + draft.title[1:]
    task = f"### Exercise {number}: {title}\n\n{draft.task}".strip()
    taken = {cell.id for cell in notebook.cells}
    cells = [
        new_markdown_cell(task, id=_free_id(f"{short}-task", taken)),
        new_code_cell(
            f'@exercise("{name}")\n{stub(solution)}', id=_free_id(f"{short}-stub", taken)
        ),
        new_code_cell(f'solution("{short}")', id=_free_id(f"{short}-solution", taken)),
    ]
    place = _place(notebook)
    notebook.cells[place:place] = cells


def _free_id(wanted: str, taken: set[str]) -> str:
    wanted = wanted[-60:]
    numbers = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (wanted, *numbers) if each not in taken)


def _place(notebook: NotebookNode) -> int:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown" and cell.source.startswith("## Summary"):
            return index
    return len(notebook.cells)


def stub(solution: str) -> str:
    """Return a definition without its body: signature, docstring, `raise NotImplementedError`.

    Annotations go, since they would ask the notebook for imports. Of a class, the methods stay,
    except those whose names begin with one underscore: they belong to one way of writing it.

    Args:
        solution: source of a function or class.

    Raises:
        ValueError: it has no docstring, or is neither function nor class.
    """
    definition = ast.parse(solution).body[0]
    if not isinstance(definition, Definition):
        raise ValueError(
            f"solution: expected a function or class, got {type(definition).__name__}; define the "
            "solution with `def` or `class`."
        )
    if ast.get_docstring(definition) is None:
        raise ValueError(
            "the solution has no docstring. The stub shows it to students: what goes in, what "
            "comes out, with shapes."
        )
    if isinstance(definition, ast.ClassDef):
        methods = [each for each in definition.body if _is_method_to_write(each)]
        definition.decorator_list = []
        definition.body = [definition.body[0], *map(_raising, methods)]
    else:
        _raising(definition)
    return tidy(ast.unparse(definition) + "\n", Path("stub.py")).rstrip()


def _is_method_to_write(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    if not isinstance(node, ast.FunctionDef):
        return False
    return not node.name.startswith("_") or node.name.endswith("__")


def _raising(function: _Function) -> _Function:
    """Change a function to its stub, in place."""
    docstring = [] if ast.get_docstring(function) is None else function.body[:1]
    function.body = [*docstring, *ast.parse("raise NotImplementedError").body]
    function.returns = None
    function.decorator_list = [
        each for each in function.decorator_list if ast.unparse(each) in _KINDS_OF_METHOD
    ]
    for node in ast.walk(function.args):
        if isinstance(node, ast.arg):
            node.annotation = None
    return function
