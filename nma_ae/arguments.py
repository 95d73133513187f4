"""Checks of arguments that many functions share.

Each raises a ValueError that names the argument, says what came and what was expected. They take
the arguments by name, so that a message has the name that the caller knows:
`require_floats("(n, 3)", points=points)`.
"""

import math
import numbers
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # counting parameters takes no torch, and should not wait for it
    import torch

MOST_WEIGHTS = 10**9  # of a layer: 4 GB in memory
MOST_UNITS = 100_000  # of a layer
LARGEST_INTEGER = 2**63 - 1  # that torch takes
# Of numbers that are computed with: squares of larger ones, and their sums, would be infinite.
LARGEST = 1e18


def require_positive_integers(*, most: int = LARGEST_INTEGER, **arguments: int) -> None:
    """Raise a ValueError that names the first argument that is no integer of at least 1.

    Args:
        most: The largest that is allowed, where more would not fit into memory.
        arguments: The values by name.
    """
    for name, value in arguments.items():
        if not is_integer(value) or value < 1:
            raise ValueError(f"{name} must be a positive integer, got {shown(value)}")
        if value > most:
            raise ValueError(f"{name} must be at most {most:,}, got {value:,}")


def require_sizes(**arguments: int) -> None:
    """Raise a ValueError that names the first argument that is no size of a layer."""
    require_positive_integers(most=MOST_UNITS, **arguments)


def require_integers(least: int, most: int, **arguments: int) -> None:
    """Raise a ValueError that names the first argument that is no integer in a range."""
    for name, value in arguments.items():
        if not is_integer(value) or not least <= value <= most:
            raise ValueError(
                f"{name} must be an integer from {least:,} to {most:,}, got {shown(value)}"
            )


def require_numbers(
    *,
    above: float | None = None,
    least: float | None = None,
    below: float | None = None,
    most: float | None = None,
    **arguments: float,
) -> None:
    """Raise a ValueError that names the first argument that is no finite number within bounds.

    Args:
        above: What it has to exceed.
        least: The smallest that is allowed.
        below: What it has to stay below.
        most: The largest that is allowed.
        arguments: The values by name.
    """
    limits = {"above": above, "at least": least, "below": below, "at most": most}
    given = [f"{words} {limit:.4g}" for words, limit in limits.items() if limit is not None]
    wanted = " and ".join(given) or f"a finite number below {LARGEST:g} in size"
    for name, value in arguments.items():
        fits = is_number(value) and (
            (above is None or value > above)
            and (least is None or value >= least)
            and (below is None or value < below)
            and (most is None or value <= most)
        )
        if not fits:
            raise ValueError(f"{name} must be {wanted}, got {shown(value)}")


def require_flags(**arguments: bool) -> None:
    """Raise a ValueError that names the first argument that is neither True nor False."""
    import numpy as np

    for name, value in arguments.items():
        if not isinstance(value, bool | np.bool_):
            raise ValueError(f"{name} must be True or False, got {shown(value)}")


def require_kinds(kind: Any, **arguments: object) -> None:
    """Raise a ValueError that names the first argument of another type.

    Args:
        kind: A type, or several as `Axes | None`.
        arguments: The values by name.
    """
    for name, value in arguments.items():
        if not isinstance(value, kind):
            kinds = getattr(kind, "__args__", (kind,))
            wanted = " or ".join(each.__name__.replace("NoneType", "None") for each in kinds)
            raise ValueError(f"{name} must be of type {wanted}, got {shown(value)}")


def require_callables(*, classes: bool = False, **arguments: Callable) -> None:
    """Raise a ValueError that names the first argument that cannot be called.

    Args:
        classes: Whether a class will do. Mostly it is a network that was not made: `nn.Linear`.
        arguments: The values by name.
    """
    for name, value in arguments.items():
        if not callable(value) or (isinstance(value, type) and not classes):
            raise ValueError(f"{name} must be a function or a network, got {shown(value)}")


def require_one_of(choices: Sequence[str], **arguments: str) -> None:
    """Raise a ValueError that names the first argument that is none of some texts."""
    for name, value in arguments.items():
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"{name} must be one of {', '.join(choices)}, got {shown(value)}")


def require_items(kind: Any, **arguments: Sequence) -> None:
    """Raise a ValueError that names the first argument that is no list or tuple of one type."""
    for name, values in arguments.items():
        if not isinstance(values, list | tuple):
            raise ValueError(f"{name} must be a list or a tuple, got {shown(values)}")
        require_kinds(kind, **{f"{name}[{i}]": value for i, value in enumerate(values)})


def require_mappings(kind: Any, **arguments: Mapping[str, Any]) -> None:
    """Raise a ValueError that names the first argument that does not map names to one type."""
    for name, values in arguments.items():
        require_kinds(Mapping, **under_name(name, values))
        require_kinds(kind, **{f"{name}[{key!r}]": value for key, value in values.items()})


def require_widths(
    widths: Sequence[int], *, in_memory: bool = False, name: str = "widths"
) -> list[int]:
    """Give the widths of an encoder as a list, or raise a ValueError that says what is wrong.

    Args:
        widths: Units per layer from the input to the code, at least two, all positive.
        in_memory: Whether layers of these widths are to be made, and so have to fit.
        name: What the argument is called.
    """
    if isinstance(widths, str | Mapping) or not hasattr(widths, "__iter__"):
        raise ValueError(f"{name} must be a list of positive integers, got {shown(widths)}")
    widths = list(widths)
    if len(widths) < 2:
        raise ValueError(f"{name} must name at least the input and the code, got {widths}")
    require_positive_integers(**{f"{name}[{i}]": width for i, width in enumerate(widths)})
    widths = [int(width) for width in widths]
    if in_memory and max(a * b for a, b in pairwise(widths)) > MOST_WEIGHTS:
        raise ValueError(
            f"{name} must give at most {MOST_WEIGHTS:,} weights a layer to fit into memory, got "
            f"{widths}"
        )
    return widths


def require_pairs(**arguments: tuple[float, float]) -> None:
    """Raise a ValueError that names the first argument that is no pair of finite numbers."""
    for name, pair in arguments.items():
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(map(is_number, pair)):
            raise ValueError(f"{name} must be a pair of finite numbers, got {shown(pair)}")


def require_ranges(**arguments: tuple[float, float]) -> None:
    """Raise a ValueError that names the first argument that is no finite, ascending pair."""
    for name, pair in arguments.items():
        proper = isinstance(pair, list | tuple) and len(pair) == 2 and all(map(is_number, pair))
        if not (proper and pair[0] < pair[1]):
            raise ValueError(f"{name} must be finite and ascending, got {shown(pair)}")


def require_image_shape(image_shape: tuple[int, int]) -> tuple[int, int]:
    """Give the height and width of an image, or raise a ValueError that says what is wrong."""
    proper = isinstance(image_shape, list | tuple) and len(image_shape) == 2
    if not proper or not all(is_integer(side) and 1 <= side <= 10_000 for side in image_shape):
        raise ValueError(
            "image_shape must be the height and width of an image, from 1 to 10,000 pixels, got "
            f"{shown(image_shape)}"
        )
    return int(image_shape[0]), int(image_shape[1])


def require_tensors(shape: str = "(...)", **arguments: "torch.Tensor") -> None:
    """Raise a ValueError that names the first argument that is no tensor of a shape.

    Args:
        shape: As docstrings write it, such as "(n, 3)" or "(n, ...)". What has one name has one
            length, in all arguments of the call.
        arguments: The values by name.
    """
    import torch

    lengths: dict[str, int] = {}
    for name, values in arguments.items():
        if not isinstance(values, torch.Tensor):
            raise ValueError(f"{name} must be a tensor, got {shown(values)}")
        before = dict(lengths)
        if not _has_shape(tuple(values.shape), shape, lengths):
            known = " and ".join(f"{key} = {length}" for key, length in before.items())
            advice = "; flatten images with .flatten(1)" if _are_images(values, shape) else ""
            raise ValueError(
                f"{name} must be {shape}{known and f' with {known}'}, got shape "
                f"{tuple(values.shape)}{advice}"
            )


def _are_images(values: "torch.Tensor", shape: str) -> bool:
    return values.ndim in (3, 4) and shape.count(",") == 1 and "..." not in shape


def _has_shape(actual: tuple[int, ...], shape: str, lengths: dict[str, int]) -> bool:
    wanted = [each.strip() for each in shape.strip("()").split(",") if each.strip()]
    if wanted[-1:] == ["..."]:
        wanted.pop()
        actual = actual[: len(wanted)]
    if len(actual) != len(wanted):
        return False
    return all(
        length == (int(each) if each.isdigit() else lengths.setdefault(each, length))
        for length, each in zip(actual, wanted, strict=True)
    )


def require_floats(
    shape: str = "(...)", *, least: int = 0, finite: bool = True, **arguments: "torch.Tensor"
) -> None:
    """Raise a ValueError that names the first argument that is no tensor of finite floats.

    All have to be of one dtype.

    Args:
        shape: As for `require_tensors`.
        least: How many rows there have to be.
        finite: Whether NaN and infinity are refused.
        arguments: The values by name.
    """
    require_tensors(shape, **arguments)
    for name, values in arguments.items():
        if not values.is_floating_point():
            raise ValueError(f"{name} must be floats, got {values.dtype}; convert with .float()")
        _require_rows(name, values, shape, least)
        # The length of all is quick, and finite unless a number is not, or nearly so.
        if finite and not values.is_meta and not is_finite(values):
            _require_finite(name, values)
    require_one_dtype(**arguments)


def require_pixels(shape: str = "(...)", *, least: int = 0, **arguments: "torch.Tensor") -> None:
    """Raise a ValueError that names the first argument that is no images.

    They are finite floats, or uint8, which takes a quarter of the memory.

    Args:
        shape: As for `require_tensors`.
        least: How many rows there have to be.
        arguments: The values by name.
    """
    import torch

    require_tensors(shape, **arguments)
    for name, values in arguments.items():
        if values.dtype != torch.uint8:
            require_floats(shape, least=least, **under_name(name, values))
        else:
            _require_rows(name, values, shape, least)


def _require_rows(name: str, values: "torch.Tensor", shape: str, least: int) -> None:
    if least and (values.ndim == 0 or len(values) < least):
        raise ValueError(
            f"{name} must be {shape} with n at least {least}, got shape {tuple(values.shape)}"
        )


def is_finite(values: "torch.Tensor") -> bool:
    """Tell quickly that all floats are finite and small; if not, one is NaN, infinite or large."""
    return math.isfinite(values.detach().norm().item())


def _require_finite(name: str, values: "torch.Tensor") -> None:
    if not values.isfinite().all():
        raise ValueError(f"{name} must be finite, got NaN or infinity in it")
    largest = values.detach().abs().max().item()
    if largest > LARGEST:
        raise ValueError(f"{name} must be below {LARGEST:g} in size, got up to {largest:.3g}")


def require_one_dtype(**arguments: "torch.Tensor") -> None:
    """Raise a ValueError that names the first tensor whose dtype is not that of the one before."""
    for (first, one), (second, other) in pairwise(arguments.items()):
        if one.dtype != other.dtype:
            raise ValueError(
                f"{second} must have the dtype of {first}, {one.dtype}, got {other.dtype}"
            )


def require_same_shape(**arguments: Any) -> None:
    """Raise a ValueError that names the first argument that is no floats of the first's shape."""
    require_floats(least=1, **arguments)
    for (first, one), (second, other) in pairwise(arguments.items()):
        if one.shape != other.shape:
            raise ValueError(
                f"{second} must have the shape of {first}, {tuple(one.shape)}, got "
                f"{tuple(other.shape)}"
            )


def require_labels(
    n: int | None = None, *, of: str = "images", n_classes: int | None = None, **arguments: Any
) -> None:
    """Raise a ValueError that names the first argument that is no class for each of n things.

    Args:
        n: How many things there are; None takes any number.
        of: What they are called.
        n_classes: How many classes there are; None takes any number.
        arguments: The values by name, (n,) int64, from 0.
    """
    require_tensors(**arguments)
    for name, labels in arguments.items():
        each = "a class for each" if n is None else f"one class for each of {n}"
        if labels.ndim != 1 or n not in (None, len(labels)):
            raise ValueError(f"{name} must be {each} {of}, got shape {tuple(labels.shape)}")
    most = None if n_classes is None else n_classes - 1
    require_integer_tensors("(n,)", most=most, **arguments)


def require_integer_tensors(
    shape: str, *, most: int | None = None, **arguments: "torch.Tensor"
) -> None:
    """Raise a ValueError that names the first argument that is no int64 tensor from 0 to `most`.

    Args:
        shape: As for `require_tensors`, but that each argument has its own lengths.
        most: The largest number that is allowed; None allows any.
        arguments: The values by name.
    """
    for name, values in arguments.items():
        require_tensors(shape, **under_name(name, values))
    for name, values in arguments.items():
        if str(values.dtype) != "torch.int64":
            raise ValueError(f"{name} must be int64, got {values.dtype}; convert with .long()")
        if values.numel() == 0:
            continue
        low, high = int(values.min()), int(values.max())
        if low < 0 or (most is not None and high > most):
            wanted = "at least 0" if most is None else f"from 0 to {most:,}"
            raise ValueError(f"{name} must be {wanted}, got {low} to {high}")


@contextmanager
def fitting_together(*names: str) -> Iterator[None]:
    """Name the arguments where torch finds that they do not fit together.

    A network's own layers say so best, but not which argument they speak of. Errors that do not
    come from torch pass: they are in what the caller wrote.

    Args:
        names: Of the arguments, such as "model", "images".
    """
    try:
        yield
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        if not _is_of_torch(error):
            raise
        raise ValueError(f"{' and '.join(names)} do not fit together: {error}") from error


def _is_of_torch(error: Exception) -> bool:
    if type(error) is RuntimeError:  # NotImplementedError is one, and so is a full memory
        return True
    *_, (frame, _) = walk_tb(error.__traceback__)
    module = str(frame.f_globals.get("__name__"))
    return not isinstance(error, RuntimeError) and module.split(".")[0] == "torch"


def under_name(name: str, value: object) -> dict[str, Any]:
    """Put a value under a name that is none in Python, for the functions above.

    Example:
        >>> require_floats("(n, 3)", **under_name("spaces['plain']", codes))
    """
    return {name: value}


def is_integer(value: object) -> bool:
    """Tell whether a value is an integer, Python's or NumPy's, and no truth value."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Tell whether a value is a real number to compute with, and neither a truth value nor NaN."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return real and -LARGEST < value < LARGEST  # type: ignore[operator]


def shown(value: object) -> str:
    """Show a value in an error: itself if it is short, otherwise its type."""
    if value is None or isinstance(value, str | bytes | bool | numbers.Number):
        return repr(value)
    if isinstance(value, list | tuple) and all(isinstance(each, numbers.Number) for each in value):
        return repr(value)
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return type(value).__name__
