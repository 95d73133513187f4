"""Stops code that runs too long."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from types import FrameType
from typing import Any

REPEAT = 0.1
"""Seconds after which code that still runs is stopped again."""
PATIENCE = 4.0
"""How many times as long as its processor time code may take by the clock: others may be busy."""
MOST_IMPORT_SECONDS = 60.0
"""How long the import of a module may take; what is stopped in the middle fails ever after."""


def processor_seconds() -> float:
    """Return the processor time of this thread so far, in a web page that of the clock."""
    return time.thread_time() if hasattr(time, "thread_time") else time.perf_counter()


class TimeLimitExceeded(BaseException):
    """Raised inside code that ran too long. No Exception, so `except Exception` lets it pass.

    A bare `except:` in a loop does hold it. Then it comes back at the next line, and again, until
    the code has ended.
    """


def run_limited(function: Callable[[], Any], seconds: float) -> Any:
    """Return `function()`, or raise TimeLimitExceeded in it when it takes longer than `seconds`.

    What counts is the processor time of this thread, so that a busy machine stops nobody; code that
    waits, as in `time.sleep`, is stopped after PATIENCE times as long. Imports do not count: torch
    imports much of itself only when it is needed.

    In the main thread of a system with alarm signals this ends anything but an operation written
    in C that neither returns nor lets Python look up. Elsewhere it also waits for calls such as
    `time.sleep`. In a web page, which has neither signals nor threads, there is no limit here: the
    page ends the worker that runs Python.
    """
    if sys.platform == "emscripten":
        return function()
    limited = _Limited(function)
    tracing = sys.gettrace()
    try:
        if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
            return _run_with_alarm(limited, seconds)
        return _run_with_watcher(limited, seconds)
    finally:
        if sys.gettrace() is not tracing:
            sys.settrace(tracing)


class _Limited:
    """A function that runs once, and what makes it end."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function = function
        self.frame: FrameType | None = None
        self.ended = False
        stops = count()

        class Stop(TimeLimitExceeded):
            def __init__(_error) -> None:
                if next(stops) > 0:  # the one before was caught, and maybe kept
                    self.stop_at_next_line(sys._getframe().f_back)

            def __del__(_error) -> None:
                # Somebody let go of it. While the code runs, that means: caught it and went on.
                self.stop_at_next_line(sys._getframe().f_back)

        self.stop = Stop

    def __call__(self) -> Any:
        self.frame = sys._getframe()
        try:
            return self.function()
        finally:
            self.frame = None
            self.ended = True

    def frames(self, frame: FrameType | None) -> list[FrameType]:
        """Return the frames that the function has open, from `frame` outwards."""
        inside: list[FrameType] = []
        while frame is not None and self.frame is not None:
            if frame is self.frame:
                return inside
            inside.append(frame)
            frame = frame.f_back
        return []

    def stop_at_next_line(self, frame: FrameType | None) -> None:
        def trace(frame: FrameType, event: str, argument: Any) -> Any:
            if frame.f_code.co_filename == __file__ or frame.f_code.co_name == "__del__":
                return None  # nobody hears what is raised there
            if event in ("call", "exception"):
                return trace
            # Only while the code runs. Python 3.13 keeps tracing on where 3.11 ends it, and what
            # puts the alarm clock back, in Python's own `signal`, would be stopped in its place.
            if self.frames(frame):
                raise self.stop
            return None

        frames = self.frames(frame)
        for each in frames:
            each.f_trace = trace
        if frames:
            sys.settrace(trace)


def _run_with_alarm(limited: _Limited, seconds: float) -> Any:
    start = time.monotonic()
    clock = _Clock(seconds, processor_seconds)

    def on_alarm(signal_number: int, frame: FrameType | None) -> None:
        # Only while the code runs: an alarm that comes a moment later must hit nobody else.
        frames = limited.frames(frame)
        if frames and clock.is_over(frames):
            raise limited.stop  # or it comes again

    handler = signal.signal(signal.SIGALRM, on_alarm)
    delay, interval = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), REPEAT)
    try:
        return limited()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if delay:  # somebody else's alarm clock goes on
            remaining = delay - (time.monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(remaining, 0.001), interval)


def _run_with_watcher(limited: _Limited, seconds: float) -> Any:
    """Do the same without signals: in other threads, and on Windows."""
    import ctypes

    thread = threading.get_ident()
    interrupt = ctypes.pythonapi.PyThreadState_SetAsyncExc
    wake = threading.Event()
    lock = threading.Lock()

    clock = _Clock(seconds, _clock_of(thread))

    def watch() -> None:
        wake.wait(seconds)
        while not limited.ended:
            with lock:
                frames = limited.frames(sys._current_frames().get(thread))
                if frames and clock.is_over(frames):
                    interrupt(ctypes.c_ulong(thread), ctypes.py_object(limited.stop))
            wake.wait(REPEAT)

    threading.Thread(target=watch, daemon=True).start()
    try:
        return limited()
    finally:
        with lock:  # from here on nothing is sent any more,
            wake.set()
        _let_python_look_up()  # and what was sent arrives here, not in the caller's code


class _Clock:
    """Says when the time of some code is over."""

    def __init__(self, seconds: float, processor_time: Callable[[], float]) -> None:
        self.seconds = seconds
        self.processor_time = processor_time
        self.start = time.monotonic()
        self._restart()

    def _restart(self) -> None:
        self.used, self.passed = self.processor_time(), time.monotonic()

    def is_over(self, frames: list[FrameType]) -> bool:
        """Return whether code with these frames open has had its time."""
        if any(frame.f_code.co_filename.startswith("<frozen importlib") for frame in frames):
            self._restart()  # what comes after the import has its full time
            return time.monotonic() - self.start > MOST_IMPORT_SECONDS
        used, passed = self.processor_time() - self.used, time.monotonic() - self.passed
        return used >= self.seconds or passed >= PATIENCE * self.seconds


def _clock_of(thread: int) -> Callable[[], float]:
    """Return what reads the processor time of a thread; the clock where a system has none."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    number = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(number)


def _let_python_look_up() -> None:
    """Do nothing: Python raises what waits to be raised as a function is entered."""
