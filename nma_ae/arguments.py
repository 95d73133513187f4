"""Checks of arguments that many functions share."""

import numbers
from collections.abc import Sequence


def require_positive_integers(**arguments: int) -> None:
    """Raise a ValueError that names the first argument that is no integer of at least 1."""
    for name, value in arguments.items():
        if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < 1:
            raise ValueError(f"{name} must be a positive integer, got {value!r}")


def require_widths(widths: Sequence[int]) -> list[int]:
    """Give the widths of an encoder as a list, or raise a ValueError that says what is wrong.

    Args:
        widths: Units per layer from the input to the code, at least two, all positive.
    """
    widths = list(widths)
    if len(widths) < 2:
        raise ValueError(f"widths must name at least the input and the code, got {widths}")
    require_positive_integers(**{f"widths[{i}]": width for i, width in enumerate(widths)})
    return [int(width) for width in widths]


def require_ranges(**arguments: tuple[float, float]) -> None:
    """Raise a ValueError that names the first argument that is no finite, ascending pair."""
    for name, (low, high) in arguments.items():
        if not -float("inf") < low < high < float("inf"):
            raise ValueError(f"{name} must be finite and ascending, got {(low, high)}")
