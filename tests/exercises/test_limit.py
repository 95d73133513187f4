"""Code that never ends is ended, and nobody else is hit."""

import contextlib
import signal
import sys
import threading
import time
from importlib import import_module

import pytest

from nma_ae.exercises.adapters.time_limit import TimeLimitExceeded, run_limited


def in_this_thread(function):
    return function()


def in_another_thread(function):
    found = []

    def run():
        try:
            found.append(function())
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=30)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


both = pytest.mark.parametrize("run", [in_this_thread, in_another_thread])


def endless():
    while True:
        pass


@both
def test_what_ends_in_time_returns_and_raises_as_ever(run):
    assert run(lambda: run_limited(lambda: 3, seconds=30)) == 3
    with pytest.raises(ZeroDivisionError):
        run(lambda: run_limited(lambda: 1 / 0, seconds=30))


@both
@pytest.mark.parametrize("seconds", [0.05, 0, -1])
def test_what_does_not_end_is_stopped(run, seconds):
    with pytest.raises(TimeLimitExceeded):
        run(lambda: run_limited(endless, seconds))


@both
def test_nothing_is_stopped_afterwards(run):
    def often():
        for _repetition in range(200):
            run_limited(lambda: time.sleep(0.0005), seconds=0.001)

    for _repetition in range(5):
        with contextlib.suppress(TimeLimitExceeded):
            run(often)
        run(lambda: time.sleep(0.01))


def test_a_swallowed_stop_comes_back_even_in_a_return():
    def swallow():
        try:
            endless()
        except BaseException:
            return 3

    with pytest.raises(TimeLimitExceeded):
        run_limited(swallow, 0.05)


def test_letting_go_of_the_exception_later_has_no_effect():
    with pytest.raises(TimeLimitExceeded) as caught:
        run_limited(endless, 0.05)
    del caught
    assert run_limited(lambda: sum(range(1000)), 30) == 499500


def test_limits_can_be_nested():
    def inner():
        with pytest.raises(TimeLimitExceeded):
            run_limited(endless, 0.05)
        return "outer goes on"

    assert run_limited(inner, 30) == "outer goes on"


def cleaning_up():
    try:
        endless()
    finally:
        endless()


def catching():
    while True:
        with contextlib.suppress(BaseException):
            endless()


def tidying_up_at_last():
    """Is stopped a second time where nothing follows any more."""
    try:
        cleaning_up()
    finally:
        sys.stdout.flush()


@pytest.mark.parametrize("function", [endless, cleaning_up, catching, tidying_up_at_last])
def test_the_alarm_clock_is_put_back(function):
    before = (signal.getsignal(signal.SIGALRM), sys.gettrace())
    with pytest.raises(TimeLimitExceeded):
        run_limited(function, 0.05)
    assert (signal.getsignal(signal.SIGALRM), sys.gettrace()) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_another_alarm_clock_still_rings():
    rung = threading.Event()
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.set())
    try:
        signal.setitimer(signal.ITIMER_REAL, 1)  # long after the limit, on a busy machine as well
        with pytest.raises(TimeLimitExceeded):
            run_limited(endless, 0.05)
        assert not rung.is_set()
        deadline = time.monotonic() + 10
        while not rung.is_set() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert rung.is_set()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_debuggers_tracing_is_left_in_place():
    def trace(frame, event, argument):
        return None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        with pytest.raises(TimeLimitExceeded):
            run_limited(lambda: [swallowing() for _forever in iter(int, 1)], 0.05)
        assert sys.gettrace() is trace
    finally:
        sys.settrace(before)


def swallowing():
    with contextlib.suppress(BaseException):
        endless()


@both
def test_an_import_is_not_cut_off(run, tmp_path, monkeypatch):
    """What is stopped in the middle of its import fails in the whole session."""
    slow = (
        "import time\nstart = time.process_time()\nwhile time.process_time() < start + 0.6: pass\n"
    )
    (tmp_path / "imported_slowly.py").write_text(slow + "whole = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "imported_slowly", raising=False)

    def imports():
        return import_module("imported_slowly").whole

    def imports_and_goes_on():
        return imports() and endless()

    assert run(lambda: run_limited(imports, seconds=0.2))
    sys.modules.pop("imported_slowly")
    with pytest.raises(TimeLimitExceeded):
        run(lambda: run_limited(imports_and_goes_on, seconds=0.2))
    assert sys.modules.pop("imported_slowly").whole


@both
def test_what_waits_is_stopped_later_than_what_works(run):
    start = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        run(lambda: run_limited(lambda: [time.sleep(0.02) for _ in range(1000)], seconds=0.2))
    assert time.monotonic() - start > 0.5  # the processor was idle: another may have had it
