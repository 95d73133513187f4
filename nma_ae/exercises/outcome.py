"""Runs an answer on the cases of an exercise and records what can be seen of it."""

import dis
import linecache
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from nma_ae.exercises import libraries
from nma_ae.exercises.adapters.time_limit import (
    TimeLimitExceeded,
    processor_seconds,
    run_limited,
)
from nma_ae.exercises.capture import Trace, captured
from nma_ae.exercises.definition import Case, Inputs
from nma_ae.exercises.messages import _
from nma_ae.exercises.preserve import reseed
from nma_ae.exercises.snapshot import same, snapshot

TIME_LIMIT = 5.0
"""Seconds of processor time that an answer may take for all its cases together."""

MOST_LINES_QUOTED = 3
MOST_CHARACTERS = 500


@dataclass(frozen=True)
class Failure:
    """An exception that an answer raised.

    Attributes:
        kind: name of its class.
        message: its text.
        lines: the answer's own lines that led to it, the innermost last.
        numbers: of these lines.
        unfinished: it is the NotImplementedError that marks what is still to be written.
        timed_out: the time was over.
        in_use: it was raised as the check used what the answer had returned.
    """

    kind: str
    message: str
    lines: tuple[str, ...]
    numbers: tuple[int, ...]
    unfinished: bool
    timed_out: bool
    in_use: bool


@dataclass
class Outcome:
    """What one case showed.

    Attributes:
        finished: whether the answer came to its end.
        returned: a snapshot of what it returned.
        right_type: whether that has the type that the case asks for.
        seen: snapshots of what the case looks at, by name.
        changed: names of the inputs that were changed and should not have been.
        failure: the exception, if there was one.
        trace: what was printed, displayed and drawn.
        seconds: of processor time that it took, without the making of the inputs.
    """

    finished: bool = False
    returned: Any = None
    right_type: bool = True
    seen: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    failure: Failure | None = None
    trace: Trace = field(default_factory=Trace)
    seconds: float = 0.0


def outcomes(
    answer: Callable,
    cases: Sequence[Case],
    namespace: Mapping[str, Any],
    seconds: float | None = None,
) -> list[Outcome]:
    """Run `answer` on every case.

    Args:
        answer: a function or class; anything else fails in every case.
        cases: the cases of the exercise.
        namespace: the globals in which the answer was written: its lines are quoted from there.
        seconds: that it may take for all cases together; None for TIME_LIMIT.

    Returns:
        One outcome for each case, up to the first that ran into the time limit.

    Raises:
        KeyboardInterrupt: somebody pressed the button; nothing else gets out.
    """
    limit = TIME_LIMIT if seconds is None else seconds
    found: list[Outcome] = []
    for case in cases:
        used = sum(each.seconds for each in found)
        found.append(_outcome(answer, case, namespace, limit - used))
        if found[-1].failure and found[-1].failure.timed_out:
            break
    return found


def _outcome(answer: Callable, case: Case, namespace: Mapping, seconds: float) -> Outcome:
    outcome = Outcome()
    with captured() as trace:
        reseed()
        inputs = {name: _copied(value) for name, value in case.inputs().items()}
        start = processor_seconds()
        try:
            run_limited(lambda: _run(answer, case, inputs, outcome), seconds)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit and the like are the answer's fault too
            outcome.failure = failure_of(error, namespace, in_use=outcome.finished)
        outcome.seconds = processor_seconds() - start
    outcome.trace = trace
    return outcome


def _run(answer: Callable, case: Case, inputs: Inputs, outcome: Outcome) -> None:
    before = _contents(inputs)
    result = case.call(answer, inputs)
    outcome.finished = True
    outcome.returned = snapshot(result)
    outcome.right_type = case.returns is None or isinstance(result, case.returns)
    if not outcome.right_type:
        return
    reseed()
    outcome.seen = {name: snapshot(each) for name, each in case.look(result, inputs).items()}
    after = _contents(inputs)
    outcome.changed = tuple(
        name for name in before if name not in case.changes and not same(before[name], after[name])
    )


def _copied(value: Any) -> Any:
    """Return a copy of lists, tuples, dicts and arrays: an answer must not spoil another's inputs.

    Other things are as the case makes them: a copy of a network would no longer be the one that an
    optimizer beside it trains.
    """
    if type(value) is list or type(value) is tuple:
        return type(value)(map(_copied, value))
    if type(value) is dict:
        return {key: _copied(each) for key, each in value.items()}
    copy = libraries.ask("copied", value)
    return value if copy is libraries.UNKNOWN else copy


def _contents(inputs: Inputs) -> dict[str, Any]:
    """Return snapshots of the inputs, or of what of them tells whether they changed."""
    found = {}
    for name, value in inputs.items():
        watched = libraries.ask("watched", value)
        found[name] = snapshot(value if watched is libraries.UNKNOWN else watched)
    return found


def failure_of(error: BaseException, namespace: Mapping[str, Any], in_use: bool) -> Failure:
    """Say what there is to know of an exception.

    Args:
        error: what was raised.
        namespace: the globals in which the answer was written: its lines are quoted from there.
        in_use: whether the answer had returned before.
    """
    own = [each for each in _tracebacks(error) if each.tb_frame.f_globals is namespace]
    return Failure(
        kind=type(error).__name__,
        message=_message(error),
        lines=tuple(map(_quote, own[-MOST_LINES_QUOTED:])),
        numbers=tuple(each.tb_lineno for each in own[-MOST_LINES_QUOTED:]),
        unfinished=isinstance(error, NotImplementedError) and own != [] and _is_at_raise(own[-1]),
        timed_out=isinstance(error, TimeLimitExceeded),
        in_use=in_use,
    )


def _tracebacks(error: BaseException) -> list[TracebackType]:
    places = []
    place = error.__traceback__
    while place is not None:
        places.append(place)
        place = place.tb_next
    return places


def _is_at_raise(place: TracebackType) -> bool:
    """Return whether that line itself raises, and not what it calls, such as torch."""
    return dis.opname[place.tb_frame.f_code.co_code[place.tb_lasti]] == "RAISE_VARARGS"


def _message(error: BaseException) -> str:
    try:  # an exception of the answer's own making may have no text, or one that never ends
        return run_limited(lambda: str.strip(str(error))[:MOST_CHARACTERS], seconds=0.5)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return ""


def _quote(place: TracebackType) -> str:
    code = place.tb_frame.f_code
    line = linecache.getline(code.co_filename, place.tb_lineno).strip()
    return _("{function}, line {number}: {line}").format(
        function=code.co_name, number=place.tb_lineno, line=line[:MOST_CHARACTERS]
    )
