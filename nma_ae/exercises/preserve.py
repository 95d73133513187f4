"""Brings back what somebody's code may have changed around itself."""

import contextlib
import decimal
import gc
import locale
import logging
import os
import random
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

from nma_ae.exercises import libraries
from nma_ae.exercises.patches import Patches
from nma_ae.exercises.settings import hold_settings


@contextlib.contextmanager
def preserved(namespace: dict[str, Any]) -> Iterator[Callable[[], object]]:
    """Run the block in a known state of Python and of the libraries; then restore theirs.

    Known are the random streams of `reseed`; of torch also: gradients on, float32, the CPU, one
    thread, neither deterministic nor in search of anomalies; of NumPy: errors warn. Restored are
    these, what else `sys`, `gc`, `socket` and the libraries can both set and tell, how numbers are
    rounded and written, what is logged, Matplotlib's backend, the working folder, the environment,
    handlers of signals, the umask, the path of imports, functions and methods that were patched,
    what the names in `namespace` stand for, and train or eval mode of the networks among that. A
    library that the block is the first to import is left as if it were new. Not restored are files,
    processes, threads, and what is inside other objects.

    Yields:
        A function that undoes patches at once.
    """
    held = libraries.loaded()
    patches = Patches()
    with contextlib.ExitStack() as stack:
        restore = stack.callback
        _hold_python(stack)
        restore(_restore_path, sys.path, sys.path.copy())
        restore(random.setstate, random.getstate())
        with contextlib.suppress(OSError):  # somebody may have removed the folder
            restore(os.chdir, os.getcwd())
        restore(_restore_environment, dict(os.environ))
        restore(_restore_names, namespace, dict(namespace))
        for library in held:
            library.hold(stack, namespace)
        restore(_restart_all_but, held)
        for library in held:
            library.settle()
        random.seed(0)
        restore(patches.undo)  # first of all: the rest is restored by functions that may be patched
        yield patches.undo


def reseed() -> None:
    """Put the global random streams at the start that every run of a check has."""
    random.seed(0)
    for library in libraries.loaded():
        library.reseed()


def _hold_python(stack: contextlib.ExitStack) -> None:
    for module in (sys, gc, socket):
        hold_settings(stack, module)
    stack.callback(gc.enable if gc.isenabled() else gc.disable)
    stack.callback(locale.setlocale, locale.LC_ALL, locale.setlocale(locale.LC_ALL))
    stack.enter_context(decimal.localcontext())  # the block changes a copy
    stack.callback(logging.disable, logging.root.manager.disable)
    stack.callback(logging.root.setLevel, logging.root.level)
    stack.callback(_restore_signals, {each: signal.getsignal(each) for each in _signals()})
    if hasattr(os, "umask"):
        stack.callback(os.umask, _umask())


def _signals() -> set[signal.Signals]:
    return signal.valid_signals() if hasattr(signal, "valid_signals") else set()


def _restore_signals(before: dict[signal.Signals, Any]) -> None:
    for each, handler in before.items():
        # Only the main thread sets handlers; one that is None was not set by Python.
        if handler is not None and signal.getsignal(each) is not handler:
            with contextlib.suppress(ValueError, OSError):
                signal.signal(each, handler)


def _umask() -> int:
    """Return the permissions that new files do not get; they are read by setting them."""
    before = os.umask(0o077)  # a file of another thread is let be read by nobody else meanwhile
    os.umask(before)
    return before


def _restart_all_but(held: list[libraries.Library]) -> None:
    for library in libraries.loaded():
        if library not in held:
            library.restart()


def _restore_path(path: list[str], before: list[str]) -> None:
    sys.path = path
    path[:] = before


def _restore_environment(before: dict[str, str]) -> None:
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


def _restore_names(namespace: dict[str, Any], before: dict[str, Any]) -> None:
    for name in namespace.keys() - before.keys():
        del namespace[name]
    namespace.update(before)
