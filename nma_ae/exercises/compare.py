"""Compares snapshots of what an answer gave with what was expected, and words the difference."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nma_ae.exercises.messages import _
from nma_ae.exercises.snapshot import Array, Thing

if TYPE_CHECKING:
    import numpy as np

MOST_VALUES_SHOWN = 12
MOST_ITEMS_SHOWN = 8
MOST_LAYERS_SHOWN = 20
MOST_CHARACTERS_SHOWN = 200


@dataclass(frozen=True)
class Difference:
    """What was expected, what came, and a remark where one helps.

    Attributes:
        described: gives what was expected and what came in words, which takes longer than to find
            that they differ.
        remark: what else there is to say, "" for nothing.
    """

    described: Callable[[], tuple[str, str]]
    remark: str = ""

    @property
    def expected(self) -> str:
        """What was expected, in words."""
        return self.described()[0]

    @property
    def got(self) -> str:
        """What came."""
        return self.described()[1]

    def within(self, text: str) -> "Difference":
        """Return the difference as one of a part, by a text with the part's {value} in it."""

        def described() -> tuple[str, str]:
            expected, got = self.described()
            return text.format(value=expected), text.format(value=got)

        return Difference(described, self.remark)


def difference(expected: Any, got: Any, *, rtol: float, atol: float) -> Difference | None:
    """Return the first difference between two snapshots, None where they agree.

    Numbers agree when they differ by at most `atol` plus `rtol` times the largest expected number;
    whole numbers must be equal, and so must infinities; nan agrees with nan. Their precision does
    not matter (float64 for float32, 3.0 for 3), nor does a list for a tuple. Truth values are no
    numbers, and real numbers no complex ones. A Thing agrees with nothing.
    """
    if _number(expected) is not None:
        return _number_difference(expected, got, rtol, atol)
    if isinstance(expected, Array):
        return _array_difference(expected, got, rtol, atol)
    if isinstance(expected, list | tuple):
        return _sequence_difference(expected, got, rtol, atol)
    if isinstance(expected, dict):
        return _mapping_difference(expected, got, rtol, atol)
    if isinstance(expected, str | None) and type(expected) is type(got) and expected == got:
        return None
    return _differ(expected, got)


def _number_difference(expected: Any, got: Any, rtol: float, atol: float) -> Difference | None:
    left, right = _number(expected), _number(got)
    if right is None:
        return _differ(left, got, _("A single number was expected."))
    remark = _kind_remark(_kind(left), _kind(right))
    if remark:
        return _differ(left, right, remark)
    return None if _agree(left, right, rtol, atol) else _differ(left, right)


def _agree(expected: Any, got: Any, rtol: float, atol: float) -> bool:
    if expected == got or (expected != expected and got != got):
        return True
    if isinstance(expected, int) or not abs(expected) < math.inf:
        return False
    return abs(got - expected) <= atol + rtol * abs(expected)


def _array_difference(expected: Array, got: Any, rtol: float, atol: float) -> Difference | None:
    remark = _array_remark(expected, got)
    if remark:
        return _differ(expected, got, remark)
    from nma_ae.exercises.adapters.numpy import has_nan, wrong_values

    left, right = expected.values, got.values
    n_wrong, index = wrong_values(left, right, rtol, atol)
    if n_wrong == 0:
        return None
    if has_nan(right) and not has_nan(left):
        return _differ(expected, got, _("It contains nan."))
    if left.size <= MOST_VALUES_SHOWN:
        return _differ(expected, got)
    remark = _("{wrong} of {all} values differ.").format(wrong=n_wrong, all=left.size)
    return _at(list(index), _differ(left[index].item(), right[index].item(), remark))


def _array_remark(expected: Array, got: Any) -> str:
    """Return what makes two arrays not comparable number by number, empty where they are."""
    if not isinstance(got, Array) or got.kind != expected.kind:
        tensor, array = _("A torch tensor was expected."), _("A NumPy array was expected.")
        return tensor if expected.kind == "tensor" else array
    if got.values.shape != expected.values.shape:
        return _("The shapes differ.")
    return _kind_remark(expected.values.dtype.kind, got.values.dtype.kind)


def _kind_remark(expected: str, got: str) -> str:
    """Compare two kinds of numbers as NumPy abbreviates them: b for truth values, c for complex."""
    if (expected == "b") != (got == "b"):
        if got == "b":
            return _("Numbers were expected, not truth values.")
        return _("Truth values were expected, not numbers.")
    if got == "c" and expected != "c":
        return _("Real numbers were expected, not complex ones.")
    return ""


def _kind(number: bool | int | float | complex) -> str:
    return "b" if isinstance(number, bool) else "c" if isinstance(number, complex) else "f"


def _sequence_difference(expected: Any, got: Any, rtol: float, atol: float) -> Difference | None:
    if isinstance(got, Array) and got.values.ndim > 0:
        rows = got.values
        got = rows.tolist() if rows.ndim == 1 else [Array(got.kind, row) for row in rows]
    if not isinstance(got, list | tuple):
        return _differ(expected, got)
    if len(got) != len(expected):
        return _differ(expected, got, _("The lengths differ."))
    for index, (one, other) in enumerate(zip(expected, got, strict=True)):
        found = difference(one, other, rtol=rtol, atol=atol)
        if found is not None:
            return _at(index, found)
    return None


def _mapping_difference(expected: Any, got: Any, rtol: float, atol: float) -> Difference | None:
    if not isinstance(got, dict):
        return _differ(expected, got)
    if set(got) != set(expected):
        return _differ(list(expected), list(got), _("The keys differ."))
    for key, value in expected.items():
        found = difference(value, got[key], rtol=rtol, atol=atol)
        if found is not None:
            return _at(key, found)
    return None


def _number(value: Any) -> Any:
    """Return a bool, int, float or complex, also out of an array of no dimension; or None."""
    if isinstance(value, Array) and value.values.ndim == 0:
        return value.values.item()
    return value if isinstance(value, bool | int | float | complex) else None


def _differ(expected: Any, got: Any, remark: str = "") -> Difference:
    return Difference(functools.partial(described_apart, expected, got), remark)


def described_apart(one: Any, other: Any) -> tuple[str, str]:
    """Describe two snapshots in as many words and digits as it takes to tell them apart."""
    for digits in (5, 9, 17):
        left, right = describe(one, digits), describe(other, digits)
        if left != right:
            break
    return left, right


def _at(place: Any, found: Difference) -> Difference:
    where = repr(place) if isinstance(place, list) else f"[{place!r}]"
    # The place may hold braces of its own.
    where = where.replace("{", "{{").replace("}", "}}")
    return found.within(_("at {place}: {value}").format(place=where, value="{value}"))


def describe(value: Any, digits: int = 5) -> str:
    """Return a snapshot in a few words: a number, a short list, or kind and shape of an array."""
    if isinstance(value, Array):
        kind = _("tensor") if value.kind == "tensor" else _("array")
        if 0 < value.values.size <= MOST_VALUES_SHOWN:
            return f"{kind} {_listed(_without_noise(value.values, digits), digits)}"
        return _("{kind} of shape {shape}").format(kind=kind, shape=value.values.shape)
    if isinstance(value, Thing):
        return _describe_thing(value)
    if isinstance(value, list | tuple | dict):
        return _describe_container(value, digits)
    return _listed(value, digits)


def _without_noise(values: "np.ndarray", digits: int) -> Any:
    """Return numbers as lists, with 0 for what is nothing beside the largest of them."""
    if values.dtype.kind != "f":
        return values.tolist()
    largest = abs(values[abs(values) < math.inf]).max(initial=0)
    return (values * (abs(values) > 10.0**-digits * largest) + 0.0).tolist()  # no -0


def _describe_container(value: list | tuple | dict, digits: int) -> str:
    shown = list(value)[:MOST_ITEMS_SHOWN]
    if isinstance(value, dict):
        parts = [f"{key!r}: {describe(value[key], digits)}" for key in shown]
    else:
        parts = [describe(each, digits) for each in shown]
    if len(value) > MOST_ITEMS_SHOWN:
        parts.append(_("… ({all} in all)").format(all=len(value)))
    left, right = {list: ("[", "]"), tuple: ("(", ")"), dict: ("{", "}")}[type(value)]
    comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
    return f"{left}{', '.join(parts)}{comma}{right}"


def _describe_thing(thing: Thing) -> str:
    if thing.layers:
        shown = [layer.text for layer in thing.layers[:MOST_LAYERS_SHOWN]]
        if len(thing.layers) > len(shown):
            shown.append(_("… ({all} in all)").format(all=len(thing.layers)))
        return _("a network: {layers}").format(layers=", ".join(shown))
    texts = {
        "meta tensor": _("a tensor on the device meta, which has no values"),
        "sparse tensor": _("a sparse tensor of shape {shape}"),
        "network": _("a network ({name})"),
        "callable": _("the function or class {name}"),
        "large": _("an object of type {name} with more values than are compared {shape}"),
        "object": _("an object of type {name}"),
    }
    return texts[thing.kind].format(name=thing.name, shape=thing.shape or "").strip()


def _listed(value: Any, digits: int) -> str:
    """Return numbers, and lists of them in brackets."""
    if isinstance(value, list):
        return "[" + ", ".join(_listed(each, digits) for each in value) + "]"
    if isinstance(value, float | complex):
        return f"{value:.{digits}g}"
    if isinstance(value, str):
        return repr(value[:MOST_CHARACTERS_SHOWN])
    return repr(value)[:MOST_CHARACTERS_SHOWN]
