"""Puts together all that can be found out about a wrong answer."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from nma_ae.exercises.compare import difference
from nma_ae.exercises.definition import Exercise, Misconception
from nma_ae.exercises.diagnosis import reading
from nma_ae.exercises.diagnosis.counterfactual import Counterfactual
from nma_ae.exercises.diagnosis.layers import layer_differences
from nma_ae.exercises.diagnosis.pairs import Pair
from nma_ae.exercises.diagnosis.relations import relation
from nma_ae.exercises.diagnosis.search import Repair, Search
from nma_ae.exercises.diagnosis.student_code import (
    Definition,
    StudentCode,
    code_of,
    may_be_searched,
)
from nma_ae.exercises.fault import all_alike, telling_order, wrong_cases
from nma_ae.exercises.messages import _
from nma_ae.exercises.outcome import Outcome
from nma_ae.exercises.snapshot import Thing, same


@dataclass(frozen=True)
class Known:
    """What is known of an exercise before an answer comes.

    Attributes:
        exercise: the exercise.
        expected: what the solution shows in each case.
        misconceived: what each misconception shows.
        counterfactuals: gives the solution with other inputs.
        pairs: gives the answers with two misconceptions.
        right: gives the definitions of right answers.
    """

    exercise: Exercise
    expected: Sequence[Outcome]
    misconceived: Sequence[Sequence[Outcome]]
    counterfactuals: Callable[[], Sequence[Counterfactual]]
    pairs: Callable[[], Sequence[Pair]]
    right: Callable[[], Sequence[Definition]]


@dataclass(frozen=True)
class Diagnosis:
    """What is found out about a wrong answer.

    Attributes:
        misconceptions: those that it shows, one or two.
        hints: what to tell about them.
        sentences: what else is certain, the most telling first.
        repairs: the changes of its code, one or two, that make it right together.
    """

    misconceptions: tuple[Misconception, ...] = ()
    hints: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()


def names_of(answer: Callable) -> set[str]:
    """Return all names that occur in the code of an answer, none where it has no code."""
    return _names_in(code_of(answer))


def known_mistake(known: Known, names: Set[str], got: Sequence[Outcome]) -> Diagnosis:
    """Recognise a misconception of the exercise, which is quick.

    Args:
        known: what is known of the exercise.
        names: that occur in the answer's code.
        got: what the answer shows in each case, up to the first that ran into the time limit.

    Returns:
        The misconception and its hint: none where all that could be said is not true of the code.
    """
    found = _listed(known, got)
    return Diagnosis(found, _hints(found, names))


def searched(
    known: Known,
    found: Diagnosis,
    answer: Callable,
    namespace: Mapping[str, Any],
    got: Sequence[Outcome],
) -> Diagnosis:
    """Find out about an answer whose mistake is none that is known.

    Args:
        known: what is known of the exercise.
        found: what is known of the mistake.
        answer: the student's function or class.
        namespace: the notebook's names.
        got: what the answer shows in each case, up to the first that ran into the time limit.
    """
    if any(map(_is_long, got)):
        return found  # each change of it might take as long
    code = code_of(answer)
    wrong = wrong_cases(known.expected, got, known.exercise.cases)
    order = telling_order(known.expected, wrong)
    if not found.hints:
        two = _two_misconceptions(known, got, order)
        hints = _hints(two, _names_in(code))
        if hints:
            found = Diagnosis(two, hints)
    repairs: tuple[Repair, ...] = ()
    if code is not None and may_be_searched(code, namespace):
        repairs = _repairs(known, code, namespace, got, two=not found.hints)
    if found.hints:
        return replace(found, repairs=repairs)
    sentences = tuple(filter(None, _sentences(known, code, namespace, got, wrong, order)))
    return Diagnosis(found.misconceptions, (), sentences, repairs)


MOST_SECONDS_FOR_PAIRS = 0.6
"""Of CPU time, in which pairs of misconceptions are run for the first time."""


def _is_long(outcome: Outcome) -> bool:
    returned = outcome.returned
    is_large = isinstance(returned, Thing) and returned.kind == "large"
    return is_large or bool(outcome.failure and outcome.failure.timed_out)


def _listed(known: Known, got: Sequence[Outcome]) -> tuple[Misconception, ...]:
    """Return the misconception that behaves like the answer in every case, if there is one."""
    cases = known.exercise.cases
    pairs = zip(known.exercise.misconceptions, known.misconceived, strict=True)
    for misconception, behaviour in pairs:
        if all_alike(behaviour, got, cases):
            return (misconception,)
    return ()


def _two_misconceptions(
    known: Known, got: Sequence[Outcome], order: Sequence[int]
) -> tuple[Misconception, ...]:
    deadline = time.process_time() + MOST_SECONDS_FOR_PAIRS
    for pair in known.pairs():
        if time.process_time() > deadline:
            break  # those that have been run are kept: the next answer meets more of them
        if pair.rival.behaves_like(got, known.exercise.cases, order):
            return pair.both
    return ()


def _names_in(code: StudentCode | None) -> set[str]:
    return reading.names_used(code.tree) if code is not None else set()


def _hints(found: Sequence[Misconception], names: Set[str]) -> tuple[str, ...]:
    """Return what is true of an answer's code among what is to be told of its mistakes."""
    told = [m.hint if not m.mentions or names & {*m.mentions} else m.otherwise for m in found]
    return tuple(map(_, filter(None, told)))


def _repairs(
    known: Known,
    code: StudentCode,
    namespace: Mapping[str, Any],
    got: Sequence[Outcome],
    two: bool,
) -> tuple[Repair, ...]:
    cases = known.exercise.cases
    search = Search(
        code,
        namespace,
        cases,
        known.expected,
        known.misconceived,
        got,
        known.exercise.n_trials // (1 if two else 4),
        known.right(),
    )
    found = search.repairs(two=two)
    # With several, nobody knows which line it is.
    return found[0] if len({tuple(r.line for r in each) for each in found}) == 1 else ()


def _sentences(
    known: Known,
    code: StudentCode | None,
    namespace: Mapping[str, Any],
    got: Sequence[Outcome],
    wrong: Sequence[int],
    order: Sequence[int],
) -> Iterator[str]:
    cases = known.exercise.cases
    first = wrong[0]
    yield layer_differences(known.expected[first].returned, got[first].returned)
    # An answer that always gives the same is like many a thing by chance.
    varies = any(not same(dict(each.seen), dict(got[0].seen)) for each in got)
    for each in known.counterfactuals() if varies else ():
        if each.rival.behaves_like(got, cases, order):
            yield each.text
            break
    if code is not None:
        if got[first].finished and got[first].returned is None:
            yield reading.why_nothing_is_returned(code.answer)
        yield reading.what_is_unread(code.answer, cases[0].inputs())
        yield reading.no_power(code.answer)
        yield reading.thrown_away(code.answer, namespace)
    yield _relation(known, got, wrong)


def _relation(known: Known, got: Sequence[Outcome], wrong: Sequence[int]) -> str:
    """Return how what came relates to what was expected, in all that differs under one name."""
    cases = known.exercise.cases
    by_name: dict[str, list] = {}
    for number in wrong:
        right, mine, case = known.expected[number], got[number], cases[number]
        for name, value in right.seen.items() if not mine.failure else ():
            if name in mine.seen and difference(
                value, mine.seen[name], rtol=case.rtol, atol=case.atol
            ):
                by_name.setdefault(name, []).append((value, mine.seen[name]))
    if not by_name:
        return ""
    name, pairs = next(iter(by_name.items()))
    text = relation(pairs, rtol=cases[0].rtol, atol=cases[0].atol)
    return f"{_(name)}: {text}" if text and name else text
