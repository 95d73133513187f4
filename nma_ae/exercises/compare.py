"""Compares what an answer gave with what was expected, and says the difference in words."""

import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from nma_ae.exercises.messages import _


@dataclass(frozen=True)
class Difference:
    """What was expected, what came, and a remark where one helps."""

    expected: str
    got: str
    remark: str = ""


def difference(expected: Any, got: Any, *, rtol: float, atol: float) -> Difference | None:
    """Return the first difference between two values, None where they agree.

    Numbers agree when they differ by at most `atol` plus `rtol` times the largest expected number.
    Their precision does not matter (float64 for float32, 3.0 for 3), nor does tuple or list.
    """
    if got is None and expected is not None:
        return Difference(describe(expected), "None", _("Did you forget a `return`?"))
    if _is_number(expected) or _is_scalar_array(expected):
        return _number_difference(expected, got, rtol, atol)
    if isinstance(expected, torch.Tensor | np.ndarray):
        return _array_difference(expected, got, rtol, atol)
    if isinstance(expected, list | tuple):
        return _sequence_difference(expected, got, rtol, atol)
    if isinstance(expected, Mapping):
        return _mapping_difference(expected, got, rtol, atol)
    if type(expected) is type(got) and expected == got:
        return None
    if isinstance(expected, bool) and isinstance(got, np.bool_) and expected == bool(got):
        return None
    return Difference(describe(expected), describe(got))


def _number_difference(expected, got, rtol, atol) -> Difference | None:
    expected = expected.item() if _is_scalar_array(expected) else expected
    got = got.item() if _is_scalar_array(got) else got
    if not _is_number(got):
        return Difference(describe(expected), describe(got), _("A single number was expected."))
    if abs(got - expected) <= atol + rtol * abs(expected) or (
        isinstance(expected, numbers.Integral) and got == expected
    ):
        return None
    return Difference(describe(expected), describe(got))


def _array_difference(expected, got, rtol, atol) -> Difference | None:
    kind = torch.Tensor if isinstance(expected, torch.Tensor) else np.ndarray
    if not isinstance(got, kind):
        wanted = _("a torch tensor") if kind is torch.Tensor else _("a NumPy array")
        return Difference(
            describe(expected), describe(got), _("{kind} was expected.").format(kind=wanted)
        )
    if tuple(got.shape) != tuple(expected.shape):
        return Difference(describe(expected), describe(got), _("The shapes differ."))
    left, right = _as_float64(expected), _as_float64(got)
    if left is None or right is None:
        return (
            None if got.dtype == expected.dtype else Difference(describe(expected), describe(got))
        )
    if left.size == 0:
        return None
    limit = atol + rtol * np.abs(left).max()
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(left - right) <= limit)  # so that nan is wrong
    if not wrong.any():
        return None
    if np.isnan(right).any():
        return Difference(describe(expected), describe(got), _("It contains nan."))
    if left.size <= 12:
        return Difference(describe(expected), describe(got))
    index = tuple(int(i[0]) for i in wrong.nonzero())
    where = _("at {index}: {value}")
    return Difference(
        where.format(index=list(index), value=_short(left[index])),
        where.format(index=list(index), value=_short(right[index])),
        _("{wrong} of {all} values differ.").format(wrong=int(wrong.sum()), all=wrong.size),
    )


def _sequence_difference(expected, got, rtol, atol) -> Difference | None:
    if isinstance(got, torch.Tensor | np.ndarray) and all(map(_is_number, expected)):
        got = got.tolist()
    if not isinstance(got, list | tuple):
        return Difference(describe(expected), describe(got))
    if len(got) != len(expected):
        return Difference(describe(expected), describe(got), _("The lengths differ."))
    for index, (one, other) in enumerate(zip(expected, got, strict=True)):
        found = difference(one, other, rtol=rtol, atol=atol)
        if found is not None:
            where = _("at [{index}]: {value}")
            return Difference(
                where.format(index=index, value=found.expected),
                where.format(index=index, value=found.got),
                found.remark,
            )
    return None


def _mapping_difference(expected, got, rtol, atol) -> Difference | None:
    if not isinstance(got, Mapping) or set(got) != set(expected):
        return Difference(describe(expected), describe(got))
    for key, value in expected.items():
        found = difference(value, got[key], rtol=rtol, atol=atol)
        if found is not None:
            return Difference(f"{key}: {found.expected}", f"{key}: {found.got}", found.remark)
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_)


def _is_scalar_array(value: Any) -> bool:
    return isinstance(value, torch.Tensor | np.ndarray) and value.ndim == 0


def _as_float64(value) -> np.ndarray | None:
    """Return numbers and truth values as float64, None for anything else."""
    if isinstance(value, torch.Tensor):
        if value.is_complex() or value.is_sparse or value.is_meta:
            return None
        value = value.detach().cpu().to(torch.float64).numpy()
    return value.astype(np.float64) if value.dtype.kind in "biuf" else None


def describe(value: Any) -> str:
    """Return a value in a few words: a number, a short list, or kind and shape of an array."""
    if isinstance(value, torch.Tensor | np.ndarray):
        kind = _("tensor") if isinstance(value, torch.Tensor) else _("array")
        numbers_in_it = _as_float64(value)
        if numbers_in_it is not None and 0 < numbers_in_it.size <= 12:
            return f"{kind} {_nested(numbers_in_it.tolist())}"
        return _("{kind} of shape {shape}").format(kind=kind, shape=tuple(value.shape))
    if _is_number(value):
        return _short(value)
    if isinstance(value, list | tuple):
        inside = ", ".join(describe(each) for each in value[:8]) + (", …" if len(value) > 8 else "")
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    if isinstance(value, torch.nn.Module):
        return _("a network ({kind})").format(kind=type(value).__name__)
    if isinstance(value, str | bool) or value is None:
        return repr(value)[:200]
    if callable(value) and hasattr(value, "__name__"):
        return str(value.__name__)
    return _("an object of type {kind}").format(kind=type(value).__name__)


def _short(value) -> str:
    if isinstance(value, numbers.Integral):
        return str(int(value))
    return f"{float(value):.5g}"


def _nested(value) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_nested, value)) + "]"
    return _short(value)
