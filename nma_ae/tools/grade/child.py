"""The process in which one submitted notebook runs: it shows what answers do, and judges nothing.

Forked by `nma_ae.tools.grade.nursery`, inside the limits. What it says is plain data
(`nma_ae.tools.grade.wire`), and from the first statement of the notebook on, anything may say it.
"""

import __future__

import ast
import os
import re
import socket
import sys
import time
import types
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from nma_ae.exercises import courses, libraries, session, set_language
from nma_ae.exercises.adapters.time_limit import TimeLimitExceeded, run_limited
from nma_ae.exercises.check import check_failed, known
from nma_ae.exercises.diagnosis.diagnose import known_mistake, names_of, searched
from nma_ae.exercises.messages import _
from nma_ae.exercises.outcome import Outcome, outcomes
from nma_ae.exercises.preserve import preserved
from nma_ae.exercises.verdict import Verdict
from nma_ae.tools.grade import wire
from nma_ae.tools.grade.submission import Answer, answers_of, file_name, read_submission
from nma_ae.tools.notebooks.essentials import Cell
from nma_ae.tools.notebooks.needed import Step, steps

MOST_NOTES = 5
"""Of one row, about what was not run."""
MOST_CHARACTERS = 4000
EXTRA_SHARE = 0.2
"""Of a notebook's time, for what stands outside of the cells with exercises. Processor time: on a
busy machine it may be four times as long by the clock."""


@dataclass(frozen=True)
class Limits:
    """What holds for this process.

    Attributes:
        held: whether each limit does, by its name.
        seconds: how long the notebook may take.
    """

    held: Mapping[str, bool]
    seconds: float


def run(channel: socket.socket, limits: Limits) -> None:
    """Read a notebook from a socket, run its exercises, and end this process."""
    judge = _Judge(channel)
    try:
        status, reason = _run(judge, limits)
    except MemoryError:
        status, reason = "out-of-memory", _("it needs more memory than the limit allows.")
    except Exception as error:  # ours, not the student's
        status, reason = "check-failed", f"{type(error).__name__}: {error}"
    judge.tell(status=status, reason=reason)
    os._exit(0)  # not waiting for threads that the notebook started


class _Judge:
    """The other end of the socket."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.lines = channel.makefile("rb")

    def read(self) -> dict[str, Any]:
        return wire.decoded(self.lines.readline())

    def tell(self, **message: Any) -> None:
        self.channel.sendall(wire.encoded(message))

    def ask(self, **message: Any) -> dict[str, Any]:
        self.tell(**message)
        return self.read()


def _run(judge: _Judge, limits: Limits) -> tuple[str, str]:
    set_language()
    content = judge.lines.read(judge.read()["bytes"])
    try:
        cells = read_submission(content)
    except ValueError as error:
        judge.tell(held=limits.held)
        return "unreadable", str(error)
    answers = answers_of(cells)
    judge.tell(held=limits.held, answers=[asdict(each) for each in answers])
    if not answers:
        return "unreadable", _("it has no cell with a line `@exercise(...)`.")
    notebook = _Notebook(judge, limits.seconds)
    try:
        for cell, body in zip(cells, steps(cells), strict=True):
            notebook.run(cell, body, [each for each in answers if each.cell == cell.number])
    except MemoryError:
        notebook.namespace.clear()  # there must be room to say so
        raise
    return "graded", ""


class _Notebook:
    """Runs statements of cells as a notebook would: in one namespace, the module `__main__`."""

    def __init__(self, judge: _Judge, seconds: float) -> None:
        main = types.ModuleType("__main__")
        sys.modules["__main__"] = main
        self.namespace = vars(main)
        self.future_flags = 0
        self.judge = judge
        self.seconds_left = EXTRA_SHARE * seconds
        self.steps: list[Step] = []
        self.not_run: list[tuple[frozenset[str], str]] = []
        self.checked: set[str] = set()
        # Whoever changes this here changes what is shown, not what is thought of it.
        session.check = self._shown  # type: ignore[assignment]

    def run(self, cell: Cell, body: list[Step], answers: list[Answer]) -> None:
        """Run a cell, and show what its answers do.

        Raises:
            MemoryError: it met the limit outside of an exercise.
        """
        self.judge.tell(running=[each.exercise for each in answers])
        self.checked.clear()
        error = self._execute(cell, body)
        for each in answers:
            if each.exercise not in self.checked:
                message = f"{type(error).__name__}: {_text_of(error)}".removesuffix(": ")
                self.judge.tell(
                    exercise=each.exercise,
                    error=message if error is not None else "",
                    notes=self._notes(),
                )

    def _execute(self, cell: Cell, body: list[Step]) -> BaseException | None:
        """Run what has to run; return the first exception. The statements after it run too."""
        name = file_name(cell)
        first = None
        if not body:
            try:
                ast.parse(cell.code)
            except Exception as error:  # not Python
                words = frozenset(re.findall(r"\w+", cell.code))
                self.not_run.append((words, f"{_place(cell)}: {type(error).__name__}"))
                return error
        for step in body:
            self.steps.append(step)
            try:
                self._execute_step(step, name)
            except MemoryError:
                raise
            except BaseException as error:  # SystemExit too: this process is not the student's
                first = first or error
                self._note(step, cell, error)
        return first

    def _execute_step(self, step: Step, filename: str) -> None:
        statement = step.statement
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            for alias in statement.names:
                self.future_flags |= getattr(__future__, alias.name).compiler_flag
        module = ast.Module([statement], type_ignores=[])
        code = compile(module, filename, "exec", self.future_flags, dont_inherit=True)
        if not step.extra:
            exec(code, self.namespace)
            return
        start = time.thread_time()
        try:
            run_limited(lambda: exec(code, self.namespace), max(0.1, self.seconds_left))
        finally:
            self.seconds_left -= time.thread_time() - start

    def _note(self, step: Step, cell: Cell, error: BaseException) -> None:
        line = cell.code.splitlines()[step.statement.lineno - 1].strip()[:100]
        if isinstance(error, TimeLimitExceeded):
            why = _("there was no time left for it")
        else:
            why = f"{type(error).__name__}: {_text_of(error)}"[:200]
        self.not_run.append((step.gives, f"{_place(cell)}, `{line}`: {why}"))

    def _notes(self) -> list[str]:
        """Return what was not run of all that the cell depends on that runs now."""
        if not self.not_run:
            return []
        names = set(self.steps[-1].uses) if self.steps else set()
        for step in reversed(self.steps):
            if step.gives & names:
                names |= step.uses
        return [note for gives, note in self.not_run if gives & names][-MOST_NOTES:]

    def _shown(
        self,
        name: str,
        answer: Callable,
        namespace: dict[str, Any],
        *,
        before_search: Callable[[Verdict], None] | None = None,
    ) -> Verdict:
        """Show what an answer does, in the place of `check`, and return what it is told to be."""
        self.checked.add(name)
        try:
            exercise = courses.load(name)
            courses.reference(name)  # so that the libraries that it needs are there to be preserved
            libraries.import_for(answer)
            with preserved(namespace) as undo_patches:
                got = outcomes(answer, exercise.cases, namespace)
                undo_patches()
                told = self.judge.ask(
                    exercise=name,
                    outcomes=[wire.packed_outcome(each) for each in got],
                    notes=self._notes(),
                )
                if told["diagnose"]:
                    self.judge.tell(exercise=name, found=_found(name, answer, namespace, got))
            return Verdict(name, told["status"], told["headline"])
        except (KeyboardInterrupt, MemoryError):
            raise
        except Exception as error:
            self.judge.tell(exercise=name, failed=f"{type(error).__name__}: {error}")
            return check_failed(name, error)


def _found(
    name: str, answer: Callable, namespace: dict[str, Any], got: list[Outcome]
) -> dict[str, Any] | None:
    """Look for the mistake in the answer's own code; None where the engine fails at that."""
    try:
        about = known_mistake(known(name), names_of(answer), got)
        about = searched(known(name), about, answer, namespace, got)
    except Exception:
        return None
    return {
        "misconceptions": [each.name for each in about.misconceptions],
        "hints": about.hints,
        "sentences": about.sentences,
        "repairs": [asdict(each) for each in about.repairs],
    }


def _place(cell: Cell) -> str:
    return _("code cell {number}").format(number=cell.number)


def _text_of(error: BaseException | None) -> str:
    try:
        return str(error).strip()[:MOST_CHARACTERS]
    except BaseException:  # it is the student's own
        return ""
