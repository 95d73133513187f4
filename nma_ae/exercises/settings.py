"""Holds the settings of a module, found by the names of its functions."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from types import ModuleType
from typing import Any

GETTERS = ("get{}", "is{}", "is{}_enabled")
"""Names of what reads the setting that a function `set...` writes."""


def hold_settings(stack: ExitStack, module: ModuleType) -> None:
    """Let the end of `stack` bring back what the module's functions can set and tell.

    Args:
        stack: is left when a check is over.
        module: such as `sys`, with `getrecursionlimit` and `setrecursionlimit`.
    """
    for read, write in _pairs(module):
        with suppress(Exception):  # what takes arguments is no setting of the whole module
            stack.callback(_restore, read, write, _read(read))


@cache
def _pairs(module: ModuleType) -> list[tuple[Callable, Callable]]:
    return [*_found(vars(module))]


def _found(names: dict[str, Any]) -> Iterator[tuple[Callable, Callable]]:
    for name, write in names.items():
        # Random streams are not a setting: an adapter knows its own.
        if name.startswith("set") and not name.endswith("state"):
            for getter in GETTERS:
                read = names.get(getter.format(name[3:]))
                if callable(read) and callable(write):
                    yield read, write


def _read(read: Callable) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that some settings will go one day
        return read()


def _restore(read: Callable, write: Callable, before: Any) -> None:
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if read() != before:
            if isinstance(before, dict):
                write(**before)
            elif isinstance(before, tuple):
                write(*before)
            else:
                write(before)
