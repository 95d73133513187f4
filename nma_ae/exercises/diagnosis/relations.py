"""Says how what an answer gave relates to what was expected, where it does in every wrong case."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nma_ae.exercises.compare import difference
from nma_ae.exercises.messages import _
from nma_ae.exercises.snapshot import Array

Pair = tuple[Any, Any]
"""What was expected and what came: two snapshots that differ."""


def relation(pairs: Sequence[Pair], *, rtol: float, atol: float) -> str:
    """Return the relation of what came to what was expected, "" where none holds in every pair.

    Args:
        pairs: what differs, from every case that is wrong; at least one.
        rtol: the accepted difference of two numbers, as in `compare.difference`.
        atol: the same, absolute.
    """
    if all(_numbers(pair) for pair in pairs):
        found = _relations_of_numbers(pairs, rtol, atol)
    elif all(isinstance(each, Array) for pair in pairs for each in pair):
        from nma_ae.exercises.adapters.array_relations import relations_of_arrays

        found = relations_of_arrays(pairs, rtol, atol)
    elif all(isinstance(each, list | tuple) for pair in pairs for each in pair):
        found = _relations_of_sequences(pairs, rtol, atol)
    else:
        return ""
    return next(found, "")


def _numbers(pair: Pair) -> bool:
    return all(isinstance(each, int | float) and not isinstance(each, bool) for each in pair)


def _relations_of_numbers(pairs: Sequence[Pair], rtol: float, atol: float) -> Iterator[str]:
    def holds(change: Callable[[float], float]) -> bool:
        return all(_close(change(expected), got, rtol, atol) for expected, got in pairs)

    expected, got = (float(each) for each in pairs[0])
    if any(not math.isfinite(float(each)) for pair in pairs for each in pair):
        return
    if any(e for e, _g in pairs) and holds(lambda value: -value):
        yield _("It has the wrong sign.")
    if len(pairs) < 2:  # any two numbers have a difference and a ratio
        return
    if holds(lambda value: value + got - expected):
        yield _by_how_much(got - expected)
    if expected and got and holds(lambda value: value * got / expected):
        yield _("Where it is wrong, it is {factor:.4g} times what was expected.").format(
            factor=got / expected
        )
    if all(e for e, _g in pairs) and holds(lambda value: 1 / value):
        yield _("It is upside down: 1 divided by what was expected.")
    if all(e >= 0 for e, _g in pairs) and holds(lambda value: value**0.5):
        yield _("It is the square root of what was expected.")
    if holds(lambda value: value**2):
        yield _("It is the square of what was expected: a root is missing.")


def _by_how_much(excess: float) -> str:
    if abs(excess) == 1:
        text = _("Where it is wrong, it is one too many.") if excess > 0 else ""
        return text or _("Where it is wrong, it is one too few.")
    text = _("Where it is wrong, it is too large by {amount:g}.")
    if excess < 0:
        text = _("Where it is wrong, it is too small by {amount:g}.")
    return text.format(amount=abs(excess))


def _close(expected: float, got: float, rtol: float, atol: float) -> bool:
    return abs(expected - got) <= atol + rtol * abs(expected)


def _relations_of_sequences(pairs: Sequence[Pair], rtol: float, atol: float) -> Iterator[str]:
    def holds(change: Callable[[list], list]) -> bool:
        return all(_agree(change(list(e)), list(g), rtol, atol) for e, g in pairs)

    if any(len(expected) < 2 for expected, _got in pairs):
        return
    if holds(lambda items: items[::-1]):
        yield _("It is in the reverse order.")
    if all(len(e) == len(g) for e, g in pairs) and all(
        _agree(sorted(e, key=repr), sorted(g, key=repr), rtol, atol) for e, g in pairs
    ):
        yield _("The items are right, and in another order.")
    if holds(lambda items: items[1:]):
        yield _("The first item is missing.")
    if holds(lambda items: items[:-1]):
        yield _("The last item is missing.")
    if all(len(g) == len(e) + 1 and _agree(list(e), list(g[:-1]), rtol, atol) for e, g in pairs):
        yield _("There is one item too many at the end.")
    if all(len(g) == len(e) + 1 and _agree(list(e), list(g[1:]), rtol, atol) for e, g in pairs):
        yield _("There is one item too many at the start.")
    flat = [
        (e, g)
        for expected, got in pairs
        if len(expected) == len(got)
        for e, g in zip(expected, got, strict=True)
    ]
    if flat and all(map(_numbers, flat)) and all(len(e) == len(g) for e, g in pairs):
        yield from _relations_of_numbers(flat, rtol, atol)


def _agree(expected: Any, got: Any, rtol: float, atol: float) -> bool:
    return difference(expected, got, rtol=rtol, atol=atol) is None
