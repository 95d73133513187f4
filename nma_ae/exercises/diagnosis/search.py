"""Looks for the smallest change of a student's own code that makes every case right."""

import ast
import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nma_ae.exercises.definition import Case
from nma_ae.exercises.diagnosis.alteration import Alteration, Kind, places
from nma_ae.exercises.diagnosis.expressions import Expressions
from nma_ae.exercises.diagnosis.line_limit import line_limit
from nma_ae.exercises.diagnosis.statements import Statements
from nma_ae.exercises.diagnosis.student_code import StudentCode
from nma_ae.exercises.fault import fault
from nma_ae.exercises.outcome import Outcome, outcomes

MOST_SECONDS = 2.5
"""Of CPU time: a last guard, for the budget is counted in trials and lines."""
MOST_LINES = 20_000
"""That a changed answer may execute in one case."""


@dataclass(frozen=True)
class Repair:
    """A change that makes every case right.

    Attributes:
        kind: the sort of thing that is changed.
        line: the line, numbered as in the cell.
        code: that line.
        before: the piece of code that is changed, "" where something is missing.
        after: what it becomes.
    """

    kind: Kind
    line: int
    code: str
    before: str
    after: str


def alterations(code: StudentCode) -> list[Alteration]:
    """Return all small changes of an answer, the most frequent slips first."""
    where = places(code.tree)
    names, unread = names_in(code.tree)
    found: Iterator[Alteration] = Expressions(where, names, unread).alterations()
    all_of_them = [*found, *Statements(where, names).alterations()]
    return sorted(all_of_them, key=lambda each: each.rank)  # stable: then in the order of the code


def names_in(tree: ast.AST) -> tuple[list[str], list[str]]:
    """Return the names that mean a value in some code, and the parameters that it never reads."""
    parameters = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = [node.id for node in named if isinstance(node.ctx, ast.Store)]
    read = {node.id for node in named if isinstance(node.ctx, ast.Load)}
    names = [name for name in dict.fromkeys([*parameters, *stored]) if name not in ("self", "_")]
    return names, [name for name in dict.fromkeys(parameters) if name not in read | {"self"}]


def repairs(
    code: StudentCode,
    namespace: Mapping[str, Any],
    cases: Sequence[Case],
    expected: Sequence[Outcome],
    failing: int,
    n_trials: int,
) -> list[Repair]:
    """Return the changes that make every case right, at most those of one rank.

    Args:
        code: the answer's code; its tree is changed meanwhile and left as it was.
        namespace: the notebook's names.
        cases: the cases of the exercise.
        expected: what the reference shows in them.
        failing: the case that is tried first.
        n_trials: how many changes are tried at most.
    """
    deadline = time.process_time() + MOST_SECONDS
    order = [failing, *(i for i in range(len(cases)) if i != failing)]
    found: list[Repair] = []
    best: int | None = None
    for alteration in alterations(code)[:n_trials]:
        if (best is not None and alteration.rank > best) or time.process_time() > deadline:
            break
        with alteration.made():
            right = _is_right(code, namespace, [(cases[i], expected[i]) for i in order])
        if right:
            best = alteration.rank
            line = alteration.line
            texts = (code.line(line), alteration.before, alteration.after)
            found.append(Repair(alteration.kind, line, *texts))
    return found


def _is_right(
    code: StudentCode, namespace: Mapping[str, Any], pairs: Sequence[tuple[Case, Outcome]]
) -> bool:
    made: Callable
    try:
        made, names = code.run(namespace)
    except KeyboardInterrupt:
        raise
    except BaseException:  # no Python any more, or a class that cannot be made
        return False
    for case, right in pairs:
        with line_limit(code.file, MOST_LINES), contextlib.suppress(Exception):
            (mine,) = outcomes(made, [case], names)
            if fault(right, mine, case) is None:
                continue
        return False
    return True
