"""Tries whether an exercise's cases notice small changes of its right answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from nma_ae.exercises import courses
from nma_ae.exercises.check import call_shown, expected_outcomes
from nma_ae.exercises.definition import Case
from nma_ae.exercises.diagnosis.line_limit import line_limit
from nma_ae.exercises.diagnosis.search import alterations, unheard
from nma_ae.exercises.diagnosis.student_code import StudentCode, code_in
from nma_ae.exercises.fault import Changes, error_text, fault
from nma_ae.exercises.outcome import Failure, Outcome, outcomes
from nma_ae.exercises.preserve import preserved
from nma_ae.exercises.source import remember_lines, source

N_GENERATED = 200
"""Inputs on which a mutant must agree with the solution to count as the same program."""
MOST_SECONDS = 2.0
MOST_LINES = 100_000


@dataclass(frozen=True)
class Survivor:
    """A small change of a right answer that every case lets through.

    Attributes:
        exercise: full name of the exercise.
        answer: name of the right answer.
        line: the line that is changed.
        before: the changed piece of code, "" where something was added.
        after: what it became, "" where it was left out or moved.
        input: an input on which the changed answer is wrong; "" if it is right on all generated
            ones, and so does the same as far as anybody can tell.
        wrong: what is wrong there.
    """

    exercise: str
    answer: str
    line: str
    before: str
    after: str
    input: str = ""
    wrong: str = ""


def n_mutants(name: str) -> int:
    """Return how many small changes of its right answers an exercise has."""
    return sum(len(alterations(code)) for _answer, code, _names in _right_answers(name))


def survivors(
    name: str, chosen: Sequence[int] | None = None, n_inputs: int = N_GENERATED
) -> Iterator[Survivor]:
    """Yield the small changes of right answers that every case of an exercise lets through.

    Args:
        name: full name of the exercise.
        chosen: the numbers of the changes to try, below `n_mutants(name)`; None for all.
        n_inputs: how many generated inputs a change must be right on to do the same; an exercise
            that generates none has no change that is wrong.

    Raises:
        ValueError: the solution itself fails on a generated input.
    """
    exercise = courses.load(name)
    n_inputs = n_inputs if exercise.generated is not None else 0
    wanted = None if chosen is None else {*chosen}
    first = 0
    with preserved({}), unheard():
        expected = expected_outcomes(name)
        for answer, code, namespace in _right_answers(name):
            everything = alterations(code)
            for number, alteration in enumerate(everything, start=first):
                if wanted is not None and number not in wanted:
                    continue
                line = code.line(alteration.line)
                with alteration.made():
                    made = code.run(namespace)
                    if made and _is_right(made, code, exercise.cases, expected):
                        shown, wrong = _told_apart(name, made, code, n_inputs)
                        before, after = alteration.before, alteration.after
                        yield Survivor(name, answer, line, before, after, shown, wrong)
            first += len(everything)


def generated(name: str, seed: int) -> tuple[Case, Outcome]:
    """Return a case with generated inputs, and what the solution shows there.

    The case may be run once: its inputs are drawn as it runs.

    Args:
        name: full name of the exercise, which generates inputs.
        seed: which of them.

    Raises:
        ValueError: the solution fails on it.
    """
    make = courses.load(name).generated
    if make is None:
        raise ValueError(f"{name} generates no inputs: give its Exercise a `generated`")
    if (name, seed) not in _expected:
        (found,) = outcomes(courses.reference(name), [make(Random(seed))], {}, MOST_SECONDS)
        if found.failure:
            raise ValueError(
                f"{name}: the solution fails on the input generated from Random({seed}): "
                f"{error_text(found.failure)}. Generate only what the task allows."
            )
        _expected[name, seed] = found
    return make(Random(seed)), _expected[name, seed]


_expected: dict[tuple[str, int], Outcome] = {}


def _right_answers(name: str) -> Iterator[tuple[str, StudentCode, dict[str, Any]]]:
    """Yield each right answer of an exercise as the code of a cell, with the names that it sees."""
    short = courses.short_name(name)
    for answer in (courses.reference(name), *courses.load(name).variants):
        text = source(answer, short)
        file = f"<right answer {answer.__name__} of {name}>"
        remember_lines(file, text)
        namespace: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(text, file, "exec"), namespace)
        code = code_in(file, short)
        if code is not None:
            yield answer.__name__, code, namespace


def _is_right(
    made: tuple[Callable, dict[str, Any]],
    code: StudentCode,
    cases: Sequence[Case],
    expected: Sequence[Outcome],
) -> bool:
    pairs = zip(cases, expected, strict=True)
    return all(_fault(made, code, case, right) is None for case, right in pairs)


def _told_apart(
    name: str, made: tuple[Callable, dict[str, Any]], code: StudentCode, n_inputs: int
) -> tuple[str, str]:
    for seed in range(n_inputs):
        found = _fault(made, code, *generated(name, seed))
        if found is not None:
            return call_shown(name, generated(name, seed)[0]), found
    return "", ""


def _fault(
    made: tuple[Callable, dict[str, Any]], code: StudentCode, case: Case, expected: Outcome
) -> str | None:
    """Return in words what is wrong with a changed answer in a case; None if nothing is."""
    answer, names = made
    try:
        with line_limit(code.file, MOST_LINES):
            (outcome,) = outcomes(answer, [case], names, MOST_SECONDS)
    except KeyboardInterrupt:
        raise
    except Exception as error:  # a look that the changed answer does not bear
        return f"{type(error).__name__}: {error}"
    found = fault(expected, outcome, case)
    if found is None:
        return None
    if isinstance(found, Failure):
        return error_text(found)
    if isinstance(found, Changes):
        return f"{', '.join(found.names)} changed"
    return f"{found.expected} | {found.got}"
