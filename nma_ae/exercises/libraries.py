"""What the engine does for libraries, each of them only where somebody has imported it."""

import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import cache
from importlib import import_module
from typing import Any

KNOWN = ("numpy", "torch", "matplotlib")
UNKNOWN = object()
"""What a library says of a value that is none of its own."""


class Library:
    """What the engine asks of each library's adapter, and the answers of one that needs no care."""

    def hold(self, stack: ExitStack, namespace: dict[str, Any]) -> None:
        """Let the end of `stack` bring back the library's state of now.

        Args:
            stack: is left when a check is over.
            namespace: the notebook's globals, whose objects may have a state as well.
        """

    def settle(self) -> None:
        """Bring the library into the known state in which answers are run."""

    def restart(self) -> None:
        """Bring a library that an answer was the first to import to the state of a new one."""

    def reseed(self) -> None:
        """Put its global random stream at the start that every run of a check has."""

    def snapshot(self, value: Any) -> Any:
        """Return a value of the library's as `snapshot.snapshot` does, UNKNOWN for any other."""
        return UNKNOWN

    def watched(self, value: Any) -> Any:
        """Return what shows whether an input has changed, UNKNOWN if that is the value itself."""
        return UNKNOWN

    def captured(self, figures: list) -> AbstractContextManager:
        """Let code draw without showing it; figures that it leaves open are added to `figures`."""
        return nullcontext()


def loaded() -> list[Library]:
    """Return the adapters of the libraries that somebody has imported."""
    return [_adapter(name) for name in KNOWN if sys.modules.get(name) is not None]


def ask(question: str, value: Any) -> Any:
    """Return the first answer of a library to `snapshot` or `watched`; UNKNOWN if there is none."""
    for library in loaded():
        answer = getattr(library, question)(value)
        if answer is not UNKNOWN:
            return answer
    return UNKNOWN


@cache
def _adapter(name: str) -> Library:
    return import_module(f"nma_ae.exercises.adapters.{name}").ADAPTER
