"""Turns whatever code returned into plain data: trusted, and changed by nobody any more."""

import numbers
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from nma_ae.exercises import libraries

if TYPE_CHECKING:
    import numpy as np

MOST_VALUES = 10_000_000
"""A tensor or array with more values is not copied, and so not compared either."""

MOST_ITEMS = 100_000
"""A list, tuple or dict that holds more than that, with all inside, is not compared either."""

MOST_LEVELS = 30
"""The same for lists in lists in lists."""

MOST_BITS = 1000
"""The same for whole numbers: larger ones fit into no float."""


@dataclass(frozen=True, eq=False)
class Array:
    """The values of a tensor or of a NumPy array, as bool, integers, float64 or complex128."""

    kind: Literal["tensor", "array"]
    values: "np.ndarray"


@dataclass(frozen=True, eq=False)
class Thing:
    """What is not compared by its values. No two of them are equal.

    Attributes:
        kind: what to call it: "meta tensor", "sparse tensor", "network", "callable", "large" for
            what has too many values, or "object".
        name: of its type; its own, where it is a function or a class.
        shape: of a tensor or array.
        layers: of a network that is a plain sequence, in their order.
        parts: the networks that a network is made of and that are plain sequences, by name.
    """

    kind: Literal["meta tensor", "sparse tensor", "network", "callable", "large", "object"]
    name: str
    shape: tuple[int, ...] = ()
    layers: tuple["Layer", ...] = ()
    parts: Mapping[str, "Thing"] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """A layer of a network.

    Attributes:
        text: what it is, as one would write it: "Linear(784, 392)".
        has_weights: whether it has something to learn.
        first: the place in the network, from 0, where the same object is for the first time.
    """

    text: str
    has_weights: bool
    first: int


def snapshot(value: Any) -> Any:
    """Return a value as None, bool, int, float, complex, str, Array, list, tuple, dict or Thing.

    Data types and devices become their names. This may run methods of the value: call it where
    anything may happen.
    """
    try:
        return _Copier().copy(value, level=0)
    except _TooMuch:
        return Thing("large", type(value).__name__)


class _TooMuch(Exception):
    pass


class _Copier:
    def __init__(self) -> None:
        self.items_left = MOST_ITEMS

    def copy(self, value: Any, level: int) -> Any:
        self.items_left -= 1
        if self.items_left < 0 or level > MOST_LEVELS:
            raise _TooMuch
        try:
            if isinstance(value, list | tuple):
                items = [self.copy(each, level + 1) for each in value]
                return items if isinstance(value, list) else tuple(items)
            if isinstance(value, Mapping) and all(isinstance(key, str | int) for key in value):
                return {key: self.copy(each, level + 1) for key, each in value.items()}
            return _leaf(value)
        except _TooMuch:
            raise
        except Exception:  # a trap, or unlike what it claims to be: then it is just a thing
            return Thing("object", type(value).__name__)


def _leaf(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, numbers.Integral):
        whole = int(value)
        return whole if whole.bit_length() <= MOST_BITS else Thing("large", "int")
    if isinstance(value, numbers.Number) and isinstance(value, numbers.Complex):
        return float(value) if isinstance(value, numbers.Real) else complex(value)
    known = libraries.ask("snapshot", value)
    if known is not libraries.UNKNOWN:
        return known
    if callable(value):
        return Thing("callable", str(getattr(value, "__name__", type(value).__name__)))
    return Thing("object", type(value).__name__)


def same(before: Any, after: Any) -> bool:
    """Return whether two snapshots show the same, to the last bit.

    Things are the same if they are of one kind and name: what they hold was not looked at.
    """
    if type(before) is not type(after):
        return False
    if isinstance(before, Array):
        from nma_ae.exercises.adapters.numpy import same_values

        return same_values(before.values, after.values)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(same, before, after))
    if isinstance(before, dict):
        return list(before) == list(after) and all(same(before[key], after[key]) for key in before)
    if isinstance(before, Thing):
        return (before.kind, before.name, before.shape) == (after.kind, after.name, after.shape)
    return before == after or before != before
