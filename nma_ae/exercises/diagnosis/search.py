"""Looks for the smallest change of a student's own code that makes every case right."""

import contextlib
import gc
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from nma_ae.exercises.capture import Trace
from nma_ae.exercises.definition import Case
from nma_ae.exercises.diagnosis.alteration import Alteration, Kind, places
from nma_ae.exercises.diagnosis.expressions import Expressions
from nma_ae.exercises.diagnosis.kinds import kind_of_difference
from nma_ae.exercises.diagnosis.line_limit import line_limit
from nma_ae.exercises.diagnosis.reading import names_in
from nma_ae.exercises.diagnosis.statements import Statements
from nma_ae.exercises.diagnosis.student_code import Definition, StudentCode
from nma_ae.exercises.diagnosis.transplants import Transplants
from nma_ae.exercises.fault import alike, fault, telling_order, wrong_cases
from nma_ae.exercises.outcome import Outcome, outcomes

MOST_SECONDS = 1.2
"""Of CPU time: a last guard, for the budget is counted in trials and lines."""
MOST_LINES = 20_000
"""That a changed answer may execute in one case."""
MOST_KINDS = 3
"""Sorts of things that are told of one line."""
MOST_LATER = 15
"""How much less plausible another change of a line may be that is told beside the first."""
MOST_HOPEFUL = 40
"""Changes that are tried two at a time."""
RIGHT = -1


@dataclass(frozen=True)
class Repair:
    """A change of an answer's code that tells where its mistake is.

    Attributes:
        kinds: the sorts of things that can be changed to make it right, the most plausible first.
        line: the line, numbered as in the cell.
        code: that line.
        before: the piece of code that is changed, "" where something is missing.
        after: what it becomes.
        above: number and code of the line after which something is missing; None where nothing
            is, or where `line` is the last of its block.
    """

    kinds: tuple[Kind, ...]
    line: int
    code: str
    before: str
    after: str
    above: tuple[int, str] | None = None

    @property
    def kind(self) -> Kind:
        """The sort of thing that `before` is."""
        return self.kinds[0]


def alterations(
    code: StudentCode,
    donors: Sequence[Definition] = (),
    known: Iterable[str] = (),
    lines: Sequence[int] = (),
) -> list[Alteration]:
    """Return all small changes of an answer, the most frequent slips first.

    Args:
        code: the answer.
        donors: right answers, of which pieces are put into it; its own kind of slip is not enough
            where something is computed that is not asked for.
        known: the names that the notebook knows.
        lines: those that led to an error, the innermost last: what is in them comes earlier.
    """
    where = places(code.tree)
    names, unread = names_in(code.tree)
    found = [
        *Expressions(where, names, unread).alterations(),
        *Statements(where, names).alterations(),
        *Transplants(where, code.answer, {*known}, donors).alterations(),
    ]
    if lines:
        found = [replace(each, rank=each.rank - _earlier(each.line, lines)) for each in found]
    return sorted(found, key=lambda each: each.priority)  # stable: then in the order of the code


def _earlier(line: int, lines: Sequence[int]) -> int:
    return 2 if line == lines[-1] else 1 if line in lines else 0


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Let nobody hear the complaints of objects that are given up, such as half-made ones.

    A changed answer may leave many; Python would write of each to stderr, at whatever time.
    """
    hook = sys.unraisablehook
    sys.unraisablehook = lambda _complaint: None
    gc.freeze()  # so that only what was made meanwhile is looked at in the end
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        gc.collect()  # now, while nobody listens
        gc.unfreeze()
        sys.unraisablehook = hook


@dataclass(frozen=True)
class Tried:
    """A change that was tried and did not make every case right.

    Attributes:
        alteration: the change.
        outcome: what the answer then shows in the first case that is run.
        is_near: whether it then behaves like a known misconception in every case.
    """

    alteration: Alteration
    outcome: Outcome
    is_near: bool


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
        n_trials: how many single changes are tried at most, and as many pairs.
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

    def repairs(self, *, two: bool = True) -> list[tuple[Repair, ...]]:
        """Try changes, the most frequent slips first.

        Args:
            two: whether to try two changes at once where none makes every case right alone.

        Returns:
            The changes that make every case right, of the first rank that has any: one or two,
            none where nothing was found.
        """
        deadline = time.process_time() + MOST_SECONDS
        wrong = wrong_cases(self.expected, self.got, self.cases)
        order = telling_order(self.expected, wrong)
        with unheard():
            found, tried = self._single(order, wrong[0], deadline)
            if found or not two:
                return self._by_line(found)
            return [
                (self._repair(a), self._repair(b)) for a, b in self._pairs(order, tried, deadline)
            ]

    def _single(
        self, order: Sequence[int], first: int, deadline: float
    ) -> tuple[list[Alteration], list[Tried]]:
        failure = self.got[first].failure
        places = failure.numbers if failure else ()
        everything = alterations(self.code, self.donors, self.namespace, places)
        targets = self._targets(first)
        found: list[Alteration] = []
        tried: list[Tried] = []
        for number, alteration in enumerate(everything):
            # With the line known, what else in it could be changed? There is more than one way to
            # see most mistakes.
            is_elsewhere = bool(found) and alteration.line not in {each.line for each in found}
            late = time.process_time() > deadline or number >= self.n_trials
            if late or (is_elsewhere and alteration.priority > found[0].priority + MOST_LATER):
                break
            if is_elsewhere and alteration.priority > found[0].priority:
                continue
            with alteration.made():
                outcome, behaves_like = self._behaviour(order, targets)
            if RIGHT in behaves_like:
                found.append(alteration)
            elif outcome is not None:
                tried.append(Tried(alteration, outcome, bool(behaves_like)))
        return found, tried

    def _by_line(self, found: Sequence[Alteration]) -> list[tuple[Repair, ...]]:
        """Return a repair for each line, with the kinds of all changes that mend it there."""
        lines = dict.fromkeys(each.line for each in found)
        repairs = [[self._repair(each) for each in found if each.line == line] for line in lines]
        return [(replace(same[0], kinds=_kinds(same, found[0])),) for same in repairs]

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

    def _pairs(
        self, order: Sequence[int], tried: Sequence[Tried], deadline: float
    ) -> list[tuple[Alteration, Alteration]]:
        """Try two changes at different lines, those first of which one leaves a known mistake."""
        hopeful = self._hopeful(order[0], tried)
        pairs = [
            (one.alteration, other.alteration)
            for one, other in combinations(hopeful, 2)
            if _are_apart(one.alteration, other.alteration)
        ]
        for one, other in pairs[: self.n_trials]:
            if time.process_time() > deadline:
                break
            with one.made(), other.made():
                _outcome, behaves_like = self._behaviour(order, frozenset({RIGHT}))
            if behaves_like:
                return [(one, other)]
        return []

    def _hopeful(self, number: int, tried: Sequence[Tried]) -> list[Tried]:
        """Return the changes that did something to the answer, each effect once a line."""
        case, before = self.cases[number], self.got[number]
        found: list[Tried] = []
        for each in sorted(tried, key=lambda each: not each.is_near):
            if alike(each.outcome, before, case):
                continue
            same_line = [other for other in found if other.alteration.line == each.alteration.line]
            if not any(alike(each.outcome, other.outcome, case) for other in same_line):
                found.append(each)
            if len(found) == MOST_HOPEFUL:
                break
        return found

    def _is_wrong(self, number: int, outcome: Outcome, case: Case) -> bool:
        return fault(self.expected[number], outcome, case) is not None

    def _repair(self, alteration: Alteration) -> Repair:
        line = self.code.line(alteration.line)
        before, after = alteration.before, alteration.after
        number = alteration.above
        above = (number, self.code.line(number)) if number else None
        kind = kind_of_difference(*alteration.pair) if alteration.pair else alteration.kind
        return Repair((kind,), alteration.line, line, before, after, above)

    def _behaviour(
        self, order: Sequence[int], targets: frozenset[int]
    ) -> tuple[Outcome | None, frozenset[int]]:
        """Run the code as it now is.

        Args:
            order: the cases to run, one after the other while there is any hope.
            targets: what it may behave like: RIGHT, and the numbers of misconceptions.

        Returns:
            What it shows in the first case, None if that does not end well; and which of the
            targets it behaves like in every case.
        """
        made = self.code.run(self.namespace)
        if made is None:
            return None, frozenset()
        first = None
        for number in order:
            case = self.cases[number]
            outcome = self._outcome(*made, case)
            if outcome is None or outcome.failure:
                return first, frozenset()
            first = first or outcome
            targets = frozenset(e for e in targets if self._fits(e, number, outcome, case))
            if not targets:
                break
        return first, targets

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
        outcome.trace = Trace()  # nobody will look at it, and figures are large
        return outcome


def _kinds(repairs: Sequence[Repair], best: Alteration) -> tuple[Kind, ...]:
    """Return what to look at in a line: with "concept" where it need not be a slip."""
    kinds = [each.kind for each in repairs][: MOST_KINDS - 1]
    rest: list[Kind] = ["concept"] if best.rank > 0 else []
    return tuple(dict.fromkeys([*kinds, *rest]))


def _are_apart(one: Alteration, other: Alteration) -> bool:
    """Return whether two changes are in different lines, and none undoes or moves the other."""
    touched = [{(id(each.node), each.field) for each in a.replacements} for a in (one, other)]
    return one.line != other.line and not touched[0] & touched[1]
