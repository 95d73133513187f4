"""Compares JSON, such as a plotly figure, part by part: arrays, numbers, texts, pictures."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from nma_ae.tools.check.comparison import Comparison
from nma_ae.tools.check.figures import compare_figures
from nma_ae.tools.check.text import compare_text
from nma_ae.tools.check.tolerance import Tolerance

PICTURE = "data:image/png;base64,"


def compare_structures(
    where: str, stored: Any, came: Any, tolerance: Tolerance
) -> Iterator[Comparison]:
    """Compare two JSON values, down to each number, text and array.

    An array is a list of numbers (`null` is a gap), or plotly's `{"dtype", "bdata", "shape"}`. The
    difference of two arrays is the root mean square of their entries' differences, relative to that
    of the entries: a plot shows the array, and one trained point may wander further than the rest.
    Arrays of integers are compared exactly, but for tables of single bytes: they hold the shades of
    a picture, rounded, and on another processor a rounding may go the other way.

    Args:
        where: the place of the value, in words.
        stored: the stored value.
        came: the value that came.
        tolerance: how far decimals and figures may drift.

    Yields:
        One comparison for each part that differs.
    """
    arrays = as_array(stored), as_array(came)
    if arrays[0] is not None and arrays[1] is not None:
        yield from _compare_arrays(where, *arrays, tolerance)
    elif isinstance(stored, dict) and isinstance(came, dict):
        yield from _compare_dicts(where, stored, came, tolerance)
    elif isinstance(stored, list) and isinstance(came, list) and len(stored) == len(came):
        for index, (old, new) in enumerate(zip(stored, came, strict=True)):
            yield from compare_structures(f"{where}[{index}]", old, new, tolerance)
    elif isinstance(stored, str) and isinstance(came, str):
        yield from _compare_strings(where, stored, came, tolerance)
    elif _is_number(stored) and _is_number(came):
        yield from _compare_arrays(where, np.array(stored), np.array(came), tolerance)
    elif stored != came or isinstance(stored, bool) != isinstance(came, bool):
        yield Comparison(where, _shown(stored), _shown(came))


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
    where: str, stored: np.ndarray, came: np.ndarray, tolerance: Tolerance
) -> Iterator[Comparison]:
    if stored.shape != came.shape:
        yield Comparison(where, f"an array of {stored.shape}", f"an array of {came.shape}")
        return
    equal = (stored == came) | ((stored != stored) & (came != came))
    if equal.all():
        return
    gaps = ~equal & ~(np.isfinite(stored) & np.isfinite(came))
    old, new = (np.nan_to_num(a.astype(float), posinf=0, neginf=0) for a in (stored, came))
    worst = np.argmax(np.where(gaps, np.inf, np.abs(old - new)))
    place = np.unravel_index(worst, stored.shape)
    index = f"[{', '.join(map(str, place))}]" if place else ""
    shown = (f"{where}{index}", str(stored[place]), str(came[place]))
    decimal = "f" in stored.dtype.kind + came.dtype.kind
    shades = stored.ndim > 1 and stored.dtype.itemsize == came.dtype.itemsize == 1
    if gaps.any() or not (decimal or shades):
        yield Comparison(*shown)
    else:
        scale = max(_root_mean_square(old), _root_mean_square(new))
        yield Comparison(*shown, *tolerance.judge(_root_mean_square(old - new), scale))


def _root_mean_square(array: np.ndarray) -> float:
    return float(np.sqrt(np.mean(array**2)))


def _compare_dicts(
    where: str, stored: dict, came: dict, tolerance: Tolerance
) -> Iterator[Comparison]:
    if stored.keys() != came.keys():
        only_stored, only_came = stored.keys() - came.keys(), came.keys() - stored.keys()
        yield Comparison(f"{where}, keys", _shown(sorted(only_stored)), _shown(sorted(only_came)))
    for key in sorted(stored.keys() & came.keys()):
        yield from compare_structures(f"{where}.{key}", stored[key], came[key], tolerance)


def _compare_strings(
    where: str, stored: str, came: str, tolerance: Tolerance
) -> Iterator[Comparison]:
    if stored.startswith(PICTURE) and came.startswith(PICTURE):
        pictures = (base64.b64decode(text.removeprefix(PICTURE)) for text in (stored, came))
        yield from compare_figures(where, *pictures, tolerance)
    else:
        yield from compare_text(where, stored, came, tolerance)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 200 else text[:200] + "..."
