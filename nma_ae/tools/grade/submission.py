"""Reads a submitted notebook and picks what of it has to run for its exercises to be checked."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_EXERCISE_LINE = re.compile(
    r"""^[ \t]*@(?:\w+\.)*exercise\(\s*(?:name\s*=\s*)?(["'])([^"'\n]+)\1""", re.MULTILINE
)
_CELLS_OF_PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun")


@dataclass(frozen=True)
class Cell:
    """A code cell as Python: magics and shell commands are out.

    Attributes:
        number: its place among the code cells, from 1.
        code: the Python that IPython would run.
        exercises: names that stand in its lines `@exercise("...")`, as they stand there.
    """

    number: int
    code: str
    exercises: tuple[str, ...]

    def statements(self) -> list[ast.stmt]:
        """Return what has to run of this cell, in order.

        In a cell with exercises that is everything down to the last of them. Elsewhere, and below
        it, it is what other cells may need and costs nothing: imports, functions, classes, and
        names for literals.

        Raises:
            SyntaxError: the cell is not Python.
        """
        tree = ast.parse(self.code)
        last = max((_line_of(match) for match in _EXERCISE_LINE.finditer(self.code)), default=0)
        found: list[ast.stmt] = []
        for statement in tree.body:
            whole = _first_line(statement) <= last and not _is_magic(statement)
            found += [statement] if whole else _free(statement)
        return found


def read_submission(notebook: Path) -> list[Cell]:
    """Return the code cells of a notebook.

    Raises:
        ValueError: the file is not a notebook of format 4.
        OSError: it cannot be read.
    """
    try:
        content = json.loads(notebook.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not a notebook: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ValueError("it is not a notebook of format 4: it has no list of cells")
    sources = [
        _source(cell)
        for cell in content["cells"]
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]
    return [python_cell(number, source) for number, source in enumerate(sources, start=1)]


def python_cell(number: int, source: str) -> Cell:
    """Return a code cell as Python.

    Args:
        number: its place among the code cells, from 1.
        source: as it stands in the notebook.
    """
    code = _python(source)
    return Cell(number, code, tuple(match[2] for match in _EXERCISE_LINE.finditer(code)))


def _source(cell: dict) -> str:
    source = cell.get("source", "")
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _python(source: str) -> str:
    """Return a cell as IPython reads it; what runs in another language becomes empty."""
    from IPython.core.inputtransformer2 import TransformerManager

    first, _newline, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        source = rest if first.split()[0] in _CELLS_OF_PYTHON else ""
    try:
        return TransformerManager().transform_cell(source)
    except Exception:  # what IPython cannot read, Python will refuse with its own message
        return source


def _line_of(match: re.Match) -> int:
    return match.string.count("\n", 0, match.start(1)) + 1


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def _is_magic(statement: ast.stmt) -> bool:
    """Return whether IPython made this of a line such as `%matplotlib inline`."""
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Call) and ast.unparse(value.func).startswith("get_ipython()")


def _free(statement: ast.stmt) -> list[ast.stmt]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement]
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return [statement] if _is_literal(statement.value) else []
    return list(_imports(statement))


def _imports(statement: ast.stmt) -> Iterator[ast.stmt]:
    """Yield the imports of a statement, also those under an `if` or `try`."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node


def _is_literal(value: ast.expr | None) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return value is not None
