"""What an exercise consists of. A module per exercise fills these in; the engine reads them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from nma_ae.exercises.edits import Edit, make

Inputs = dict[str, Any]


def _call(answer: Callable, inputs: Inputs) -> Any:
    return answer(*inputs.values())


def _look(result: Any, inputs: Inputs) -> Mapping[str, Any]:
    return {"": result}


@dataclass(frozen=True)
class Case:
    """One small input on which an answer is compared with the reference.

    The engine makes the inputs afresh for every run, calls the answer, and looks at what came
    back. It compares what it sees with what the reference shows under the same look. Python's,
    NumPy's and torch's random streams start anew before the inputs are made and before the look.

    Attributes:
        inputs: makes the inputs, by name, in the order of the parameters. None may change, but for
            those in `changes`: lists, dicts, tensors and arrays are watched, networks by their
            parameters and buffers.
        call: runs the answer on the inputs; by default with the inputs in their order.
        look: maps what came back, and the inputs, to named values: numbers, truth values, text,
            tensors, arrays, or lists, tuples and dicts of them. By default the result itself. It
            may use what came back as the exercise promises it; where that fails, with anything
            that a wrong answer may hold, the verdict says so.
        returns: the type that the answer has to return, checked before `look`; None for any.
        changes: names of the inputs that the answer is meant to change.
        shown: the input in words; by default made from the inputs.
        rtol: largest accepted difference of two numbers, relative to the largest expected one.
            Whole numbers must be equal.
        atol: the same, absolute. The two add up.
    """

    inputs: Callable[[], Inputs]
    call: Callable[[Callable, Inputs], Any] = _call
    look: Callable[[Any, Inputs], Mapping[str, Any]] = _look
    returns: type | None = None
    changes: Sequence[str] = ()
    shown: str = ""
    rtol: float = 1e-4
    atol: float = 1e-6


@dataclass(frozen=True)
class Misconception:
    """A wrong answer that people really write, and the hint that it deserves.

    Attributes:
        answer: the wrong function or class, with the exercise's signature; or the edit of a right
            one that makes it, which is the better way wherever the mistake is a small change.
        hint: what to tell somebody whose answer behaves like this one.
        mentions: names of which the answer's code has to use one, for the hint to be true; none
            where the hint speaks of behaviour alone.
        otherwise: what to tell where the code uses none of them; "" for nothing.
        edit: the edit that made the answer, where one did; the engine sets it.
    """

    answer: Callable | Edit
    hint: str
    mentions: tuple[str, ...] = ()
    otherwise: str = ""
    edit: Edit | None = None

    @property
    def name(self) -> str:
        """What the wrong answer is called."""
        return self.answer.name if isinstance(self.answer, Edit) else self.answer.__name__

    @property
    def made(self) -> Callable:
        """The wrong function or class; an edit must have been made before."""
        if isinstance(self.answer, Edit):
            raise ValueError(f"the edit {self.name!r} has not been made: load its exercise")
        return self.answer


@dataclass(frozen=True)
class Exercise:
    """An exercise's data. Its solution is found through the chapter's table of solutions.

    Attributes:
        cases: small inputs; the first that fails is shown to the student, so the simplest first.
        hints: from a nudge to nearly the answer.
        variants: correct answers, written differently; a test holds that all are accepted.
        misconceptions: wrong answers; a test holds that each gets its own hint and no other's.
        generated: makes a case from a stream of random numbers: any input that the task allows,
            with its edges among them (empty, one, equal, negative, extreme, larger than those of
            the cases). A small change of a right answer that passes the cases must be right on
            these too, or a case is missing.
        n_trials: how many small changes of a wrong answer are tried to find its mistake, and how
            many pairs of them. A number, not a time: then the verdict is the same on a slow
            machine. Choose it so that they take about a second.
    """

    cases: Sequence[Case]
    hints: Sequence[str]
    variants: Sequence[Callable] = field(default=(), repr=False)
    misconceptions: Sequence[Misconception] = field(default=(), repr=False)
    generated: Callable[[Random], Case] | None = field(default=None, repr=False)
    n_trials: int = 400


def resolved(exercise: Exercise, solution: Callable[[], Callable]) -> Exercise:
    """Return an exercise whose misconceptions are functions and classes, and edits no more.

    Args:
        exercise: as its module has it.
        solution: gives its solution.

    Raises:
        ValueError: an edit does not fit what it edits.
    """
    made = [
        replace(each, answer=make(each.answer, solution), edit=each.answer)
        if isinstance(each.answer, Edit)
        else each
        for each in exercise.misconceptions
    ]
    return replace(exercise, misconceptions=made)
