"""Turns whatever code returned into plain data: trusted, and changed by nobody any more."""

import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch

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
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Thing:
    """What is not compared by its values. No two of them are equal.

    Attributes:
        kind: what to call it: "meta tensor", "sparse tensor", "network", "callable", "large" for
            what has too many values, or "object".
        name: of its type; its own, where it is a function or a class.
        shape: of a tensor or array.
    """

    kind: Literal["meta tensor", "sparse tensor", "network", "callable", "large", "object"]
    name: str
    shape: tuple[int, ...] = ()


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
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, numbers.Integral):
        whole = int(value)
        return whole if whole.bit_length() <= MOST_BITS else Thing("large", "int")
    if isinstance(value, numbers.Number) and isinstance(value, numbers.Complex):
        return float(value) if isinstance(value, numbers.Real) else complex(value)
    if isinstance(value, torch.Tensor):
        return _tensor(value)
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, torch.dtype | torch.device | np.dtype):
        return str(value)
    if isinstance(value, torch.nn.Module):
        return Thing("network", type(value).__name__)
    if callable(value):
        return Thing("callable", str(getattr(value, "__name__", type(value).__name__)))
    return Thing("object", type(value).__name__)


def _tensor(value: torch.Tensor) -> Array | Thing:
    if type(value) is not torch.Tensor:  # a subclass may bend any operation
        value = value.as_subclass(torch.Tensor)
    name, shape = str(value.dtype), tuple(value.shape)
    if value.is_meta:
        return Thing("meta tensor", name, shape)
    if value.layout != torch.strided:
        return Thing("sparse tensor", name, shape)
    if value.numel() > MOST_VALUES:
        return Thing("large", "tensor", shape)
    value = value.detach().cpu().resolve_conj().resolve_neg()
    if value.is_floating_point():
        value = value.to(torch.float64)
    return Array("tensor", _in_double_precision(value.numpy()))


def _array(value: np.ndarray) -> Array | Thing:
    if value.dtype.kind not in "biufc":
        return Thing("object", f"array of {value.dtype}", value.shape)
    if value.size > MOST_VALUES:
        return Thing("large", "array", value.shape)
    return Array("array", _in_double_precision(value))


def _in_double_precision(values: np.ndarray) -> np.ndarray:
    """Return a copy."""
    wider = {"f": np.float64, "c": np.complex128}.get(values.dtype.kind, values.dtype)
    return np.array(values, dtype=wider, copy=True, subok=False)


def same(before: Any, after: Any) -> bool:
    """Return whether two snapshots show the same, to the last bit.

    Things are the same if they are of one kind and name: what they hold was not looked at.
    """
    if type(before) is not type(after):
        return False
    if isinstance(before, Array):
        left, right = before.values, after.values
        has_nan = left.dtype.kind in "fc"
        return left.dtype == right.dtype and np.array_equal(left, right, equal_nan=has_nan)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(same, before, after))
    if isinstance(before, dict):
        return list(before) == list(after) and all(same(before[key], after[key]) for key in before)
    if isinstance(before, Thing):
        return (before.kind, before.name, before.shape) == (after.kind, after.name, after.shape)
    return before == after or before != before
