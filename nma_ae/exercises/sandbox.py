"""Runs somebody's code for a moment and leaves everything around it as it was."""

import contextlib
import ctypes
import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import numpy as np
import torch


class TimeLimitExceeded(BaseException):
    """Raised inside code that ran too long. Not an Exception: `except Exception` must not hold it."""


@dataclass
class Trace:
    """What code left behind while it ran: what it wrote, and the figures that it drew."""

    text: str = ""
    figures: list = field(default_factory=list)


def run_limited(function: Callable[[], Any], seconds: float) -> Any:
    """Return `function()`, or raise TimeLimitExceeded in it when it takes longer than `seconds`."""
    if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        return _run_with_alarm(function, seconds)
    return _run_with_watcher(function, seconds)


def _run_with_alarm(function: Callable[[], Any], seconds: float) -> Any:
    def limited():
        return function()

    def on_alarm(signal_number, frame):
        # Only while `limited` runs: an alarm that comes a moment later must hit nobody else.
        while frame is not None:
            if frame.f_code is limited.__code__:
                raise TimeLimitExceeded
            frame = frame.f_back

    previous = signal.signal(signal.SIGALRM, on_alarm)
    # Again every 0.1 s, for code that catches everything.
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), 0.1)
    try:
        return limited()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _run_with_watcher(function: Callable[[], Any], seconds: float) -> Any:
    """Do the same without signals: in other threads, and on Windows."""
    thread = ctypes.c_ulong(threading.get_ident())
    interrupt = ctypes.pythonapi.PyThreadState_SetAsyncExc
    finished = threading.Event()
    lock = threading.Lock()

    def watch():
        wait = seconds
        while not finished.wait(wait):
            with lock:
                if not finished.is_set():
                    interrupt(thread, ctypes.py_object(TimeLimitExceeded))
            wait = 0.1

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return function()
    finally:
        with lock:
            finished.set()
            interrupt(thread, None)
        watcher.join()


@contextlib.contextmanager
def captured() -> Iterator[Trace]:
    """Collect what is printed, warned, displayed and drawn, in place of showing it."""
    trace = Trace()
    figures_before = _open_figures()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        streams = _captured_streams()
        with streams as (stdout, stderr):
            try:
                yield trace
            finally:
                messages = [f"{w.category.__name__}: {w.message}\n" for w in warned]
                trace.text = stdout.getvalue() + stderr.getvalue() + "".join(messages)
                trace.figures = _close_figures_since(figures_before)


@contextlib.contextmanager
def _captured_streams() -> Iterator[tuple[StringIO, StringIO]]:
    stdout, stderr = StringIO(), StringIO()
    with contextlib.ExitStack() as stack:
        shell = _shell()
        if shell is not None:
            from IPython.utils.capture import capture_output

            # For what goes to display(); the two streams are ours.
            stack.enter_context(capture_output(stdout=False, stderr=False, display=True))
        stack.enter_context(contextlib.redirect_stdout(stdout))
        stack.enter_context(contextlib.redirect_stderr(stderr))
        yield stdout, stderr


def _shell():
    """Return the running IPython shell, None outside of one, without importing IPython."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _open_figures() -> list[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.get_fignums() if pyplot else []


def _close_figures_since(before: list[int]) -> list:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    figures = [pyplot.figure(number) for number in pyplot.get_fignums() if number not in before]
    for figure in figures:
        pyplot.close(figure)
    return figures


@contextlib.contextmanager
def preserved(namespace: dict[str, Any]) -> Iterator[None]:
    """Run the block in a known state of Python, NumPy, torch and Matplotlib; then restore theirs.

    Known are: gradients on, float32, and the random streams of `reseed`. Restored are these, the
    number of threads, rcParams, the working folder, and train or eval mode of every network that
    `namespace` names.
    """
    with contextlib.ExitStack() as stack:
        restore = stack.callback
        restore(random.setstate, random.getstate())
        restore(np.random.set_state, np.random.get_state())
        restore(torch.default_generator.set_state, torch.default_generator.get_state())
        restore(torch.set_grad_enabled, torch.is_grad_enabled())
        restore(torch.set_default_dtype, torch.get_default_dtype())
        restore(torch.set_num_threads, torch.get_num_threads())
        restore(os.chdir, os.getcwd())
        restore(_restore_modes, _modes(namespace))
        matplotlib = sys.modules.get("matplotlib")
        if matplotlib is not None:
            # The plain dict's update: the settings were valid once, and some warn when set.
            restore(dict.update, matplotlib.rcParams, dict(matplotlib.rcParams))
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
        reseed()
        yield


def reseed() -> None:
    """Put the global random streams at the start that every run of a check has."""
    random.seed(0)
    np.random.seed(0)
    torch.default_generator.manual_seed(0)


def _modes(namespace: dict[str, Any]) -> list[tuple[torch.nn.Module, bool]]:
    networks = [value for value in namespace.values() if isinstance(value, torch.nn.Module)]
    return [(module, module.training) for network in networks for module in network.modules()]


def _restore_modes(modes: list[tuple[torch.nn.Module, bool]]) -> None:
    for module, training in modes:
        module.training = training
