"""Recognises an answer that is right for other inputs: two swapped, one ignored or replaced."""

import functools
import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

from nma_ae.exercises.compare import describe
from nma_ae.exercises.definition import Inputs
from nma_ae.exercises.diagnosis.rival import Rival
from nma_ae.exercises.messages import _
from nma_ae.exercises.snapshot import same, snapshot

Change = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Counterfactual:
    """The solution with other inputs than it was given.

    Attributes:
        rival: takes the exercise's arguments, changes them, and calls the solution.
        text: says so, as in "It behaves as if `ylim` were `xlim`."
    """

    rival: Rival
    text: str


def counterfactuals(reference: Callable, examples: Sequence[Inputs]) -> list[Counterfactual]:
    """Return the changes of inputs that make sense for a solution.

    Args:
        reference: the solution.
        examples: the inputs of the cases, by the names of the parameters.

    Returns:
        One for each change; none where the solution's parameters cannot be told.
    """
    try:
        signature = inspect.signature(reference)
    except (TypeError, ValueError):
        return []
    names = [name for name in examples[0] if all(name in each for each in examples)]
    if not all(name in signature.parameters for name in names):
        return []
    return [
        Counterfactual(Rival(_with_inputs(reference, signature, change)), text)
        for change, text in _changes(signature, names, examples)
    ]


def _changes(
    signature: inspect.Signature, names: Sequence[str], examples: Sequence[Inputs]
) -> Iterator[tuple[Change, str]]:
    comparable = [pair for pair in combinations(names, 2) if _exchangeable(*pair, examples)]
    for one, other in comparable:
        text = _("It behaves as if `{one}` and `{other}` were swapped.")
        swap = functools.partial(_swapped, one=one, other=other)
        yield swap, text.format(one=one, other=other)
    for name in names:
        default = signature.parameters[name].default
        values = [snapshot(each[name]) for each in examples]
        if all(same(values[0], value) for value in values):
            continue  # nobody can tell whether it is used
        fixed = [] if default is inspect.Parameter.empty else [default]
        fixed += [examples[0][name]] if _is_plain(examples[0][name]) else []
        for value in fixed:
            text = _("It behaves as if `{name}` were always {value}.")
            change = functools.partial(_put, name=name, value=value)
            yield change, text.format(name=name, value=describe(snapshot(value)))
    for name, other in permutations(names, 2):
        if (name, other) in comparable or (other, name) in comparable:
            text = _("It behaves as if `{name}` were `{other}`.")
            change = functools.partial(_copied, name=name, other=other)
            yield change, text.format(name=name, other=other)


def _with_inputs(reference: Callable, signature: inspect.Signature, change: Change) -> Callable:
    def call(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        for name, value in change(dict(bound.arguments)).items():
            bound.arguments[name] = value
        return reference(*bound.args, **bound.kwargs)

    return call


def _swapped(values: dict[str, Any], one: str, other: str) -> dict[str, Any]:
    return values | {one: values[other], other: values[one]}


def _put(values: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    return values | {name: value}


def _copied(values: dict[str, Any], name: str, other: str) -> dict[str, Any]:
    return values | {name: values[other]}


def _exchangeable(one: str, other: str, examples: Sequence[Inputs]) -> bool:
    """Return whether two inputs are of one kind, so that either may stand for the other."""
    return all(_form(each[one]) == _form(each[other]) is not None for each in examples)


def _form(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list | tuple):
        return [_form(each) for each in value]
    return getattr(value, "shape", None)


def _is_plain(value: Any) -> bool:
    return isinstance(value, bool | int | float | str | tuple | None)
