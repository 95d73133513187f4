"""IPython: what code displays in a notebook, and showing something there."""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any


def shell() -> Any | None:
    """Return the shell that this code runs in, None where it runs in plain Python."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def show(thing: Any) -> None:
    """Display something in the notebook that this code runs in."""
    from IPython.display import display

    display(thing)


class Changing:
    """A place in the notebook's output whose content may change."""

    def __init__(self) -> None:
        self._handle: Any = None

    def show(self, thing: Any) -> None:
        """Display something there, instead of what it showed before."""
        from IPython.display import display

        if self._handle is None:
            self._handle = display(thing, display_id=True)
        else:
            self._handle.update(thing)


@contextlib.contextmanager
def own_display(displayed: list) -> Iterator[None]:
    """Collect in `displayed` what goes to `display`; each item has a method `display`."""
    running = shell()
    if running is None:
        yield
        return
    from IPython.utils.capture import capture_output

    def leave() -> None:
        raise SystemExit

    with capture_output(stdout=False, stderr=False) as output:
        running.ask_exit = leave  # `exit()` ends the code, not the notebook
        try:
            yield
        finally:
            del running.ask_exit
            displayed += output.outputs
