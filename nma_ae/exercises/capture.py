"""Keeps to itself what code prints, warns, displays and draws."""

import contextlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import TextIO

from nma_ae.exercises import libraries
from nma_ae.exercises.adapters.ipython import own_display

MOST_CHARACTERS = 1_000_000
"""Of what code prints, so much is kept: an endless loop must not fill the memory."""


@dataclass
class Trace:
    """What code showed while it ran.

    Attributes:
        text: what it printed and warned, in the order in which it did.
        figures: those that it left open.
        displayed: what it displayed in a notebook; each has a method `display`.
    """

    text: str = ""
    figures: list = field(default_factory=list)
    displayed: list = field(default_factory=list)


class _Text(StringIO):
    encoding = "utf-8"  # some ask

    def write(self, text: str) -> int:
        if self.tell() < MOST_CHARACTERS:
            super().write(text[:MOST_CHARACTERS])
        return len(text)

    def close(self) -> None:
        """Stay open: what was written is still to be read."""


@contextlib.contextmanager
def captured() -> Iterator[Trace]:
    """Collect what is printed, warned, displayed and drawn, in place of showing it."""
    trace = Trace()
    text = _Text()
    with contextlib.ExitStack() as stack:
        for library in libraries.loaded():
            stack.enter_context(library.captured(trace.figures))
        stack.enter_context(own_display(trace.displayed))
        stack.enter_context(contextlib.redirect_stdout(text))
        stack.enter_context(contextlib.redirect_stderr(text))
        stack.enter_context(_warnings_into(text))
        stack.callback(lambda: setattr(trace, "text", text.getvalue()))
        yield trace


@contextlib.contextmanager
def _warnings_into(text: StringIO) -> Iterator[None]:
    """Write warnings without the path of a file, and those alone that are meant for users."""

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        line_number: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        text.write(f"{category.__name__}: {message}\n")

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        for category in (DeprecationWarning, PendingDeprecationWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        warnings.showwarning = show  # type: ignore[assignment]  # as Python's manual does it
        yield
