"""What of a notebook's code has to run for its exercises to be checked."""

import ast
from dataclasses import dataclass

from nma_ae.tools.notebooks.exercises import FoundExercise, exercises_in
from nma_ae.tools.notebooks.python import as_python
from nma_ae.tools.statements import Definition, first_line, imports_in


@dataclass(frozen=True)
class Cell:
    """A code cell as Python: magics and shell commands are out.

    Attributes:
        number: its place among the code cells, from 1.
        code: the Python that IPython would run.
        found: the exercises in it.
    """

    number: int
    code: str
    found: tuple[FoundExercise, ...]

    @property
    def exercises(self) -> tuple[str, ...]:
        """The names of the exercises, as they are written in the cell."""
        return tuple(exercise.name for exercise in self.found)

    def statements(self) -> list[ast.stmt]:
        """Return what has to run of this cell, in order.

        In a cell with exercises that is everything down to the last of them. Elsewhere, and below
        it, it is what other cells may need and costs nothing: imports, functions, classes, and
        names for literals.

        Raises:
            SyntaxError: If the cell is not Python.
        """
        return [statement for part in self.parts() for statement in part.runs]

    def parts(self) -> list["Part"]:
        """Return the statements of this cell, each with what of it has to run.

        Raises:
            SyntaxError: If the cell is not Python.
        """
        last = max((exercise.line for exercise in self.found), default=0)
        found = []
        for statement in ast.parse(self.code).body:
            if is_magic(statement):
                continue
            leads = first_line(statement) <= last
            found.append(Part(statement, leads, [statement] if leads else _free(statement)))
        return found


@dataclass(frozen=True)
class Part:
    """A statement of a cell.

    Attributes:
        statement: the statement.
        leads: whether it is an exercise, or above one in its cell.
        runs: what of it has to run: it, nothing, or the imports in it.
    """

    statement: ast.stmt
    leads: bool
    runs: list[ast.stmt]


def python_cell(number: int, source: str) -> Cell:
    """Return a code cell as Python.

    Args:
        number: its place among the code cells, from 1.
        source: the cell as it is written in the notebook.
    """
    code = as_python(source)
    return Cell(number, code, exercises_in(code))


def is_magic(statement: ast.stmt) -> bool:
    """Return whether IPython made this of a line such as `%matplotlib inline`."""
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Call) and ast.unparse(value.func).startswith("get_ipython()")


def _free(statement: ast.stmt) -> list[ast.stmt]:
    if isinstance(statement, Definition):
        return [statement]
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return [statement] if is_literal(statement.value) else []
    return list(imports_in(statement))


def is_literal(value: ast.expr | None) -> bool:
    """Return whether an expression is a number, a text, or a container of such."""
    if value is None:
        return False
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
