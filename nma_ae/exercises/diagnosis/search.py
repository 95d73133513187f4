"""Looks for the smallest change of a student's own code that makes every case right."""

import contextlib
import gc
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nma_ae.exercises.definition import Case
from nma_ae.exercises.diagnosis.alteration import Alteration, Kind, places
from nma_ae.exercises.diagnosis.expressions import Expressions
from nma_ae.exercises.diagnosis.kinds import kind_of_difference
from nma_ae.exercises.diagnosis.line_limit import line_limit
from nma_ae.exercises.diagnosis.reading import names_in
from nma_ae.exercises.diagnosis.statements import Statements
from nma_ae.exercises.diagnosis.student_code import Definition, StudentCode
from nma_ae.exercises.diagnosis.transplants import Transplants
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
        above: number and code of the line behind which something is missing; None where nothing
            is, or where `line` is the last of its block.
    """

    kind: Kind
    line: int
    code: str
    before: str
    after: str
    complete: bool
    above: tuple[int, str] | None = None


def alterations(
    code: StudentCode, donors: Sequence[Definition] = (), known: Iterable[str] = ()
) -> list[Alteration]:
    """Return all small changes of an answer, the most frequent slips first.

    Args:
        code: the answer.
        donors: right answers, of which pieces are put into it; its own kind of slip is not enough
            where something is computed that is not asked for.
        known: the names that the notebook knows.
    """
    where = places(code.tree)
    names, unread = names_in(code.tree)
    found = [
        *Expressions(where, names, unread).alterations(),
        *Statements(where, names).alterations(),
        *Transplants(where, code.answer, {*known}, donors).alterations(),
    ]
    return sorted(found, key=lambda each: each.rank)  # stable: then in the order of the code


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Let nobody hear the complaints of objects that are given up, such as half-made ones.

    A changed answer may leave many; Python would write of each to stderr, at whatever time.
    """
    hook = sys.unraisablehook
    sys.unraisablehook = lambda _complaint: None
    gc.freeze()  # so that only what was made meanwhile is looked at in the end
    try:
        yield
    finally:
        gc.collect()  # now, while nobody listens
        gc.unfreeze()
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
        donors: the definitions of right answers.
    """

    code: StudentCode
    namespace: Mapping[str, Any]
    cases: Sequence[Case]
    expected: Sequence[Outcome]
    misconceived: Sequence[Sequence[Outcome]]
    got: Sequence[Outcome]
    n_trials: int
    donors: Sequence[Definition] = ()

    def repairs(self) -> list[Repair]:
        """Try the changes, the most frequent slips first.

        Returns:
            Those that make every case right, of the first rank that has any. Where there are none,
            the first that makes the answer behave like a known misconception in every case: what
            it changes is a mistake of its own.
        """
        deadline = time.process_time() + MOST_SECONDS
        wrong = wrong_cases(self.expected, self.got, self.cases)
        # The cheapest case in which the answer is wrong comes first: most changes end there.
        cheapest = min(wrong, key=lambda number: self.expected[number].seconds)
        order = [cheapest, *(i for i in range(len(self.cases)) if i != cheapest)]
        with unheard():
            return self._repairs(order, self._targets(wrong[0]), deadline)

    def _targets(self, first: int) -> frozenset[int]:
        """Return what a change may make the answer behave like: RIGHT, or misconceptions.

        Of these none that shows what the answer showed before the change: that tells nothing
        about the change.
        """
        case = self.cases[first]
        known = enumerate(self.misconceived)
        return frozenset({RIGHT}) | {
            number for number, each in known if not alike(each[first], self.got[first], case)
        }

    def _repairs(
        self, order: Sequence[int], targets: frozenset[int], deadline: float
    ) -> list[Repair]:
        found: list[Repair] = []
        best: int | None = None
        near: list[Repair] = []
        for alteration in alterations(self.code, self.donors, self.namespace)[: self.n_trials]:
            late = time.process_time() > deadline
            if late or (best is not None and alteration.rank > best):
                break
            with alteration.made():
                result = self._result(order, targets)
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
        number = alteration.above
        above = (number, self.code.line(number)) if number else None
        kind = kind_of_difference(*alteration.pair) if alteration.pair else alteration.kind
        return Repair(kind, alteration.line, line, before, after, complete, above)

    def _result(self, order: Sequence[int], targets: frozenset[int]) -> int | None:
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
        alive = targets
        for number in order:
            outcome = self._outcome(made, names, self.cases[number])
            if outcome is None or outcome.failure:
                return None
            case = self.cases[number]
            alive = frozenset(e for e in alive if self._fits(e, number, outcome, case))
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
