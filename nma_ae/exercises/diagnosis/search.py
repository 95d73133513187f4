"""Looks for the smallest change of a student's own code that makes every case right."""

import contextlib
import gc
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nma_ae.exercises.definition import Case
from nma_ae.exercises.diagnosis.alteration import Alteration, Kind, places
from nma_ae.exercises.diagnosis.expressions import Expressions
from nma_ae.exercises.diagnosis.line_limit import line_limit
from nma_ae.exercises.diagnosis.reading import names_in
from nma_ae.exercises.diagnosis.statements import Statements
from nma_ae.exercises.diagnosis.student_code import StudentCode
from nma_ae.exercises.fault import alike, fault, wrong_cases
from nma_ae.exercises.outcome import Outcome, outcomes

MOST_SECONDS = 1.5
"""Of CPU time: a last guard, for the budget is counted in trials and lines."""
MOST_LINES = 20_000
"""That a changed answer may execute in one case."""
RIGHT = -1


@dataclass(frozen=True)
class Repair:
    """A change of an answer's code that tells where its mistake is.

    Attributes:
        kind: the sort of thing that is changed.
        line: the line, numbered as in the cell.
        code: that line.
        before: the piece of code that is changed, "" where something is missing.
        after: what it becomes.
        complete: whether every case is right with it. Without it, a known mistake is left.
    """

    kind: Kind
    line: int
    code: str
    before: str
    after: str
    complete: bool


def alterations(code: StudentCode) -> list[Alteration]:
    """Return all small changes of an answer, the most frequent slips first."""
    where = places(code.tree)
    names, unread = names_in(code.tree)
    found: Iterator[Alteration] = Expressions(where, names, unread).alterations()
    all_of_them = [*found, *Statements(where, names).alterations()]
    return sorted(all_of_them, key=lambda each: each.rank)  # stable: then in the order of the code


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Let nobody hear the complaints of objects that are given up, such as half-made ones.

    A changed answer may leave many; Python would write of each to stderr, at whatever time.
    """
    hook = sys.unraisablehook
    sys.unraisablehook = lambda _complaint: None
    try:
        yield
    finally:
        gc.collect()  # now, while nobody listens
        sys.unraisablehook = hook


@dataclass(frozen=True)
class Search:
    """What a search looks for, and where.

    Attributes:
        code: the answer's code; its tree is changed meanwhile and left as it was.
        namespace: the notebook's names.
        cases: the cases of the exercise.
        expected: what the reference shows in them.
        misconceived: what each misconception shows in them.
        got: what the answer itself shows.
        n_trials: how many changes are tried at most.
    """

    code: StudentCode
    namespace: Mapping[str, Any]
    cases: Sequence[Case]
    expected: Sequence[Outcome]
    misconceived: Sequence[Sequence[Outcome]]
    got: Sequence[Outcome]
    n_trials: int

    def repairs(self) -> list[Repair]:
        """Try the changes, the most frequent slips first.

        Returns:
            Those that make every case right, of the first rank that has any. Where there are none,
            the first that makes the answer behave like a known misconception in every case: what
            it changes is a mistake of its own.
        """
        deadline = time.process_time() + MOST_SECONDS
        first = wrong_cases(self.expected, self.got, self.cases)[0]
        order = [first, *(i for i in range(len(self.cases)) if i != first)]
        with unheard():
            return self._repairs(order, deadline)

    def _repairs(self, order: Sequence[int], deadline: float) -> list[Repair]:
        found: list[Repair] = []
        best: int | None = None
        near: list[Repair] = []
        for alteration in alterations(self.code)[: self.n_trials]:
            late = time.process_time() > deadline
            if late or (best is not None and alteration.rank > best):
                break
            with alteration.made():
                result = self._result(order)
            if result == RIGHT:
                best = alteration.rank
                found.append(self._repair(alteration, complete=True))
            elif result is not None and not near:
                near.append(self._repair(alteration, complete=False))
        return found or near

    def _is_wrong(self, number: int, outcome: Outcome, case: Case) -> bool:
        return fault(self.expected[number], outcome, case) is not None

    def _repair(self, alteration: Alteration, complete: bool) -> Repair:
        line = self.code.line(alteration.line)
        before, after = alteration.before, alteration.after
        return Repair(alteration.kind, alteration.line, line, before, after, complete)

    def _result(self, order: Sequence[int]) -> int | None:
        """Run the code as it now is; return what it behaves like in every case.

        Returns:
            RIGHT, or the number of a misconception; None if it behaves like none of them.
        """
        try:
            made, names = self.code.run(self.namespace)
        except KeyboardInterrupt:
            raise
        except BaseException:  # no Python any more, or a class that cannot be made
            return None
        alive = {RIGHT, *range(len(self.misconceived))}
        for position, number in enumerate(order):
            outcome = self._outcome(made, names, self.cases[number])
            if outcome is None or outcome.failure:
                return None
            case = self.cases[number]
            alive = {each for each in alive if self._fits(each, number, outcome, case)}
            if position == 0:
                # What the answer showed before the change tells nothing about the change.
                alive -= {
                    each
                    for each in alive - {RIGHT}
                    if alike(self.misconceived[each][number], self.got[number], case)
                }
            if not alive:
                return None
        return min(alive)

    def _fits(self, target: int, number: int, outcome: Outcome, case: Case) -> bool:
        if target == RIGHT:
            return not self._is_wrong(number, outcome, case)
        return alike(self.misconceived[target][number], outcome, case)

    def _outcome(self, made: Callable, names: Mapping[str, Any], case: Case) -> Outcome | None:
        try:
            with line_limit(self.code.file, MOST_LINES):
                (outcome,) = outcomes(made, [case], names, MOST_SECONDS)
        except KeyboardInterrupt:
            raise
        except Exception:  # a look that the changed answer does not bear
            return None
        return outcome
