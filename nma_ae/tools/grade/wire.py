"""Snapshots as text and back: all that a submission's process may say, and nothing that runs.

A message is a line of JSON. What JSON does not know is an object with one key, which names it.
"""

import base64
import json
import math
from typing import TYPE_CHECKING, Any

from nma_ae.exercises.capture import Trace
from nma_ae.exercises.outcome import Failure, Outcome
from nma_ae.exercises.snapshot import MOST_BITS, MOST_LEVELS, Array, Layer, Thing

if TYPE_CHECKING:
    import numpy as np

MOST_BYTES = 64 * 2**20
"""Of a message."""
MOST_VALUES = 100_000
"""Of an array. One that is larger goes without its values: it equals nothing."""
MOST_TEXT = 20_000
"""Characters of what code printed, and of any other text."""
_TYPES = {"|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f8", "<c16"}


def encoded(message: dict[str, Any]) -> bytes:
    """Return a message as a line."""
    return json.dumps(message).encode("ascii") + b"\n"


def decoded(line: bytes) -> dict[str, Any]:
    """Return the message of a line.

    Raises:
        ValueError: If it is none, whatever it is.
    """
    try:
        message = json.loads(line)
    except RecursionError:
        raise ValueError("a message is nested too deeply") from None
    if not isinstance(message, dict):
        raise ValueError(f"a message must be an object, got {type(message).__name__}")
    return message


def packed(value: Any) -> Any:
    """Return a snapshot as what JSON knows."""
    if isinstance(value, str):
        return value[:MOST_TEXT]
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, list):
        return [packed(each) for each in value]
    if isinstance(value, tuple):
        return {"tuple": [packed(each) for each in value]}
    if isinstance(value, dict):
        return {"dict": [[packed(key), packed(each)] for key, each in value.items()]}
    if isinstance(value, Array):
        return _packed_array(value)
    if isinstance(value, Thing):
        layers = [[layer.text, layer.has_weights, layer.first] for layer in value.layers]
        parts = [[key, packed(part)] for key, part in value.parts.items()]
        return {"thing": [value.kind, value.name, value.shape, layers, parts]}
    return value


def _packed_array(array: Array) -> Any:
    values = array.values
    if values.size > MOST_VALUES:
        return packed(Thing("large", array.kind, values.shape))
    values = values.astype(values.dtype.newbyteorder("<"))
    data = base64.b64encode(values.tobytes()).decode("ascii")
    return {"array": [array.kind, values.dtype.str, list(values.shape), data]}


def unpacked(value: Any, level: int = 0) -> Any:
    """Return the snapshot that somebody may have packed.

    Raises:
        ValueError: If it is none, whatever it is.
    """
    if level > 2 * MOST_LEVELS:
        raise ValueError("a snapshot is nested too deeply")
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise ValueError("a whole number is too large")
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list):
        return [unpacked(each, level + 1) for each in value]
    try:
        ((kind, content),) = value.items()
        return _UNPACK[kind](content, level + 1)
    except (AttributeError, TypeError, KeyError, OverflowError) as error:
        raise ValueError(f"that is no snapshot: {type(error).__name__}") from None


def _unpacked_array(content: Any, _level: int) -> Array:
    import numpy as np

    kind, dtype, shape, data = content
    size = math.prod(_shape(shape))
    if kind not in ("tensor", "array") or dtype not in _TYPES or not 0 <= size <= MOST_VALUES:
        raise ValueError("that is no array")
    values = np.frombuffer(base64.b64decode(data, validate=True), dtype)
    return Array(kind, _reshaped(values, shape))


def _reshaped(values: "np.ndarray", shape: list[int]) -> "np.ndarray":
    return values.reshape(shape).copy()  # a ValueError where they do not fit


def _unpacked_thing(content: Any, level: int) -> Thing:
    kind, name, shape, layers, parts = content
    if kind not in ("meta tensor", "sparse tensor", "network", "callable", "large", "object"):
        raise ValueError("that is no thing")
    made = {_text(key): unpacked(part, level) for key, part in parts}
    if not all(isinstance(part, Thing) for part in made.values()):
        raise ValueError("a part of a network must be a network")
    return Thing(
        kind,
        _text(name),
        _shape(shape),
        tuple(Layer(_text(text), bool(weights), _whole(first)) for text, weights, first in layers),
        made,
    )


def _unpacked_dict(content: Any, level: int) -> dict:
    if not all(isinstance(key, str | int) for key, _value in content):
        raise ValueError("a key must be a text or a number")
    return {key: unpacked(value, level) for key, value in content}


_UNPACK = {
    "complex": lambda content, _level: complex(*map(float, content)),
    "tuple": lambda content, level: tuple(unpacked(each, level) for each in content),
    "dict": _unpacked_dict,
    "array": _unpacked_array,
    "thing": _unpacked_thing,
}


def packed_outcome(outcome: Outcome) -> list[Any]:
    """Return what one case showed as what JSON knows, without what was drawn."""
    failure = outcome.failure
    return [
        outcome.finished,
        packed(outcome.returned),
        outcome.right_type,
        packed(dict(outcome.seen)),
        list(outcome.changed),
        failure
        and [
            failure.kind,
            failure.message,
            list(failure.lines),
            list(failure.numbers),
            failure.unfinished,
            failure.timed_out,
            failure.in_use,
        ],
        outcome.trace.text[:MOST_TEXT],
    ]


def unpacked_outcome(value: Any) -> Outcome:
    """Return what one case showed, as somebody says.

    Raises:
        ValueError: If that is none, whatever it is.
    """
    try:
        finished, returned, right_type, seen, changed, failure, text = value
        seen = unpacked(seen)
        if not isinstance(seen, dict):
            raise ValueError("what was seen has no names")
        return Outcome(
            finished=finished is True,
            returned=unpacked(returned),
            right_type=right_type is True,
            seen=seen,
            changed=tuple(map(_text, changed)),
            failure=None if failure is None else _unpacked_failure(*failure),
            trace=Trace(_text(text)),
        )
    except TypeError as error:
        raise ValueError(f"that is no outcome: {error}") from None


def _unpacked_failure(
    kind: Any, message: Any, lines: Any, numbers: Any, unfinished: Any, timed_out: Any, in_use: Any
) -> Failure:
    return Failure(
        kind=_text(kind),
        message=_text(message),
        lines=tuple(map(_text, lines)),
        numbers=tuple(map(_whole, numbers)),
        unfinished=unfinished is True,
        timed_out=timed_out is True,
        in_use=in_use is True,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text was expected, got {type(value).__name__}")
    return value[:MOST_TEXT]


def _whole(value: Any) -> int:
    if not isinstance(value, int) or value.bit_length() > 63:
        raise ValueError("a whole number was expected")
    return value


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(map(_whole, value))
