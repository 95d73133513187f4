"""Undoes what somebody's code has put in the place of a library's functions and methods."""

import re
import sys
from contextlib import suppress
from functools import cached_property, lru_cache
from operator import is_
from types import FunctionType, ModuleType, NoneType
from typing import Any

LIBRARIES = re.compile(
    r"(torch|numpy|matplotlib)(\.[a-z]\w*)?|torch\.nn(\.[a-z]\w*)+|torch\.(utils\.data|optim\.[a-z]\w*)"
)
"""Names of the modules that a learner knows; what lies deeper is the libraries' own affair."""

STATE = (NoneType, int, str, list, dict, ModuleType)
"""What libraries keep in modules and classes for themselves: counters, caches, submodules."""

CAN_BE_PATCHED = 1 << 9
"""Python's Py_TPFLAGS_HEAPTYPE: what C defines for good, such as `list`, does not have it."""

ABSENT = object()


class Patches:
    """What public modules, of Python and of the libraries, and their classes hold now.

    It is all of them, so that nobody has to list what somebody might patch, and has to be quick:
    for 2,500 modules and classes two milliseconds, and as much in `undo`.
    """

    def __init__(self) -> None:
        self._n_modules = len(sys.modules)
        self._before = [(owner, vars(owner).copy()) for owner in _owners(self._n_modules)]

    def undo(self) -> list[str]:
        """Put back functions, classes and constants that have been replaced, removed or hidden.

        New names of modules stay: they hide nothing.

        Returns:
            What has been put back, such as "Linear.forward".
        """
        undone = []
        for owner, before in self._before:
            now = vars(owner)
            if len(now) != len(before) or not all(map(is_, now.values(), before.values())):
                undone += self._restore(owner, before)
        return undone

    def _restore(self, owner: ModuleType | type, before: dict[str, Any]) -> list[str]:
        kind = type if isinstance(owner, type) else ModuleType
        undone = []
        for name, new in {**dict.fromkeys(before, ABSENT), **vars(owner)}.items():
            old = before.get(name, ABSENT)
            if new is old or _is_state(old, new) or self._is_part_of_an_import(new):
                continue
            if kind is ModuleType and (old is ABSENT or name.startswith("_")):
                continue
            with suppress(AttributeError, TypeError):
                if old is ABSENT:  # it may hide a base class's method
                    kind.__delattr__(owner, name)
                else:
                    kind.__setattr__(owner, name, old)
                undone.append(f"{owner.__name__}.{name}")
        return undone

    def _is_part_of_an_import(self, new: Any) -> bool:
        """Return whether a library that was imported meanwhile may have put this there itself.

        It does so once; what is undone would be gone for good. It puts there what it makes: a
        function that was there before, such as `relu6` in the place of `relu`, comes from somebody.
        """
        if len(sys.modules) <= self._n_modules:
            return False
        function = new.fget if type(new) is property else new
        module = function.__module__ if type(function) is FunctionType else ""
        return bool(LIBRARIES.match(str(module))) and id(new) not in self._known

    @cached_property
    def _known(self) -> set[int]:
        return {id(value) for _owner, before in self._before for value in before.values()}


@lru_cache(maxsize=1)
def _owners(_n_modules: int) -> list[ModuleType | type]:
    """Return the modules, and the classes in them; anew when something has been imported."""
    modules = [
        module
        for name, module in list(sys.modules.items())
        if isinstance(module, ModuleType)
        and ((name in sys.stdlib_module_names and name[0] != "_") or LIBRARIES.fullmatch(name))
    ]
    values = [value for module in modules for value in vars(module).values()]
    # By type(): some of these objects warn that they are old when asked for their class.
    classes = {id(value): value for value in values if issubclass(type(value), type)}
    classes = {number: each for number, each in classes.items() if each.__flags__ & CAN_BE_PATCHED}
    return [*modules, *classes.values()]


def _is_state(old: Any, new: Any) -> bool:
    if old is ABSENT:  # by type(): what somebody has put there is not asked, not even for its class
        return new is not None and issubclass(type(new), STATE)
    return isinstance(old, STATE)
