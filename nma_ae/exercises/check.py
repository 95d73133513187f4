"""Decides what an answer is: not attempted, correct, wrong, in error, or beyond this check."""

import sys
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from nma_ae.exercises import catalogue
from nma_ae.exercises.compare import Difference, describe
from nma_ae.exercises.definition import Case, Exercise, Misconception
from nma_ae.exercises.messages import _
from nma_ae.exercises.outcome import (
    TIME_LIMIT,
    Failure,
    Outcome,
    fault,
    first_fault,
    outcomes,
)
from nma_ae.exercises.sandbox import preserved
from nma_ae.exercises.verdict import Verdict, correct_verdict, open_verdict

MOST_OUTPUT_LINES = 20


def check(name: str, answer: Callable, namespace: dict[str, Any] | None = None) -> Verdict:
    """Compare an answer with the reference on the exercise's cases.

    Args:
        name: full name of the exercise, `chapter.exercise`.
        answer: the student's function or class.
        namespace: the globals in which it was written.

    Returns:
        The verdict. It says "check-failed" for whatever is not the student's doing.

    Raises:
        KeyboardInterrupt: the check was interrupted by hand.
    """
    namespace = {} if namespace is None else namespace
    try:
        with preserved(namespace):
            exercise = catalogue.load(name)
            expected = _expected(name)
            got = outcomes(answer, exercise.cases, namespace)
            return _judge(name, exercise, expected, got)
    except Exception as error:  # the engine's own fault, whatever it is: never the student's
        return _check_failed(name, f"{type(error).__name__}: {error}")


def _judge(name: str, exercise: Exercise, expected: list[Outcome], got: list[Outcome]) -> Verdict:
    failures = [outcome.failure for outcome in got if outcome.failure]
    if any(failure.unfinished for failure in failures):
        return open_verdict(name)
    index = first_fault(expected, got, exercise.cases)
    if index is None:
        return correct_verdict(name)
    case, outcome = exercise.cases[index], got[index]
    found = fault(expected[index], outcome, case)
    recognised = _recognise(name, exercise, got)
    rows = (
        (_("input"), case.shown or _shown(name, case)),
        *_fault_rows(found),
        *([(_("hint"), _(recognised.hint))] if recognised else []),
        *_output_rows(outcome),
    )
    return Verdict(
        exercise=name,
        status="error" if isinstance(found, Failure) else "wrong",
        headline=_headline(found),
        rows=rows,
        misconception=recognised.answer.__name__ if recognised else "",
        figures=tuple(outcome.trace.figures),
    )


def _headline(found: Failure | Difference | str) -> str:
    if isinstance(found, Failure):
        if found.timed_out:
            return _("stopped after {seconds} seconds.").format(seconds=round(TIME_LIMIT))
        return _("it stopped with an error.")
    if isinstance(found, str):
        return _("right result, but it changes its input.")
    return _("not correct yet.")


def _fault_rows(found: Failure | Difference | str) -> list[tuple[str, str]]:
    if isinstance(found, Failure):
        if found.timed_out:
            text = _("Is there a loop that never ends, or one that could be a single operation?")
            return [(_("remark"), text), *_line_rows(found)]
        message = f"{found.kind}: {found.message}" if found.message else found.kind
        return [(_("error"), message), *_line_rows(found)]
    if isinstance(found, str):
        text = _("{names} changed while your code ran; work on a copy (`.clone()`).")
        return [(_("remark"), text.format(names=found))]
    rows = [(_("expected"), found.expected), (_("got"), found.got)]
    return rows + ([(_("remark"), found.remark)] if found.remark else [])


def _line_rows(failure: Failure) -> list[tuple[str, str]]:
    if failure.lines:
        return [(_("your code"), "\n".join(failure.lines))]
    return [(_("where"), _("the check could not use what your code returned"))]


def _output_rows(outcome: Outcome) -> list[tuple[str, str]]:
    lines = outcome.trace.text.strip("\n").splitlines()
    if not lines:
        return []
    more = len(lines) - MOST_OUTPUT_LINES
    shown = lines[:MOST_OUTPUT_LINES]
    if more > 0:
        shown.append(_("… and {more} more lines").format(more=more))
    return [(_("your output"), "\n".join(shown))]


def _shown(name: str, case: Case) -> str:
    given = ", ".join(f"{key}={describe(value)}" for key, value in case.inputs().items())
    return f"{name.split('.')[1]}({given})"


def _check_failed(name: str, reason: str) -> Verdict:
    return Verdict(
        exercise=name,
        status="check-failed",
        headline=_("the check itself failed. This says nothing about your code."),
        rows=((_("reason"), reason),),
        closing=_("Please report it; the reason above helps."),
    )


def _recognise(name: str, exercise: Exercise, got: list[Outcome]) -> Misconception | None:
    """Return the misconception that behaves like the answer in every case, None if there is none."""
    for misconception, behaviour in zip(exercise.misconceptions, _misconceived(name), strict=True):
        if len(got) == len(behaviour) and first_fault(behaviour, got, exercise.cases) is None:
            return misconception
    return None


@cache
def _expected(name: str) -> list[Outcome]:
    """Return what the reference shows. It is deterministic, so once is enough."""
    answer = catalogue.reference(name)
    found = outcomes(answer, catalogue.load(name).cases, _globals(answer))
    for outcome in found:
        if outcome.failure:
            raise RuntimeError(
                f"the reference raised {outcome.failure.kind}: {outcome.failure.message}"
            )
        if outcome.wrong_type:
            raise RuntimeError("the reference returned a wrong type")
    return found


@cache
def _misconceived(name: str) -> list[list[Outcome]]:
    exercise = catalogue.load(name)
    return [
        outcomes(each.answer, exercise.cases, _globals(each.answer))
        for each in exercise.misconceptions
    ]


def _globals(answer: Callable) -> Mapping[str, Any]:
    return vars(sys.modules[answer.__module__])
