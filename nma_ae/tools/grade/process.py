"""Runs submitted notebooks in processes of their own, some at a time, and hears what these show."""

import contextlib
import os
import selectors
import shutil
import signal
import site
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import nma_ae
from nma_ae.exercises.messages import _
from nma_ae.tools.grade.nursery import load_exercises
from nma_ae.tools.grade.report import Graded
from nma_ae.tools.grade.submission import file_content
from nma_ae.tools.grade.wire import MOST_BYTES, decoded, encoded

START_SECONDS = 300.0
"""In which torch has to be loaded."""
LEAVE_SECONDS = 10.0
"""In which a process that was told to end has to be gone."""
MOST_BYTES_IN_ALL = 4 * MOST_BYTES
"""That a notebook may say."""
_START = "import sys; from nma_ae.tools.grade.nursery import main; main(*sys.argv[1:])"
_KEPT = {"LANG", "LC_ALL", "LD_LIBRARY_PATH", "NMA_AE_LANGUAGE", "SYSTEMROOT", "TZ"}
"""What of the environment a notebook sees."""


def grade(notebook: str, *, seconds: float, megabytes: int) -> Graded:
    """Run the exercise cells of one notebook within limits and return the verdicts.

    Args:
        notebook: path of the submitted notebook.
        seconds: how long it may take.
        megabytes: how much it may allocate.

    Returns:
        What was found out; whatever the notebook does or is, there is a result.

    Raises:
        RuntimeError: no notebook can be run here at all.
    """
    with Workers(1) as workers:
        ((_number, graded),) = workers.grade([notebook], seconds=seconds, megabytes=megabytes)
    return graded


class Workers:
    """Processes that run notebooks, each one at a time; they end with the `with` block.

    Args:
        jobs: how many.
    """

    def __init__(self, jobs: int) -> None:
        self._clock = _Clock()
        self._nurseries = [_Nursery(self._clock) for _job in range(jobs)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for nursery in self._nurseries:
            nursery.stop()

    def grade(
        self,
        notebooks: Sequence[str],
        *,
        seconds: float,
        megabytes: int,
        read: Callable[[str], bytes] = file_content,
    ) -> Iterator[tuple[int, Graded]]:
        """Run the exercise cells of notebooks, several at a time.

        Args:
            notebooks: paths of the submitted notebooks.
            seconds: how long each may take.
            megabytes: how much each may allocate.
            read: gives what is in the file with such a path.

        Yields:
            The place of a notebook among those given, and what was found out; in the order in which
            they end. Whatever a notebook does or is, there is a result.

        Raises:
            RuntimeError: no notebook can be run here at all.
        """
        for nursery in self._nurseries[: len(notebooks)]:
            nursery.start()
        load_exercises()  # while the processes load what they need
        waiting = deque(enumerate(notebooks))
        idle = deque(self._nurseries)
        running: list[_Run] = []
        with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
            stack.callback(_abandon, running)
            while waiting or running:
                while waiting and idle:
                    number, notebook = waiting.popleft()
                    try:
                        content = read(notebook)
                    except OSError as error:
                        yield number, unreadable(notebook, str(error))
                        continue
                    run = _Run(number, notebook, idle.popleft(), seconds)
                    running.append(run)
                    run.start(content, megabytes)
                    selector.register(run.channel, selectors.EVENT_READ, run)
                for key, _events in selector.select(0.1) if running else ():
                    key.data.hear()
                for run in [each for each in running if each.is_over()]:
                    selector.unregister(run.channel)
                    graded = run.finish()
                    running.remove(run)
                    idle.append(run.nursery)
                    yield run.number, graded


def unreadable(notebook: str, reason: str) -> Graded:
    """Return the result of a notebook whose file cannot be read."""
    return Graded(notebook, "unreadable", reason, "cut off", "limited", ())


class _Clock:
    """Time that passes for notebooks: not while the grader itself is at work."""

    def __init__(self) -> None:
        self.own = 0.0

    def __call__(self) -> float:
        return time.monotonic() - self.own

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        start = time.monotonic()
        try:
            yield
        finally:
            self.own += time.monotonic() - start


class _Nursery:
    """A process that has torch loaded and forks one child at a time; started when it is needed."""

    def __init__(self, clock: _Clock) -> None:
        self.clock = clock
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start the process unless it is there; it becomes ready meanwhile.

        Raises:
            RuntimeError: this system has no such processes.
        """
        if self.process is not None and self.process.poll() is None:
            return
        self.stop()
        if not hasattr(os, "fork"):
            raise RuntimeError(
                "notebooks are graded on Linux and macOS; on Windows, use its subsystem for Linux."
            )
        self.folder = tempfile.mkdtemp(prefix="nma-ae-")
        self.orders, theirs = socket.socketpair()
        self.lines = self.orders.makefile("rb")
        self.is_ready = False
        with theirs, open(self._errors, "wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START, str(theirs.fileno())],
                cwd=self.folder,
                env=_environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    @property
    def _errors(self) -> Path:
        return Path(self.folder, "errors")

    def wait(self) -> None:
        """Wait until it is ready.

        Raises:
            RuntimeError: it does not start.
        """
        self.start()
        if self.is_ready:
            return
        self.orders.settimeout(START_SECONDS)
        with self.clock.stopped():
            self.is_ready = self.hear() == {"ready": True}
        if not self.is_ready:
            said = self._errors.read_text(errors="replace")[-2000:].strip()
            self.stop()
            raise RuntimeError(f"the process that runs notebooks does not start:\n{said}")
        self.orders.settimeout(LEAVE_SECONDS)

    def order(self, channel: socket.socket, order: dict[str, Any]) -> None:
        """Have a notebook run that talks to a socket."""
        socket.send_fds(self.orders, [encoded(order)], [channel.fileno()])

    def hear(self) -> dict[str, Any]:
        """Return what it says next, {} where that does not come in time."""
        try:
            return decoded(self.lines.readline(MOST_BYTES))
        except (OSError, ValueError):
            return {}

    def stop(self) -> None:
        """Kill the process, and with it all below."""
        if self.process is None:
            return
        self.lines.close()
        self.orders.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        remove(self.folder)


def remove(folder: str) -> None:
    """Remove a folder with all in it, however deep that is."""
    # shutil.rmtree calls itself for each level.
    rm = shutil.which("rm") or "rm"
    subprocess.run([rm, "-rf", "--", folder], stderr=subprocess.DEVNULL, check=False)


def _environment(home: str) -> dict[str, str]:
    import matplotlib

    from nma_ae.data.cache import cache_folder

    for fonts in Path(matplotlib.get_cachedir()).glob("fontlist*.json"):
        shutil.copy(fonts, home)  # to find them takes seconds

    return {name: value for name, value in os.environ.items() if name in _KEPT} | {
        "HOME": home,
        "PATH": os.defpath,
        # The package that grades is the package that checks, wherever it was found.
        "PYTHONPATH": str(Path(nma_ae.__file__).parent.parent),
        "PYTHONUSERBASE": site.getuserbase(),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": home,
        "NMA_AE_CACHE": str(cache_folder()),
        "NMA_AE_OFFLINE": "1",
        "NMA_AE_STAND_IN": "1",
        "TMPDIR": home,
    }


def _hidden(notebook: str) -> list[str]:
    """Return the folders of which a notebook is to see nothing."""
    folders = [Path.home(), Path(tempfile.gettempdir()), Path(notebook).parent]
    return sorted({str(each.resolve()) for each in folders if each.is_dir()} - {"/"})


class _Run:
    """A notebook that runs."""

    def __init__(self, number: int, notebook: str, nursery: _Nursery, seconds: float) -> None:
        from nma_ae.tools.grade.judge import Judge

        self.number = number
        self.nursery = nursery
        self.clock = nursery.clock
        self.seconds = seconds
        self.judge = Judge(notebook)
        self.channel, self.theirs = socket.socketpair()
        self.scratch = tempfile.mkdtemp(prefix="nma-ae-")
        self.heard = bytearray()
        self.bytes_heard = 0
        self.ended = False
        self.stopped = ""

    def start(self, content: bytes, megabytes: int) -> None:
        """Have it run."""
        order = {
            "scratch": self.scratch,
            "seconds": self.seconds,
            "megabytes": megabytes,
            "hidden": _hidden(self.judge.notebook),
        }
        with self.theirs:
            for _again in range(2):
                self.nursery.wait()
                try:
                    self.nursery.order(self.theirs, order)
                    break
                except OSError:  # it was killed since
                    self.nursery.stop()
        self.deadline = self.clock() + self.seconds
        self.channel.settimeout(self.seconds)
        self._send(encoded({"bytes": len(content)}) + content)
        self.channel.setblocking(False)

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # it ended, or does not listen: that will be noticed
            self.channel.sendall(data)

    def hear(self) -> None:
        """Take what it says now."""
        try:
            data = self.channel.recv(2**20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.ended = True
            return
        self.heard += data
        *lines, rest = self.heard.split(b"\n") if b"\n" in data else (self.heard,)
        self.heard = bytearray(rest)
        for line in lines:
            self._take(bytes(line))
        self.bytes_heard += len(data)
        if len(self.heard) > MOST_BYTES or self.bytes_heard > MOST_BYTES_IN_ALL:
            self.stopped = _("it said more than an answer can have to say.")

    def _take(self, line: bytes) -> None:
        with self.clock.stopped(), contextlib.suppress(ValueError):  # not of our making, then
            answer = self.judge.take(decoded(line))
            if answer is not None:
                self._send(encoded(answer))

    def is_over(self) -> bool:
        """Return whether it ended, or has to."""
        return self.ended or bool(self.stopped) or self.clock() > self.deadline

    def finish(self) -> Graded:
        """End it, leave nothing of it, and return what was found out."""
        late = not self.ended and not self.stopped
        self.channel.close()  # its guard takes that for the end
        end = last = self.nursery.hear()
        if "status" in end:
            last = self.nursery.hear()
        if last != {"done": True}:  # somebody attacked the nursery
            self.nursery.stop()
        remove(self.scratch)
        if late:
            text = _("it was stopped after {seconds:g} seconds.").format(seconds=self.seconds)
            return self.judge.graded("timed-out", text)
        if end.get("reason"):
            return self.judge.graded("out-of-memory", end["reason"])
        return self.judge.graded("crashed", self.stopped or _how_it_died(end.get("status")))

    def abandon(self) -> None:
        """End it, whatever it found out."""
        self.channel.close()
        self.nursery.stop()
        remove(self.scratch)


def _abandon(running: Sequence[_Run]) -> None:
    for each in running:
        each.abandon()


def _how_it_died(status: int | None) -> str:
    if status is None:
        return _("its process was killed.")
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return _("it ended its own process (exit status {code}).").format(code=code)
    name = signal.Signals(-code).name if -code in list(signal.Signals) else str(-code)
    return _("its process was killed by the system ({name}).").format(name=name)
