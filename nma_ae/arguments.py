"""Checks of arguments that many functions share."""

import numbers


def require_positive_integers(**arguments: int) -> None:
    """Raise a ValueError that names the first argument that is no integer of at least 1."""
    for name, value in arguments.items():
        if isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < 1:
            raise ValueError(f"{name} must be a positive integer, got {value!r}")
