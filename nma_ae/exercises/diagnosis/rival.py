"""A wrong answer of the engine's own making, run on a case only when somebody asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nma_ae.exercises.capture import Trace
from nma_ae.exercises.definition import Case
from nma_ae.exercises.fault import alike
from nma_ae.exercises.outcome import Outcome, outcomes


@dataclass
class Rival:
    """An answer that a student's may behave like.

    Attributes:
        answer: the answer.
        seen: what it shows in the cases in which it has been run.
    """

    answer: Callable
    seen: dict[int, Outcome] = field(default_factory=dict, repr=False)

    def behaves_like(
        self, got: Sequence[Outcome], cases: Sequence[Case], order: Sequence[int]
    ) -> bool:
        """Return whether it shows in every case what a student's answer showed.

        Args:
            got: what the student's answer showed.
            cases: the cases.
            order: the numbers of all cases; those that tell it apart soonest come first.
        """
        return len(got) == len(cases) and all(self._alike(i, got[i], cases[i]) for i in order)

    def _alike(self, number: int, got: Outcome, case: Case) -> bool:
        if number not in self.seen:
            (self.seen[number],) = outcomes(self.answer, [case], {})
            self.seen[number].trace = Trace()  # nobody will look at it, and figures are large
        mine = self.seen[number]
        return not mine.failure and alike(mine, got, case)
