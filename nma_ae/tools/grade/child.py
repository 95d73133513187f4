"""The process in which one submitted notebook runs: it reports into a file, line by line.

Started by `nma_ae.tools.grade.process`, with nothing imported yet: the limits come first.
"""

import __future__

import ast
import json
import linecache
import os
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from nma_ae.tools.grade.limits import cut_network, limit_memory
from nma_ae.tools.grade.submission import read_submission
from nma_ae.tools.notebooks.essentials import Cell

if TYPE_CHECKING:
    from nma_ae.exercises.verdict import Verdict

MOST_DETAILS = 4000
"""Characters of a verdict's details that are kept."""


def main(notebook: str, report: str, megabytes: str) -> None:
    """Run a notebook's exercises and end this process.

    Args:
        notebook: path of the notebook.
        report: path of the file that takes the report: a JSON object per line.
        megabytes: how much may be allocated.
    """
    with open(report, "w", encoding="ascii") as file:
        tell = _Report(file)
        tell(network_cut=cut_network(), memory_limited=limit_memory(int(megabytes)))
        try:
            status, reason = _grade(Path(notebook), tell)
        except MemoryError:
            status, reason = "out-of-memory", "it needs more memory than the limit allows."
        except Exception as error:  # ours, not the student's
            status, reason = "check-failed", f"{type(error).__name__}: {error}"
        tell(status=status, reason=reason)
    os._exit(0)  # not waiting for threads that the notebook started


class _Report:
    def __init__(self, file: TextIO) -> None:
        self.file = file

    def __call__(self, **event: Any) -> None:
        self.file.write(json.dumps(event) + "\n")
        self.file.flush()


def _grade(notebook: Path, tell: _Report) -> tuple[str, str]:
    try:
        cells = read_submission(notebook)
    except (ValueError, OSError) as error:
        return "unreadable", str(error)
    if not any(cell.exercises for cell in cells):
        return "unreadable", "it has no cell with a line `@exercise(...)`."
    _run(cells, tell)
    return "graded", ""


def _run(cells: list[Cell], tell: _Report) -> None:
    from nma_ae.exercises import set_language

    set_language()
    names = {given: _full_name(given) for cell in cells for given in cell.exercises}
    tell(exercises=_asked(list(names.values())), present=list(names.values()))
    notebook = _Notebook()
    try:
        for cell in cells:
            tell(running=[names[given] for given in cell.exercises])
            for row in notebook.run(cell, names):
                tell(row=row)
    except MemoryError:
        notebook.namespace.clear()  # there must be room to say so
        raise


def _full_name(given: str) -> str:
    from nma_ae.exercises import courses

    try:
        return courses.full_name(given)
    except ValueError:
        return given


def _asked(names: list[str]) -> list[str]:
    """Return all exercises of the chapters that these belong to, then the names of no exercise."""
    from nma_ae.exercises import courses

    known = [name for name in courses.names() if name in names]
    chapters = dict.fromkeys(name.split(".")[0] for name in known)
    asked = [name for chapter in chapters for name in courses.names(chapter)]
    return asked + [name for name in dict.fromkeys(names) if name not in asked]


class _Notebook:
    """Runs statements of cells as a notebook would: in one namespace, the module `__main__`."""

    def __init__(self) -> None:
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self.namespace = vars(main)
        self.future_flags = 0

    def run(self, cell: Cell, names: dict[str, str]) -> list[dict]:
        """Run a cell and return a row for each of its exercises.

        Raises:
            MemoryError: it met the limit outside of an exercise.
        """
        from nma_ae.exercises import verdicts

        before = verdicts()
        error = self._execute(cell)
        after = verdicts()
        rows = []
        for name in dict.fromkeys(names[given] for given in cell.exercises):
            new = name in after and after[name] is not before.get(name)
            rows.append(_row(after[name]) if new else _row_without_verdict(name, error))
        return rows

    def _execute(self, cell: Cell) -> BaseException | None:
        """Run what has to run; return the first exception. The statements after it run too."""
        name = f"<cell {cell.number}>"
        linecache.cache[name] = (len(cell.code), None, cell.code.splitlines(True), name)
        try:
            statements = cell.statements()
        except Exception as error:
            return error
        first = None
        for statement in statements:
            try:
                self._execute_statement(statement, name)
            except MemoryError:
                raise
            except BaseException as error:  # SystemExit too: this process is not the student's
                first = first or error
        return first

    def _execute_statement(self, statement: ast.stmt, filename: str) -> None:
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                self.future_flags |= getattr(__future__, alias.name).compiler_flag
        module = ast.Module([statement], type_ignores=[])
        code = compile(module, filename, "exec", self.future_flags, dont_inherit=True)
        exec(code, self.namespace)


def _row(verdict: "Verdict") -> dict:
    details = [f"{label}: {text}" for label, text in verdict.rows if text not in verdict.hints]
    repairs = verdict.repairs
    changes = [f"`{each.before}` becomes `{each.after}`" for each in repairs]
    return {
        "exercise": verdict.exercise,
        "status": verdict.status,
        "headline": verdict.headline,
        "misconception": verdict.misconception,
        "hint": " ".join(verdict.hints),
        "clue": verdict.clue,
        "kind": ", ".join(each.kind for each in repairs),
        "line": "; ".join(each.code for each in repairs),
        "repair": "; ".join(changes),
        "details": "\n".join(details)[:MOST_DETAILS],
    }


def _row_without_verdict(name: str, error: BaseException | None) -> dict:
    if error is None:
        reason = "its cell ran, and no check took place."
    else:
        message = str(error).strip()[:MOST_DETAILS]
        reason = f"{type(error).__name__}: {message}" if message else type(error).__name__
    return {"exercise": name, "status": "error", "headline": f"its cell stopped: {reason}"}
