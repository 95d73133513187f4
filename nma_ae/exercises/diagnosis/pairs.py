"""Recognises two known mistakes in one answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from nma_ae.exercises.capture import Trace
from nma_ae.exercises.definition import Case, Misconception
from nma_ae.exercises.edits import base_of, together
from nma_ae.exercises.fault import alike
from nma_ae.exercises.outcome import Outcome, outcomes


@dataclass
class Pair:
    """Two misconceptions whose edits touch different places of one right answer.

    Attributes:
        both: the misconceptions.
        answer: the answer with both mistakes.
        seen: what it shows in the cases in which it has been run.
    """

    both: tuple[Misconception, Misconception]
    answer: Callable
    seen: dict[int, Outcome] = field(default_factory=dict, repr=False)

    def behaves_like(self, got: Sequence[Outcome], cases: Sequence[Case], first: int) -> bool:
        """Return whether it shows in every case what an answer showed.

        Args:
            got: what the answer showed.
            cases: the cases.
            first: the case to begin with, in which the answer was wrong.
        """
        order = [first, *(i for i in range(len(cases)) if i != first)]
        return len(got) == len(cases) and all(self._alike(i, got[i], cases[i]) for i in order)

    def _alike(self, number: int, got: Outcome, case: Case) -> bool:
        if number not in self.seen:
            (self.seen[number],) = outcomes(self.answer, [case], {})
            self.seen[number].trace = Trace()  # nobody will look at it, and figures are large
        mine = self.seen[number]
        return not mine.failure and alike(mine, got, case)


def pairs(misconceptions: Sequence[Misconception], reference: Callable) -> list[Pair]:
    """Return all pairs of misconceptions that can be in one answer, in their order."""
    return list(_pairs(misconceptions, reference))


def _pairs(misconceptions: Sequence[Misconception], reference: Callable) -> Iterator[Pair]:
    edited = [(each, each.edit) for each in misconceptions if each.edit is not None]
    for (one, edit), (other, other_edit) in combinations(edited, 2):
        base = base_of(edit, lambda: reference)
        if base is base_of(other_edit, lambda: reference):
            answer = together(edit, other_edit, base)
            if answer is not None:
                yield Pair((one, other), answer)
