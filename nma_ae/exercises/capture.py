"""Keeps to itself what code prints, warns, displays and draws."""

import contextlib
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from matplotlib._pylab_helpers import Gcf

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
        stack.enter_context(_own_figures(trace))
        stack.enter_context(_own_display(trace))
        stack.enter_context(contextlib.redirect_stdout(text))
        stack.enter_context(contextlib.redirect_stderr(text))
        stack.enter_context(_warnings_into(text))
        stack.callback(lambda: setattr(trace, "text", text.getvalue()))
        yield trace


@contextlib.contextmanager
def _warnings_into(text: StringIO) -> Iterator[None]:
    """Write warnings without the path of a file, and those alone that are meant for users."""

    def show(message, category, filename, line_number, file=None, line=None):
        text.write(f"{category.__name__}: {message}\n")

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        for category in (DeprecationWarning, PendingDeprecationWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        warnings.showwarning = show
        yield


@contextlib.contextmanager
def _own_figures(trace: Trace) -> Iterator[None]:
    """Let code see none of the figures that are open, and close those that it leaves open."""
    before = Gcf.figs.copy()
    Gcf.figs.clear()
    try:
        yield
    finally:
        trace.figures = [manager.canvas.figure for manager in Gcf.get_all_fig_managers()]
        Gcf.destroy_all()
        Gcf.figs.update(before)


@contextlib.contextmanager
def _own_display(trace: Trace) -> Iterator[None]:
    """Collect what goes to IPython's `display`, where code runs in IPython."""
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    if shell is None:
        yield
        return
    from IPython.utils.capture import capture_output

    def leave():
        raise SystemExit

    with capture_output(stdout=False, stderr=False) as output:
        shell.ask_exit = leave  # `exit()` ends the code, not the notebook
        try:
            yield
        finally:
            del shell.ask_exit
            trace.displayed = output.outputs
