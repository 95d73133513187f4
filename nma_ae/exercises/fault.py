"""Says what is wrong with an outcome, seen beside the expected one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nma_ae.exercises.compare import Difference, describe, described_apart, difference
from nma_ae.exercises.definition import Case
from nma_ae.exercises.messages import _
from nma_ae.exercises.outcome import Failure, Outcome
from nma_ae.exercises.snapshot import same


@dataclass(frozen=True)
class Changes:
    """An answer is right, and changed inputs that it should have left alone."""

    names: tuple[str, ...]


Fault = Failure | Difference | Changes


def fault(expected: Outcome, got: Outcome, case: Case) -> Fault | None:
    """Return what is wrong with an answer's outcome, None if nothing is.

    Args:
        expected: the outcome of the reference, without a failure.
        got: that of the answer.
        case: the case of both.
    """
    if got.failure and (not got.failure.in_use or got.failure.timed_out):
        return got.failure
    if got.returned is None and expected.returned is not None:
        return Difference(lambda: (describe(expected.returned), "None"))
    if not got.right_type and case.returns is not None:
        wanted = _("an object of type {name}").format(name=case.returns.__name__)
        return Difference(lambda: (wanted, describe(got.returned)))
    if got.failure:
        return got.failure if got.failure.lines else _unusable(expected, got)
    found = _difference(expected, got, case)
    if found is None and got.changed:
        return Changes(got.changed)
    return found


def wrong_cases(
    expected: Sequence[Outcome], got: Sequence[Outcome], cases: Sequence[Case]
) -> list[int]:
    """Return the numbers of the cases in which an answer is wrong, as far as it came."""
    found = zip(expected, got, cases, strict=False)
    return [i for i, (right, mine, case) in enumerate(found) if fault(right, mine, case)]


LEAST_SECONDS = 0.002
"""That a case is taken to need: below that, none is cheaper than another."""
MUCH_CHEAPER = 5


def telling_order(expected: Sequence[Outcome], wrong: Sequence[int]) -> list[int]:
    """Return the numbers of all cases, the one first that tells most wrong answers apart.

    That is the first in which the answer is wrong, or a much cheaper one: what little differs in
    time must not decide, or the same answer would not always get the same verdict.

    Args:
        expected: the outcomes of the reference in all cases.
        wrong: the numbers of the cases in which an answer is wrong, at least one.
    """

    def cost(number: int) -> float:
        return max(expected[number].seconds, LEAST_SECONDS)

    cheapest = min(wrong, key=cost)
    first = cheapest if MUCH_CHEAPER * cost(cheapest) < cost(wrong[0]) else wrong[0]
    return [first, *(i for i in range(len(expected)) if i != first)]


def alike(one: Outcome, other: Outcome, case: Case) -> bool:
    """Return whether two answers, right or wrong, behave the same in a case."""
    if one.failure or other.failure:
        return _told(one.failure) == _told(other.failure)
    if one.right_type != other.right_type or one.changed != other.changed:
        return False
    if not one.right_type:
        return same(one.returned, other.returned)
    return _difference(one, other, case) is None


def all_alike(some: Sequence[Outcome], others: Sequence[Outcome], cases: Sequence[Case]) -> bool:
    """Return whether two answers behave the same in every case."""
    return len(some) == len(others) == len(cases) and all(map(alike, some, others, cases))


def _told(failure: Failure | None) -> tuple | None:
    # The text too, or all that fits nowhere would be called by the name of one such mistake.
    return (failure.kind, failure.message, failure.in_use) if failure else None


def _difference(expected: Outcome, got: Outcome, case: Case) -> Difference | None:
    for name, value in expected.seen.items():
        prefix = f"{_(name)}: " if name else ""
        if name not in got.seen:
            return _lacking(value).within(prefix + "{value}")
        found = difference(value, got.seen[name], rtol=case.rtol, atol=case.atol)
        if found is not None:
            return found.within(prefix + "{value}")
    return None


def _lacking(value: Any) -> Difference:
    return Difference(lambda: (describe(value), _("nothing")))


def _unusable(expected: Outcome, got: Outcome) -> Difference:
    reason = error_text(got.failure) if got.failure else ""
    remark = _("The check could not use it: {error}").format(error=reason)

    def described() -> tuple[str, str]:
        wanted, came = described_apart(expected.returned, got.returned)
        return (wanted, came) if wanted != came else (_("one that does what the task says"), came)

    return Difference(described, remark)


def error_text(failure: Failure) -> str:
    """Return an exception as Python prints it."""
    return f"{failure.kind}: {failure.message}" if failure.message else failure.kind
