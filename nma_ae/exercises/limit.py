"""Stops code that runs too long."""

import ctypes
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

REPEAT = 0.1
"""Seconds after which code that still runs is stopped again."""


class TimeLimitExceeded(BaseException):
    """Raised inside code that ran too long. No Exception, so `except Exception` lets it pass.

    A bare `except:` in a loop does hold it. Then it comes back at the next line, and again, until
    the code has ended.
    """

    def __del__(self) -> None:
        # Somebody let go of it. While the code still runs, that means: caught it and went on.
        _stop_at_next_line(sys._getframe().f_back)


def run_limited(function: Callable[[], Any], seconds: float) -> Any:
    """Return `function()`, or raise TimeLimitExceeded in it when it takes longer than `seconds`.

    In the main thread of a system with alarm signals this ends anything but an operation written
    in C that neither returns nor lets Python look up. Elsewhere it also waits for calls such as
    `time.sleep`.
    """
    tracing = sys.gettrace()
    try:
        if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
            return _run_with_alarm(function, seconds)
        return _run_with_watcher(function, seconds)
    finally:
        if sys.gettrace() is not tracing:
            sys.settrace(tracing)


def _limited(function: Callable[[], Any]) -> Any:
    """Call a function. Code runs under a limit as long as this is among its callers."""
    return function()


def _limited_frames(frame: FrameType | None) -> list[FrameType]:
    """Return the frames that run under a limit, from `frame` outwards; none if it has ended."""
    frames = []
    while frame is not None:
        if frame.f_code is _limited.__code__:
            return frames
        frames.append(frame)
        frame = frame.f_back
    return []


def _stop_at_next_line(frame: FrameType | None) -> None:
    frames = _limited_frames(frame)
    for each in frames:
        each.f_trace = _stop
    if frames:
        sys.settrace(_stop)


def _stop(frame: FrameType, event: str, argument: Any) -> None:
    raise TimeLimitExceeded


def _run_with_alarm(function: Callable[[], Any], seconds: float) -> Any:
    def on_alarm(signal_number, frame):
        # Only while the code runs: an alarm that comes a moment later must hit nobody else.
        if _limited_frames(frame):
            raise TimeLimitExceeded

    start = time.monotonic()
    handler = signal.signal(signal.SIGALRM, on_alarm)
    delay, interval = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), REPEAT)
    try:
        return _limited(function)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if delay:  # somebody else's alarm clock goes on
            remaining = delay - (time.monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(remaining, 0.001), interval)


def _run_with_watcher(function: Callable[[], Any], seconds: float) -> Any:
    """Do the same without signals: in other threads, and on Windows."""
    thread = threading.get_ident()
    interrupt = ctypes.pythonapi.PyThreadState_SetAsyncExc
    finished = threading.Event()
    lock = threading.Lock()

    def watch():
        wait = seconds
        while not finished.wait(wait):
            with lock:
                if finished.is_set() or not _limited_frames(sys._current_frames().get(thread)):
                    return
                interrupt(ctypes.c_ulong(thread), ctypes.py_object(TimeLimitExceeded))
            wait = REPEAT

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return _limited(function)
    finally:
        with lock:
            finished.set()
            interrupt(ctypes.c_ulong(thread), None)
