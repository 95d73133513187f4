"""Reads a submitted notebook, whatever it is."""

import ast
import copy
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nma_ae.exercises import courses
from nma_ae.exercises.diagnosis.reading import names_used
from nma_ae.exercises.diagnosis.student_code import code_in
from nma_ae.exercises.messages import _
from nma_ae.exercises.source import definition_text, remember_lines, without_checks
from nma_ae.files import read_whole
from nma_ae.tools.notebooks.essentials import Cell, python_cell
from nma_ae.tools.statements import Definition, Import, bound_by

MOST_BYTES = 100 * 2**20
"""Of a notebook's file."""
MOST_ANSWERS = 1000
MOST_CODE = 4000
"""Characters that are kept of an answer's code."""


@dataclass(frozen=True)
class Answer:
    """An answer, as it stands in the notebook.

    Attributes:
        exercise: full name of the exercise, or the name as it stands in the notebook where there
            is no such exercise.
        cell: the number of its cell.
        names: those that its code uses.
        from_solution: what its code has of the solution, in a sentence, "" for nothing.
        code: the beginning of its code, without comments and docstring; "" where it is not Python.
    """

    exercise: str
    cell: int
    names: tuple[str, ...]
    from_solution: str
    code: str


def file_content(notebook: str) -> bytes:
    """Return what is in a notebook's file, and wait for nothing.

    Raises:
        OSError: If it is no ordinary file, too large for a notebook, or cannot be read. The message
            is for the report: it is translated, and has no path.
    """
    try:
        return read_whole(Path(notebook), MOST_BYTES)
    except FileNotFoundError:
        text = _("there is no such file; expected a notebook.")
    except PermissionError:
        text = _("the file may not be read; expected one that the grader may read.")
    except OSError:
        text = _("it cannot be read; expected a plain file of at most {n} MB.")
    raise OSError(text.format(n=MOST_BYTES // 2**20))


def read_submission(content: bytes) -> list[Cell]:
    """Return the code cells of a notebook.

    Args:
        content: of its file.

    Raises:
        ValueError: If the file is not a notebook of format 4.
    """
    cells = notebook_in(content)["cells"]
    sources = [source_of(cell) for cell in cells if cell.get("cell_type") == "code"]
    return [python_cell(number, source) for number, source in enumerate(sources, start=1)]


def notebook_in(content: bytes) -> dict[str, Any]:
    """Return a notebook with its list of cells, whatever is in these.

    Args:
        content: of its file.

    Raises:
        ValueError: If the file is not a notebook of format 4.
    """
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(_("it is not a notebook: {error}").format(error=error)) from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError(_("it is not a notebook of format 4: it has no list of cells"))
    return notebook | {"cells": [cell for cell in notebook["cells"] if isinstance(cell, dict)]}


def source_of(cell: dict[str, Any]) -> str:
    """Return the text of a cell."""
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def file_name(cell: Cell) -> str:
    """Return the name under which Python knows a cell."""
    return f"<cell {cell.number}>"


def answers_of(cells: Sequence[Cell]) -> list[Answer]:
    """Return the answers of a notebook, in order, one for each exercise of a cell."""
    found: dict[tuple[str, int], Answer] = {}
    imported = [each for cell in cells for each in _imports_from_here(cell)]
    for cell in cells:
        remember_lines(file_name(cell), cell.code)
        for each in cell.found[:MOST_ANSWERS]:
            name = _full_name(each.name)
            names: set[str] = set()
            if each.definition is not None:
                read = code_in(file_name(cell), each.definition.name)
                names = names_used(read.tree) if read is not None else set()
            copied = _from_solution(name, each.definition, names, imported)
            code = _code(each.definition)[:MOST_CODE]
            found[name, cell.number] = Answer(name, cell.number, tuple(sorted(names)), copied, code)
    return list(found.values())[:MOST_ANSWERS]


def _full_name(given: str) -> str:
    try:
        return courses.full_name(given)
    except ValueError:
        return given


def _from_solution(
    name: str, definition: Definition | None, names: set[str], imported: Sequence[tuple[str, str]]
) -> str:
    """Say what an answer has of the solution.

    Args:
        name: of the exercise.
        definition: the answer; None where it is not Python.
        names: those in its code.
        imported: of all that the notebook imports from this package, the path and the name there.
    """
    if definition is None or name not in courses.names():
        return ""
    try:
        solution = courses.reference(name)
        text = definition_text(solution)
        ours = [ast.parse(each).body[0] for each in (text, without_checks(text))]  # as it is shown
    except Exception:  # its chapter cannot be imported: the check will say so
        return ""
    ways = {
        bound
        for path, bound in imported
        if path.endswith(f".{solution.__name__}") or ".chapters" in path or ".courses" in path
    }
    if ways & names:
        text = _("It uses the solution, through {names}.")
        return text.format(names=", ".join(sorted(ways & names)))
    essences = [_essence(each) for each in ours if isinstance(each, Definition)]
    return _("Its code is that of the solution.") if _essence(definition) in essences else ""


def _code(definition: Definition | None) -> str:
    """Return a definition without decorators, docstring and comments, which may name somebody."""
    if definition is None:
        return ""
    try:
        bare = copy.deepcopy(definition)
        bare.decorator_list = []
        for node in ast.walk(bare):
            if isinstance(node, Definition):
                node.body = _body(node) or [ast.Pass()]
        return ast.unparse(bare)
    except RecursionError:
        return ""


def _body(definition: Definition) -> list[ast.stmt]:
    return definition.body if ast.get_docstring(definition) is None else definition.body[1:]


def _essence(definition: Definition) -> str:
    """Return a definition as text without its name, decorators, docstring and comments."""
    arguments = getattr(definition, "args", None)
    bases = [ast.dump(each) for each in getattr(definition, "bases", [])]
    body = [ast.dump(each) for each in _body(definition)]
    return repr((arguments and ast.unparse(arguments), bases, body))


def _imports_from_here(cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield the path, and the name in the notebook, of what a cell imports from this package."""
    if "nma_ae" not in cell.code:
        return
    try:
        nodes = [*ast.walk(ast.parse(cell.code))]
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    for node in nodes:
        for alias in node.names if isinstance(node, Import) else ():
            path = f"{getattr(node, 'module', None) or ''}.{alias.name}".strip(".")
            if path.startswith("nma_ae"):
                yield path, bound_by(alias)
