"""How an array that came relates to the expected one: turned, in another order, times 64."""

import functools
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nma_ae.exercises.adapters.array_properties import broken_properties
from nma_ae.exercises.messages import _

Change = Callable[[np.ndarray], np.ndarray]


def relations_of_arrays(pairs: Sequence[Any], rtol: float, atol: float) -> Iterator[str]:
    """Yield the relations that hold in every pair of arrays, the plainest first."""
    arrays = [(expected.values, got.values) for expected, got in pairs]
    if any(e.dtype.kind not in "biuf" or g.dtype.kind not in "biuf" for e, g in arrays):
        return
    arrays = [(e.astype(float), g.astype(float)) for e, g in arrays]
    if any(e.size < 2 or not np.isfinite(e).all() or not np.isfinite(g).all() for e, g in arrays):
        return

    def holds(change: Change) -> bool:
        return all(_same(change(e), g, rtol, atol) for e, g in arrays)

    if any(e.shape != g.shape for e, g in arrays):
        yield from _relations_of_shapes(arrays, holds)
        return
    n_dimensions = {e.ndim for e, _g in arrays}
    if any(e.any() for e, _g in arrays) and holds(lambda a: -a):
        yield _("It has the wrong sign.")
    square = all(e.ndim > 1 and e.shape[0] == e.shape[1] for e, _g in arrays)
    if square and holds(lambda a: a.swapaxes(0, 1)):
        yield _("It is transposed: rows and columns are swapped.")
    if n_dimensions == {2} and holds(
        lambda a: a.reshape(a.shape[::-1], order="F").reshape(a.shape)
    ):
        yield _("Its values are laid out column by column where rows were expected.")
    for axis in range(min(n_dimensions)):
        if holds(functools.partial(np.flip, axis=axis)):
            yield [
                _("The order of its rows is reversed: what should be first is last."),
                _("It is mirrored: the order of its columns is reversed."),
                _("It is reversed along its third dimension."),
                _("It is reversed along its last dimension."),
            ][min(axis, 3)]
    for axis in range(min(n_dimensions)):
        for step in (1, -1):
            if holds(functools.partial(np.roll, shift=step, axis=axis)):
                yield _("It is right but shifted by one place along dimension {axis}.").format(
                    axis=axis
                )
    if n_dimensions == {2}:
        yield from _relations_of_columns(arrays, rtol, atol)
    yield from _relations_of_rows(arrays, holds, rtol, atol)
    yield from _relations_of_values(arrays, holds, rtol, atol)
    yield from broken_properties(arrays)


def _relations_of_columns(arrays: Sequence[Any], rtol: float, atol: float) -> Iterator[str]:
    """Yield which columns, of few, are wrong, where the others are right."""
    n_columns = arrays[0][0].shape[1]
    if not 2 <= n_columns <= 6 or any(e.shape[1] != n_columns for e, _g in arrays):
        return
    for first in range(n_columns):
        for second in range(first + 1, n_columns):
            order = list(range(n_columns))
            order[first], order[second] = second, first
            if all(_same(e[:, order], g, rtol, atol) for e, g in arrays):
                yield _("Columns {first} and {second} are swapped.").format(
                    first=first, second=second
                )
    negative = [
        column
        for column in range(n_columns)
        if all(_same(-e[:, column], g[:, column], rtol, atol) for e, g in arrays)
        and any(e[:, column].any() for e, _g in arrays)
    ]
    if negative and all(
        _same(np.delete(e, negative, 1), np.delete(g, negative, 1), rtol, atol) for e, g in arrays
    ):
        columns = ", ".join(map(str, negative))
        yield _("Column {columns} has the wrong sign; the others are right.").format(
            columns=columns
        )


def _relations_of_rows(
    arrays: Sequence[Any], holds: Callable[[Change], bool], rtol: float, atol: float
) -> Iterator[str]:
    if any(e.ndim < 1 or len(e) < 2 for e, _g in arrays):
        return
    if holds(lambda a: np.broadcast_to(a[-1], a.shape)):
        yield _("Every row is what only the last one should be.")
    if holds(lambda a: np.broadcast_to(a[:1], a.shape)):
        yield _("Every row is what only the first one should be.")
    if all(_same(_sorted_rows(e), _sorted_rows(g), rtol, atol) for e, g in arrays):
        text = _("The rows are right, and in another order.")
        yield text if arrays[0][0].ndim > 1 else _("The values are right, and in another order.")
    elif all(_same(np.sort(e, axis=None), np.sort(g, axis=None), rtol, atol) for e, g in arrays):
        yield _("The values are right, and at other places.")


def _relations_of_values(
    arrays: Sequence[Any], holds: Callable[[Change], bool], rtol: float, atol: float
) -> Iterator[str]:
    expected, got = (np.concatenate([pair[i].ravel() for pair in arrays]) for i in (0, 1))
    excess = got - expected
    if np.ptp(expected) > 0 and np.ptp(excess) <= atol + rtol * np.abs(expected).max():
        yield _("It is off by {amount:.4g} everywhere.").format(amount=excess.mean())
    large = np.abs(expected) > atol + rtol * np.abs(expected).max()
    if np.ptp(expected) > 0 and large.any():
        ratios = got[large] / expected[large]
        factor = float(np.median(ratios))
        if factor and holds(lambda a: a * factor):
            yield _("It is {factor:.4g} times what was expected, everywhere.").format(factor=factor)
        else:
            yield from _rows_as_factors(arrays, rtol, atol)
    if holds(np.square):
        yield _("It is the square of what was expected: a root is missing.")
    if all((e >= 0).all() for e, _g in arrays) and holds(np.sqrt):
        yield _("It is the square root of what was expected.")
    if holds(np.abs):
        yield _("It is what was expected without its signs.")
    if holds(lambda a: a.clip(min=0)):
        yield _("What should be negative is 0.")


def _rows_as_factors(arrays: Sequence[Any], rtol: float, atol: float) -> Iterator[str]:
    """Yield that sums came for means: in each case another factor, the number of rows."""
    if len({len(e) for e, _g in arrays if e.ndim}) > 1 and all(
        _same(e * len(e), g, rtol, atol) for e, g in arrays
    ):
        yield _("It is as many times what was expected as there are rows: sums, not means?")


def _relations_of_shapes(arrays: Sequence[Any], holds: Callable[[Change], bool]) -> Iterator[str]:
    if holds(lambda a: a.T):
        yield _("It is transposed: rows and columns are swapped.")
    if holds(np.ravel):
        yield _("The values are right; only the shape is flat.")
    if holds(np.squeeze):
        yield _("The values are right; a dimension of length 1 is missing.")
    if all(_same(e, np.squeeze(g), 1e-4, 1e-6) for e, g in arrays):
        yield _("The values are right; there is a dimension of length 1 too many.")
    parts = [
        (_("The first row is missing."), _("The first row is too many."), np.s_[1:]),
        (_("The last row is missing."), _("The last row is too many."), np.s_[:-1]),
        (_("The first column is missing."), _("The first column is too many."), np.s_[:, 1:]),
        (_("The last column is missing."), _("The last column is too many."), np.s_[:, :-1]),
    ]
    n_dimensions = min(a.ndim for pair in arrays for a in pair)
    for missing, too_many, index in parts[: 4 if n_dimensions > 1 else 2 * n_dimensions]:
        if holds(operator.itemgetter(index)):
            yield missing
        if all(_same(e, g[index], 1e-4, 1e-6) for e, g in arrays):
            yield too_many
    if all(e.ndim == g.ndim == 2 for e, g in arrays):
        if all(len(e) == len(g) and g.shape[1] == e.shape[1] + 1 for e, g in arrays):
            yield _("There is one column too many.")
        if all(len(e) == len(g) and g.shape[1] == e.shape[1] - 1 for e, g in arrays):
            yield _("There is one column too few.")
        if all(e.shape[1] == g.shape[1] and len(g) == len(e) + 1 for e, g in arrays):
            yield _("There is one row too many.")
        if all(e.shape[1] == g.shape[1] and len(g) == len(e) - 1 for e, g in arrays):
            yield _("There is one row too few.")


def _sorted_rows(array: np.ndarray) -> np.ndarray:
    rows = np.round(array.reshape(len(array), -1), 6)
    return rows[np.lexsort(rows.T[::-1])]


def _same(expected: np.ndarray, got: np.ndarray, rtol: float, atol: float) -> bool:
    if expected.shape != got.shape:
        return False
    limit = atol + rtol * np.abs(expected).max(initial=0)
    return bool((np.abs(expected - got) <= limit).all())
