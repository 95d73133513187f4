"""Decides what an answer is: not attempted, correct, wrong, in error, or beyond this check."""

import ast
import functools
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from nma_ae.exercises import courses, libraries, outcome
from nma_ae.exercises.capture import Trace, captured
from nma_ae.exercises.compare import describe
from nma_ae.exercises.definition import Case
from nma_ae.exercises.diagnosis import words
from nma_ae.exercises.diagnosis.counterfactual import Counterfactual, counterfactuals
from nma_ae.exercises.diagnosis.diagnose import (
    Diagnosis,
    Known,
    known_mistake,
    names_of,
    searched,
)
from nma_ae.exercises.diagnosis.pairs import Pair, pairs
from nma_ae.exercises.diagnosis.student_code import Definition
from nma_ae.exercises.fault import Changes, Fault, error_text, fault
from nma_ae.exercises.messages import _
from nma_ae.exercises.outcome import Failure, Outcome, outcomes
from nma_ae.exercises.preserve import preserved, reseed
from nma_ae.exercises.snapshot import snapshot
from nma_ae.exercises.source import definition_text
from nma_ae.exercises.verdict import Rows, Verdict, correct_verdict, open_verdict

MOST_OUTPUT_LINES = 20
MOST_CHARACTERS = 500
MOST_FIGURES = 3


def check(
    name: str,
    answer: Callable,
    namespace: dict[str, Any] | None = None,
    *,
    search: bool = True,
    before_search: Callable[[Verdict], None] | None = None,
) -> Verdict:
    """Compare an answer with the reference on the exercise's cases.

    Args:
        name: full name of the exercise, `chapter.exercise`.
        answer: the student's function or class.
        namespace: the globals in which it was written.
        search: whether to look for the mistake in the answer's own code, where it is none that is
            known; that takes most of the time.
        before_search: is given the verdict as it is without that, if there is a search.

    Returns:
        The verdict. It says "check-failed" for whatever is not the student's doing.

    Raises:
        KeyboardInterrupt: the check was interrupted by hand.
    """
    namespace = {} if namespace is None else namespace
    try:
        exercise = courses.load(name)
        courses.reference(name)  # so that the libraries that it needs are there to be preserved
        libraries.import_for(answer)
        with preserved(namespace) as undo_patches:
            expected_outcomes(name)  # before anything of the answer has run
            got = outcomes(answer, exercise.cases, namespace)
            undo_patches()  # the mistakes that are known are run next, and once for all answers
            found = judged(name, got)
            if isinstance(found, Verdict):
                return found
            return _diagnosed(name, found, got, answer, namespace, search, before_search)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the engine's own fault, whatever it is: never the student's
        return check_failed(name, error)


Faulty = Callable[[Diagnosis], Verdict]
"""The verdict on a wrong answer, for what is found out about the mistake."""


def judged(name: str, got: Sequence[Outcome]) -> Verdict | Faulty:
    """Compare what an answer showed with what the reference shows.

    This runs nothing of the answer.

    Args:
        name: full name of the exercise.
        got: what the answer showed in each case, up to the first that ran into the time limit.

    Raises:
        RuntimeError: there is nothing to compare: the exercise has no cases, or outcomes are
            missing.
    """
    cases = courses.load(name).cases
    if any(each.failure and each.failure.unfinished for each in got):
        return open_verdict(name)
    for case, right, mine in zip(cases, expected_outcomes(name), got, strict=False):
        found = fault(right, mine, case)
        if found is not None:
            return functools.partial(_fault_verdict, name, case, mine, found)
    if not 0 < len(cases) <= len(got):
        raise RuntimeError(
            _("of {cases} cases {outcomes} were run").format(cases=len(cases), outcomes=len(got))
        )
    return correct_verdict(name)


def _diagnosed(
    name: str,
    verdict: Faulty,
    got: list[Outcome],
    answer: Callable,
    namespace: Mapping[str, Any],
    search: bool,
    before_search: Callable[[Verdict], None] | None,
) -> Verdict:
    try:
        about = known_mistake(known(name), names_of(answer), got)
        if not search:
            return verdict(about)
        if before_search is not None:
            before_search(verdict(about))
        return verdict(searched(known(name), about, answer, namespace, got))
    except Exception as error:  # the verdict stands without it
        return replace(verdict(Diagnosis()), undiagnosed=f"{type(error).__name__}: {error}")


def _fault_verdict(name: str, case: Case, got: Outcome, found: Fault, about: Diagnosis) -> Verdict:
    return Verdict(
        exercise=name,
        status="error" if isinstance(found, Failure) else "wrong",
        headline=headline(found),
        rows=(
            (_("input"), _(case.shown) or call_shown(name, case)),
            *fault_rows(found),
            *((_("hint"), each) for each in about.hints),
            *((_("look at"), words.where(each)) for each in about.repairs),
            *((_("clue"), each) for each in about.sentences),
            *_output_rows(got.trace.text),
        ),
        misconception=", ".join(each.name for each in about.misconceptions),
        hints=about.hints,
        clue=next(iter(about.sentences), ""),
        repairs=about.repairs,
        figures=(*got.trace.displayed, *got.trace.figures)[:MOST_FIGURES],
    )


def headline(found: Fault, seconds: float | None = None) -> str:
    """Return the sentence that a verdict on a fault begins with.

    Args:
        found: the fault.
        seconds: after which an answer is stopped; None for TIME_LIMIT.
    """
    if isinstance(found, Failure) and found.timed_out:
        return _("stopped after {seconds:g} seconds.").format(seconds=seconds or outcome.TIME_LIMIT)
    if isinstance(found, Failure):
        return _("it stopped with an error.")
    if isinstance(found, Changes):
        return _("right result, but it changes its input.")
    return _("not correct yet.")


def fault_rows(found: Fault) -> Rows:
    """Return what a verdict says of a fault, without its headline."""
    if isinstance(found, Failure):
        if found.timed_out:
            text = _("Is there a loop that never ends, or one that could be a single operation?")
            reason = (_("remark"), text)
        else:
            reason = (_("error"), error_text(found))
        lines = "\n".join(found.lines)
        return (reason, (_("your code"), lines)) if lines else (reason,)
    if isinstance(found, Changes):
        text = _("{names} changed while your code ran; work on a copy.")
        return ((_("remark"), text.format(names=", ".join(found.names))),)
    rows = ((_("expected"), _shortened(found.expected)), (_("got"), _shortened(found.got)))
    return (*rows, (_("remark"), found.remark)) if found.remark else rows


def _output_rows(text: str) -> Rows:
    if not text.strip():
        return ()
    lines = text.strip("\r\n").split("\n")
    # A line that was overwritten, as progress bars do, shows its last state.
    shown = [line.strip("\r").rsplit("\r")[-1] for line in lines[:MOST_OUTPUT_LINES]]
    shown = [_shortened(line) for line in shown]
    if len(lines) > len(shown):
        shown.append(_("… and {more} more lines").format(more=len(lines) - len(shown)))
    return ((_("your output"), "\n".join(shown)),)


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else text[:MOST_CHARACTERS] + " …"


def call_shown(name: str, case: Case) -> str:
    """Return the call of a case as code."""
    reseed()
    with captured():  # inputs may be drawings
        inputs = case.inputs()
    given = [f"{key}={describe(snapshot(value))}" for key, value in inputs.items()]
    return f"{courses.short_name(name)}({', '.join(given)})"


def check_failed(name: str, error: BaseException) -> Verdict:
    """Return the verdict on an answer that could not be checked, for no fault of its own."""
    return Verdict(
        exercise=name,
        status="check-failed",
        headline=_("the check itself failed. This says nothing about your code."),
        rows=((_("reason"), f"{type(error).__name__}: {error}"),),
        closing=_("Please report it; the reason above helps."),
    )


@cache
def expected_outcomes(name: str) -> list[Outcome]:
    """Return what the reference shows. It is deterministic, so once is enough.

    Raises:
        RuntimeError: it fails, or does not agree with itself, so that nobody's answer could.
    """
    cases = courses.load(name).cases
    found = _behaviour(courses.reference(name), cases)
    for case, each in zip(cases, found, strict=False):
        if each.failure:
            reason = _("the reference raised {error}").format(error=error_text(each.failure))
            raise RuntimeError(reason)
        itself = fault(each, each, case)
        if itself is not None:
            reason = _("the reference is not accepted itself: {fault}").format(fault=itself)
            raise RuntimeError(reason)
    return found


@cache
def _misconceived(name: str) -> list[list[Outcome]]:
    exercise = courses.load(name)
    return [_behaviour(each.made, exercise.cases) for each in exercise.misconceptions]


def known(name: str) -> Known:
    """Return what is known of an exercise before an answer comes."""
    return Known(
        courses.load(name),
        expected_outcomes(name),
        _misconceived(name),
        functools.partial(_counterfactuals, name),
        functools.partial(_pairs, name),
        functools.partial(_right, name),
    )


@cache
def _right(name: str) -> list[Definition]:
    """Return the definitions of an exercise's right answers."""
    answers = (courses.reference(name), *courses.load(name).variants)
    found = [ast.parse(definition_text(each)).body[-1] for each in answers]
    return [each for each in found if isinstance(each, Definition)]


@cache
def _pairs(name: str) -> list[Pair]:
    return pairs(courses.load(name).misconceptions, courses.reference(name))


@cache
def _counterfactuals(name: str) -> list[Counterfactual]:
    cases = courses.load(name).cases
    return counterfactuals(courses.reference(name), [case.inputs() for case in cases])


def _behaviour(answer: Callable, cases: Sequence[Case]) -> list[Outcome]:
    found = outcomes(answer, cases, _globals(answer))
    for each in found:
        each.trace = Trace()  # nobody will look at it, and figures are large
    return found


def _globals(answer: Callable) -> Mapping[str, Any]:
    return vars(sys.modules[answer.__module__])
