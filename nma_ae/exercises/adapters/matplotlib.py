"""Matplotlib: its settings, its backend, and the figures that are open."""

import contextlib
import copy
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
from matplotlib._pylab_helpers import Gcf

from nma_ae.exercises.libraries import Library


class _Matplotlib(Library):
    def hold(self, stack: ExitStack, namespace: dict[str, Any]) -> None:
        stack.callback(_restore_settings, _settings())

    def restart(self) -> None:
        matplotlib.rcdefaults()
        plt.close("all")  # figures that nobody was there to keep from being open

    def captured(self, figures: list) -> AbstractContextManager:
        return _own_figures(figures)


ADAPTER = _Matplotlib()


@contextlib.contextmanager
def _own_figures(figures: list) -> Iterator[None]:
    """Let code see none of the figures that are open, and close those that it leaves open."""
    before = Gcf.figs.copy()
    Gcf.figs.clear()
    try:
        yield
    finally:
        figures += [manager.canvas.figure for manager in Gcf.get_all_fig_managers()]
        Gcf.destroy_all()
        Gcf.figs.update(before)


def _rc_params() -> dict[str, Any]:
    """Return Matplotlib's settings as the dict that they are, whatever its types say of them."""
    settings: Any = matplotlib.rcParams
    return settings


def _settings() -> dict[str, Any]:
    _start_backend()
    # As the plain dict that it is: copying an RcParams warns of settings that are going.
    return copy.deepcopy(dict(dict.items(_rc_params())))


def _restore_settings(before: dict[str, Any]) -> None:
    dict.update(_rc_params(), {k: v for k, v in before.items() if k != "backend"})
    if isinstance(before["backend"], str):
        with _own_figures([]):  # before Matplotlib 3.10 a new backend closes all that are open
            matplotlib.use(before["backend"])


@cache
def _start_backend() -> None:
    """Let Matplotlib start its backend now, once, rather than at the first figure of a check.

    Starting changes settings for good: in a notebook it turns interactive mode on, without which
    no figure is shown at the end of a cell.
    """
    from nma_ae.exercises.capture import captured

    with captured(), contextlib.suppress(Exception):  # without a screen, it may not start
        plt.figure()
