"""Compares JSON, such as a plotly figure, part by part: arrays, numbers, texts, pictures."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from nma_ae.tools.compare.comparison import Comparison
from nma_ae.tools.compare.figures import compare_figures
from nma_ae.tools.compare.text import compare_text
from nma_ae.tools.compare.tolerance import Tolerance

PICTURE = "data:image/png;base64,"
POSITIONS = (".x", ".y", ".z")


def compare_structures(
    where: str, expected: Any, actual: Any, tolerance: Tolerance
) -> Iterator[Comparison]:
    """Compare two JSON values, down to each number, text and array.

    An array is a list of numbers (`null` is a gap), or plotly's `{"dtype", "bdata", "shape"}`. The
    difference of two arrays is the root mean square of their entries' differences, relative to that
    of the entries: a plot shows the array, and one trained point may wander further than the rest.
    Arrays of integers are compared exactly, but for those that hold rounded numbers, since on
    another processor a rounding may go the other way: tables of single bytes, the shades of a
    picture; and packed integers where a figure has its positions (`x`, `y`, `z`).

    Args:
        where: the place of the value, in words.
        expected: the expected value.
        actual: the actual value.
        tolerance: how far decimals and figures may drift.

    Yields:
        One comparison for each part that differs.
    """
    expected_array, actual_array = as_array(expected), as_array(actual)
    if expected_array is not None and actual_array is not None:
        rounded = isinstance(expected, dict) and where.endswith(POSITIONS)
        yield from _compare_arrays(where, expected_array, actual_array, tolerance, rounded)
    elif isinstance(expected, dict) and isinstance(actual, dict):
        yield from _compare_dicts(where, expected, actual, tolerance)
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
            yield from compare_structures(f"{where}[{index}]", one, other, tolerance)
    elif isinstance(expected, str) and isinstance(actual, str):
        yield from _compare_strings(where, expected, actual, tolerance)
    elif _is_number(expected) and _is_number(actual):
        yield from _compare_arrays(where, np.array(expected), np.array(actual), tolerance)
    elif expected != actual or isinstance(expected, bool) != isinstance(actual, bool):
        yield Comparison(where, _shown(expected), _shown(actual))


def as_array(value: Any) -> np.ndarray | None:
    """Return a list of numbers, or plotly's packed array, as an array; None for anything else."""
    if isinstance(value, dict):
        if not {"dtype", "bdata"} <= value.keys():
            return None
        flat = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
        shape = value.get("shape", str(flat.size))  # plotly writes "3, 4"
        return flat.reshape([int(length) for length in re.findall(r"\d+", str(shape))])
    if not isinstance(value, list):
        return None
    try:
        array = np.array(value)
    except ValueError:  # rows of different lengths
        return None
    if array.dtype.kind == "O" and all(part is None or _is_number(part) for part in array.flat):
        array = array.astype(float)  # null becomes NaN
    return array if array.dtype.kind in "iuf" else None


def _compare_arrays(
    where: str,
    expected: np.ndarray,
    actual: np.ndarray,
    tolerance: Tolerance,
    rounded: bool = False,
) -> Iterator[Comparison]:
    if expected.shape != actual.shape:
        yield Comparison(where, f"an array of {expected.shape}", f"an array of {actual.shape}")
        return
    equal = (expected == actual) | ((expected != expected) & (actual != actual))
    if equal.all():
        return
    gaps = ~equal & ~(np.isfinite(expected) & np.isfinite(actual))
    one, other = (np.nan_to_num(a.astype(float), posinf=0, neginf=0) for a in (expected, actual))
    worst = np.argmax(np.where(gaps, np.inf, np.abs(one - other)))
    place = np.unravel_index(worst, expected.shape)
    index = f"[{', '.join(map(str, place))}]" if place else ""
    shown = (f"{where}{index}", str(expected[place]), str(actual[place]))
    decimal = "f" in expected.dtype.kind + actual.dtype.kind
    shades = expected.ndim > 1 and expected.dtype.itemsize == actual.dtype.itemsize == 1
    if gaps.any() or not (decimal or shades or rounded):
        yield Comparison(*shown)
    else:
        scale = max(_root_mean_square(one), _root_mean_square(other))
        yield Comparison(*shown, *tolerance.judge(_root_mean_square(one - other), scale))


def _root_mean_square(array: np.ndarray) -> float:
    return float(np.sqrt(np.mean(array**2)))


def _compare_dicts(
    where: str, expected: dict, actual: dict, tolerance: Tolerance
) -> Iterator[Comparison]:
    if expected.keys() != actual.keys():
        missing, extra = expected.keys() - actual.keys(), actual.keys() - expected.keys()
        yield Comparison(f"{where}, keys", _shown(sorted(missing)), _shown(sorted(extra)))
    for key in sorted(expected.keys() & actual.keys()):
        yield from compare_structures(f"{where}.{key}", expected[key], actual[key], tolerance)


def _compare_strings(
    where: str, expected: str, actual: str, tolerance: Tolerance
) -> Iterator[Comparison]:
    if expected.startswith(PICTURE) and actual.startswith(PICTURE):
        expected_picture = base64.b64decode(expected.removeprefix(PICTURE))
        actual_picture = base64.b64decode(actual.removeprefix(PICTURE))
        yield from compare_figures(where, expected_picture, actual_picture, tolerance)
    else:
        yield from compare_text(where, expected, actual, tolerance)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "..."
