"""NumPy: its random state, its arrays, and how these are compared."""

from contextlib import ExitStack
from typing import Any

import numpy as np

from nma_ae.exercises.libraries import UNKNOWN, Library
from nma_ae.exercises.settings import hold_settings
from nma_ae.exercises.snapshot import MOST_VALUES, Array, Thing


class _NumPy(Library):
    def hold(self, stack: ExitStack, namespace: dict[str, Any]) -> None:
        hold_settings(stack, np)
        stack.callback(np.random.set_state, np.random.get_state())

    def settle(self) -> None:
        np.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
        self.reseed()

    def restart(self) -> None:
        np.random.seed()

    def reseed(self) -> None:
        np.random.seed(0)

    def snapshot(self, value: Any) -> Any:
        if isinstance(value, np.bool_):
            return bool(value)
        if isinstance(value, np.ndarray):
            return _array(value)
        return str(value) if isinstance(value, np.dtype) else UNKNOWN

    def copied(self, value: Any) -> Any:
        return value.copy() if isinstance(value, np.ndarray) else UNKNOWN


ADAPTER = _NumPy()


def _array(value: np.ndarray) -> Array | Thing:
    if value.dtype.kind not in "biufc":
        return Thing("object", f"array of {value.dtype}", value.shape)
    if value.size > MOST_VALUES:
        return Thing("large", "array", value.shape)
    return Array("array", in_double_precision(value))


def in_double_precision(values: np.ndarray) -> np.ndarray:
    """Return a copy of real or complex numbers as float64 or complex128; others as they are."""
    wider = {"f": np.float64, "c": np.complex128}.get(values.dtype.kind, values.dtype)
    return np.array(values, dtype=wider, copy=True, subok=False)


def same_values(left: np.ndarray, right: np.ndarray) -> bool:
    """Return whether two arrays of snapshots agree to the last bit; nan agrees with nan."""
    has_nan = left.dtype.kind in "fc"
    return left.dtype == right.dtype and np.array_equal(left, right, equal_nan=has_nan)


def wrong_values(
    expected: np.ndarray, actual: np.ndarray, rtol: float, atol: float
) -> tuple[int, tuple[int, ...]]:
    """Return how many values of an array are not as expected, and where the first of them is.

    Args:
        expected: the values of the reference.
        actual: those of the answer, of the same shape.
        rtol: accepted difference, relative to the largest finite expected value.
        atol: the same, absolute. The two add up. Whole numbers and truth values must be equal.

    Returns:
        Their number, and the index of the first in the order of rows, () where there is none.
    """
    wrong = _wrong(expected, actual, rtol, atol)
    n_wrong = int(wrong.sum())
    return n_wrong, tuple(int(i[0]) for i in wrong.nonzero()) if n_wrong and wrong.ndim else ()


def has_nan(values: np.ndarray) -> bool:
    """Return whether one of an array's values is nan."""
    return bool(np.isnan(values).any())


def _wrong(expected: np.ndarray, actual: np.ndarray, rtol: float, atol: float) -> np.ndarray:
    if expected.dtype.kind in "biu":
        return np.asarray(expected != actual)
    limit = atol + rtol * np.abs(expected[np.isfinite(expected)]).max(initial=0)
    with np.errstate(invalid="ignore", over="ignore"):
        close = np.abs(expected - actual) <= limit
    same = (expected == actual) | (np.isnan(expected) & np.isnan(actual))
    return np.asarray(~(close | same))
