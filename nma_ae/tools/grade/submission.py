"""Reads a submitted notebook, whatever it is."""

import ast
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nma_ae.exercises import courses
from nma_ae.exercises.diagnosis.reading import names_used
from nma_ae.exercises.diagnosis.student_code import code_in
from nma_ae.exercises.source import definition_text, remember_lines, without_checks
from nma_ae.files import read_whole
from nma_ae.tools.notebooks.essentials import Cell, python_cell
from nma_ae.tools.statements import Definition, Import, bound_by

MOST_BYTES = 100 * 2**20
"""Of a notebook's file."""
MOST_ANSWERS = 1000


@dataclass(frozen=True)
class Answer:
    """An answer, as it stands in the notebook.

    Attributes:
        exercise: full name of the exercise, or the name as it stands in the notebook where there
            is no such exercise.
        cell: the number of its cell.
        names: those that its code uses.
        from_solution: what its code has of the solution, in a sentence, "" for nothing.
    """

    exercise: str
    cell: int
    names: tuple[str, ...]
    from_solution: str


def file_content(notebook: str) -> bytes:
    """Return what is in a notebook's file, and wait for nothing.

    Raises:
        OSError: If it is no ordinary file, too large for a notebook, or cannot be read.
    """
    return read_whole(Path(notebook), MOST_BYTES)


def read_submission(content: bytes) -> list[Cell]:
    """Return the code cells of a notebook.

    Args:
        content: of its file.

    Raises:
        ValueError: If the file is not a notebook of format 4.
    """
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not a notebook: {error}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ValueError("it is not a notebook of format 4: it has no list of cells")
    sources = [
        _source(cell)
        for cell in notebook["cells"]
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    return [python_cell(number, source) for number, source in enumerate(sources, start=1)]


def _source(cell: dict) -> str:
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
                code = code_in(file_name(cell), each.definition.name)
                names = names_used(code.tree) if code is not None else set()
            copied = _from_solution(name, each.definition, names, imported)
            found[name, cell.number] = Answer(name, cell.number, tuple(sorted(names)), copied)
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
        return f"It uses the solution, through {', '.join(sorted(ways & names))}."
    essences = [_essence(each) for each in ours if isinstance(each, Definition)]
    return "Its code is that of the solution." if _essence(definition) in essences else ""


def _essence(definition: Definition) -> str:
    """Return a definition as text without its name, decorators, docstring and comments."""
    body = definition.body if ast.get_docstring(definition) is None else definition.body[1:]
    arguments = getattr(definition, "args", None)
    bases = [ast.dump(each) for each in getattr(definition, "bases", [])]
    return repr((arguments and ast.unparse(arguments), bases, [ast.dump(each) for each in body]))


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
