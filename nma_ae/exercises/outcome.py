"""Runs an answer on the cases of an exercise and records what can be seen of it."""

import copy
import linecache
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from nma_ae.exercises.compare import Difference, describe, difference
from nma_ae.exercises.definition import Case, Inputs
from nma_ae.exercises.messages import _
from nma_ae.exercises.sandbox import (
    TimeLimitExceeded,
    Trace,
    captured,
    reseed,
    run_limited,
)

TIME_LIMIT = 5.0
"""Seconds that an answer may take for all its cases together."""


@dataclass(frozen=True)
class Failure:
    """An exception that an answer raised: its kind, and the lines of the answer that led to it."""

    kind: str
    message: str
    lines: tuple[str, ...] = ()
    unfinished: bool = False
    timed_out: bool = False


@dataclass
class Outcome:
    """What one case showed: values by name, or a failure; and the inputs that were changed."""

    seen: Mapping[str, Any] | None = None
    failure: Failure | None = None
    wrong_type: Difference | None = None
    changed: tuple[str, ...] = ()
    trace: Trace = field(default_factory=Trace)


def outcomes(
    answer: Callable, cases: Sequence[Case], namespace: Mapping[str, Any] | None = None
) -> list[Outcome]:
    """Run `answer` on every case, at most TIME_LIMIT seconds in all.

    Args:
        answer: a function or class; anything else fails in every case.
        cases: the cases of the exercise.
        namespace: the globals in which the answer was written: its lines are quoted from there.

    Returns:
        One outcome for each case, up to the first that ran into the time limit.

    Raises:
        KeyboardInterrupt: somebody pressed the button; nothing else gets out.
    """
    found = []
    deadline = time.monotonic() + TIME_LIMIT
    for case in cases:
        found.append(_outcome(answer, case, namespace, deadline - time.monotonic()))
        if found[-1].failure and found[-1].failure.timed_out:
            break
    return found


def _outcome(answer: Callable, case: Case, namespace, seconds: float) -> Outcome:
    outcome = Outcome()
    reseed()
    inputs = case.inputs()
    reseed()
    pristine = case.inputs()
    reseed()
    with captured() as trace:
        try:
            run_limited(lambda: _run(answer, case, inputs, outcome), seconds)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit and the like are the answer's fault too
            outcome.failure = _failure(error, namespace)
    outcome.trace = trace
    outcome.changed = tuple(
        name
        for name, value in pristine.items()
        if name not in case.changes and _changed(value, inputs[name])
    )
    return outcome


def _run(answer: Callable, case: Case, inputs: Inputs, outcome: Outcome) -> None:
    result = case.call(answer, inputs)
    if case.returns is not None and not isinstance(result, case.returns):
        remark = _("Did you forget a `return`?") if result is None else ""
        expected = _("an object of type {kind}").format(kind=case.returns.__name__)
        outcome.wrong_type = Difference(expected, describe(result), remark)
        return
    # A snapshot: what the answer still holds may change while the other cases run.
    outcome.seen = copy.deepcopy({k: _detached(v) for k, v in case.look(result, inputs).items()})


def _detached(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return value.detach()
    if isinstance(value, list | tuple):
        return (
            tuple(map(_detached, value))
            if isinstance(value, tuple)
            else list(map(_detached, value))
        )
    if isinstance(value, Mapping):
        return {key: _detached(each) for key, each in value.items()}
    return value


def _changed(before: Any, after: Any) -> bool:
    """Return whether numbers in `after` differ from those in `before`, to the last bit."""
    if isinstance(before, torch.nn.Module):
        return _changed(before.state_dict(), after.state_dict())
    if isinstance(before, torch.Tensor):
        return before.shape != after.shape or not torch.equal(before, after)
    if isinstance(before, np.ndarray):
        return not np.array_equal(before, after)
    if isinstance(before, Mapping):
        return list(before) != list(after) or any(_changed(before[k], after[k]) for k in before)
    if isinstance(before, list | tuple):
        return len(before) != len(after) or any(map(_changed, before, after))
    return False


def _failure(error: BaseException, namespace: Mapping[str, Any] | None) -> Failure:
    frames = list(traceback.walk_tb(error.__traceback__))
    own = [(frame, line) for frame, line in frames if frame.f_globals is namespace]
    innermost = frames[-1][0].f_globals if frames else {}
    return Failure(
        kind=type(error).__name__,
        message=_message(error),
        lines=tuple(_quote(frame, line) for frame, line in own[-3:]),
        unfinished=isinstance(error, NotImplementedError) and innermost is namespace,
        timed_out=isinstance(error, TimeLimitExceeded),
    )


def _message(error: BaseException) -> str:
    try:
        return str(error).strip()[:500]
    except Exception:  # an exception of the answer's own making may not even have a text
        return ""


def _quote(frame, line: int) -> str:
    code = linecache.getline(frame.f_code.co_filename, line).strip()
    return _("{function}, line {line}: {code}").format(
        function=frame.f_code.co_name, line=line, code=code
    )


def first_fault(
    expected: Sequence[Outcome], got: Sequence[Outcome], cases: Sequence[Case]
) -> int | None:
    """Return the index of the first case in which two lists of outcomes differ, None if in none."""
    for index, case in enumerate(cases):
        if index >= len(got) or fault(expected[index], got[index], case):
            return index
    return None


def fault(expected: Outcome, got: Outcome, case: Case) -> Failure | Difference | str | None:
    """Return what is wrong with one outcome: a failure, a difference, changed inputs, or None."""
    if got.failure or expected.failure:
        same = got.failure and expected.failure and got.failure.kind == expected.failure.kind
        return None if same else got.failure or Difference(expected.failure.kind, "")
    if got.wrong_type or expected.wrong_type:
        same = got.wrong_type == expected.wrong_type
        return None if same else got.wrong_type or expected.wrong_type
    for name, value in expected.seen.items():
        found = difference(value, got.seen.get(name), rtol=case.rtol, atol=case.atol)
        if found is not None:
            prefix = f"{_(name)}: " if name else ""
            return Difference(prefix + found.expected, prefix + found.got, found.remark)
    if got.changed != expected.changed:
        return ", ".join(got.changed or expected.changed)
    return None
