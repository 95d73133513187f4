"""What the engine does for libraries, each of them only where somebody has imported it."""

import contextlib
import sys
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import cache
from importlib import import_module
from types import CodeType
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

    def copied(self, value: Any) -> Any:
        """Return a copy of an array of the library's, UNKNOWN for what is not to be copied."""
        return UNKNOWN

    def captured(self, figures: list) -> AbstractContextManager:
        """Let code draw without showing it; figures that it leaves open are added to `figures`."""
        return nullcontext()


def loaded() -> list[Library]:
    """Return the adapters of the libraries that somebody has imported."""
    return [_adapter(name) for name in KNOWN if sys.modules.get(name) is not None]


def import_for(answer: Any) -> None:
    """Import what libraries an answer imports inside itself, before its time is taken.

    The first import of torch takes seconds, and stopped in the middle it fails ever after.
    """
    code = getattr(answer, "__code__", None)
    for name in _names_in(code) & {*KNOWN} if isinstance(code, CodeType) else ():
        with contextlib.suppress(Exception):  # the answer will meet the same, and be told
            import_module(name)


def _names_in(code: CodeType) -> set[str]:
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    return {*code.co_names}.union(*map(_names_in, inner))


def ask(question: str, value: Any) -> Any:
    """Return the first answer of a library to a question about a value; UNKNOWN without one.

    Args:
        question: "snapshot", "watched" or "copied".
        value: what it is about.
    """
    for library in loaded():
        answer = getattr(library, question)(value)
        if answer is not UNKNOWN:
            return answer
    return UNKNOWN


@cache
def _adapter(name: str) -> Library:
    return import_module(f"nma_ae.exercises.adapters.{name}").ADAPTER
