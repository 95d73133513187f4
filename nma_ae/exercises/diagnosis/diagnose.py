"""Puts together all that can be found out about a wrong answer."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nma_ae.exercises.compare import difference
from nma_ae.exercises.definition import Exercise, Misconception
from nma_ae.exercises.diagnosis.counterfactual import Counterfactual, recognised
from nma_ae.exercises.diagnosis.pairs import Pair
from nma_ae.exercises.diagnosis.relations import relation
from nma_ae.exercises.diagnosis.search import Repair, Search, names_in
from nma_ae.exercises.diagnosis.student_code import student_code
from nma_ae.exercises.fault import all_alike, fault
from nma_ae.exercises.messages import _
from nma_ae.exercises.outcome import Outcome
from nma_ae.exercises.snapshot import Thing


@dataclass(frozen=True)
class Known:
    """What is known of an exercise before an answer comes.

    Attributes:
        exercise: the exercise.
        expected: what the solution shows in each case.
        misconceived: what each misconception shows.
        counterfactual: gives the solution with other inputs, and what that shows.
        pairs: gives the answers with two misconceptions.
    """

    exercise: Exercise
    expected: Sequence[Outcome]
    misconceived: Sequence[Sequence[Outcome]]
    counterfactual: Callable[[], Sequence[tuple[Counterfactual, Sequence[Outcome]]]]
    pairs: Callable[[], Sequence[Pair]]


@dataclass(frozen=True)
class Diagnosis:
    """What is found out about a wrong answer.

    Attributes:
        misconceptions: those that it shows, one or two.
        sentences: what else is certain, the most telling first.
        repair: the change of its code that makes it right, or right but for a known mistake.
    """

    misconceptions: tuple[Misconception, ...] = ()
    sentences: tuple[str, ...] = ()
    repair: Repair | None = None


def listed(known: Known, got: Sequence[Outcome]) -> Diagnosis | None:
    """Return the misconception that behaves like the answer in every case, if there is one."""
    cases = known.exercise.cases
    pairs = zip(known.exercise.misconceptions, known.misconceived, strict=True)
    for misconception, behaviour in pairs:
        if all_alike(behaviour, got, cases):
            return Diagnosis((misconception,))
    return None


def searched(
    known: Known, answer: Callable, namespace: Mapping[str, Any], got: Sequence[Outcome]
) -> Diagnosis:
    """Find out about an answer that behaves like no misconception.

    Args:
        known: what is known of the exercise.
        answer: the student's function or class.
        namespace: the notebook's names.
        got: what the answer shows in each case.
    """
    if any(each.failure and each.failure.timed_out for each in got):
        return Diagnosis()  # each change of it might take as long
    if any(isinstance(each.returned, Thing) and each.returned.kind == "large" for each in got):
        return Diagnosis()  # the same
    two = _two_misconceptions(known, got)
    if two:
        return Diagnosis(two)
    sentences = [recognised(known.counterfactual(), known.expected, got, known.exercise.cases)]
    code = student_code(answer, namespace)
    repair = None
    if code is not None:
        sentences.append(_unread(code.answer, known))
        cases = known.exercise.cases
        found = Search(
            code, namespace, cases, known.expected, known.misconceived, got, N_TRIALS
        ).repairs()
        if len({each.line for each in found}) == 1:  # or nobody knows which line it is
            repair = found[0]
    sentences.append(_relation(known, got))
    return Diagnosis((), tuple(filter(None, sentences)), repair)


N_TRIALS = 3000


def _two_misconceptions(known: Known, got: Sequence[Outcome]) -> tuple[Misconception, ...]:
    cases = known.exercise.cases
    wrong = (
        i
        for i, (right, mine, case) in enumerate(zip(known.expected, got, cases, strict=False))
        if fault(right, mine, case) is not None
    )
    first = next(wrong)
    for pair in known.pairs():
        if pair.behaves_like(got, cases, first):
            return pair.both
    return ()


def _unread(definition: ast.AST, known: Known) -> str:
    _names, unread = names_in(definition)
    asked = [name for name in known.exercise.cases[0].inputs() if name in unread]
    if not asked:
        return ""
    names = ", ".join(f"`{name}`" for name in asked)
    return _("Your code never uses {names}.").format(names=names)


def _relation(known: Known, got: Sequence[Outcome]) -> str:
    """Return how what came relates to what was expected, in all that differs under one name."""
    by_name: dict[str, list] = {}
    for right, mine, case in zip(known.expected, got, known.exercise.cases, strict=False):
        if mine.failure or fault(right, mine, case) is None:
            continue
        for name, value in right.seen.items():
            if name in mine.seen and difference(
                value, mine.seen[name], rtol=case.rtol, atol=case.atol
            ):
                by_name.setdefault(name, []).append((value, mine.seen[name]))
    if not by_name:
        return ""
    case = known.exercise.cases[0]
    name, pairs = next(iter(by_name.items()))
    text = relation(pairs, rtol=case.rtol, atol=case.atol)
    return f"{_(name)}: {text}" if text and name else text
