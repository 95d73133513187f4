"""Makes answers with two known mistakes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from nma_ae.exercises.definition import Misconception
from nma_ae.exercises.diagnosis.rival import Rival
from nma_ae.exercises.edits import base_of, together


@dataclass
class Pair:
    """Two misconceptions whose edits touch different places of one right answer.

    Attributes:
        both: the misconceptions.
        rival: the answer with both mistakes.
    """

    both: tuple[Misconception, Misconception]
    rival: Rival


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
                yield Pair((one, other), Rival(answer))
