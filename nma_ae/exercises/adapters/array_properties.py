"""What all expected arrays are and what came is not: rows of length 1, symmetric, positive."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nma_ae.exercises.messages import _

_CLOSE = 1e-4
_FEWEST = 4
"""Numbers of an array; of fewer, such a thing is soon so by chance."""


def broken_properties(arrays: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    """Yield what holds of every expected array and of none that came, the most telling first.

    Args:
        arrays: what was expected and what came, finite floats of one shape, from every case that
            is wrong.
    """
    if min(expected.size for expected, _got in arrays) < _FEWEST:
        return
    for has_it, text in _properties():
        if all(has_it(e) and not has_it(g) for e, g in arrays):
            yield text


def _properties() -> list[tuple[Callable[[np.ndarray], bool], str]]:
    return [
        (
            lambda a: _is_matrix(a) and _all_close(np.linalg.norm(a, axis=1), 1),
            _("Each row of what was expected has length 1; here some have not."),
        ),
        (
            lambda a: _is_matrix(a) and _all_close(a.sum(axis=1), 1),
            _("Each row of what was expected adds up to 1; here some do not."),
        ),
        (
            lambda a: _is_matrix(a) and a.shape[0] == a.shape[1] and _all_close(a, a.T),
            _("What was expected is symmetric, and this is not."),
        ),
        (
            lambda a: _is_matrix(a) and a.shape[0] == a.shape[1] and _all_close(np.diag(a), 1),
            _("The diagonal of what was expected is 1 everywhere; here it is not."),
        ),
        (
            lambda a: _is_matrix(a) and _all_close(a.mean(axis=0), 0),
            _("Each column of what was expected has the mean 0; here some have not."),
        ),
        (
            lambda a: _all_between(a, 0, 1),
            _("What was expected lies between 0 and 1; here some values do not."),
        ),
        (
            lambda a: _all_between(a, -1, 1),
            _("What was expected lies between -1 and 1; here some values do not."),
        ),
        (
            lambda a: _all_between(a, 0, np.inf),
            _("Nothing that was expected is negative; here some values are."),
        ),
    ]


def _is_matrix(array: np.ndarray) -> bool:
    return array.ndim == 2 and min(array.shape) > 1


def _all_close(array: np.ndarray, value: Any) -> bool:
    return bool((np.abs(array - value) < _CLOSE).all())


def _all_between(array: np.ndarray, low: float, high: float) -> bool:
    return bool((array > low - _CLOSE).all() and (array < high + _CLOSE).all())
