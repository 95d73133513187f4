"""Grades notebooks on a Dask cluster: the same work as that of the processes here.

Dask distributes the notebooks, and gives those of a worker that dies to another. What a worker does
with one is what `nma_ae.tools.grade.process` does on this machine, the limits included.
"""

import atexit
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from typing import Any, Self

import nma_ae
from nma_ae.exercises import set_language
from nma_ae.exercises.messages import _, language
from nma_ae.tools.grade.process import Workers, unreadable
from nma_ae.tools.grade.report import Graded
from nma_ae.tools.grade.submission import file_content

CONNECT_SECONDS = 60.0
"""In which the scheduler has to answer, and to know a worker."""
AHEAD = 2
"""Notebooks that are on their way, for each that is graded: workers need not wait for the next."""


class Cluster:
    """A Dask cluster that grades notebooks, one at a time in each worker.

    Args:
        scheduler: its address, such as "tcp://192.0.2.1:8786".
    """

    def __init__(self, scheduler: str) -> None:
        self._scheduler = scheduler

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            OSError: there is no scheduler, or it has no worker.
        """
        from distributed import Client

        try:
            self._client = Client(self._scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except ValueError as error:  # no address
            raise ValueError(f"--scheduler must be an address: {error}") from None
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            self._client.close()
            raise OSError(f"the scheduler {self._scheduler} has no worker.") from None
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def grade(
        self, notebooks: Sequence[str], *, seconds: float, megabytes: int
    ) -> Iterator[tuple[int, Graded]]:
        """Do what `Workers.grade` does.

        Raises:
            RuntimeError: the scheduler is gone; or a worker has another version of the package, or
                can run no notebook.
        """
        from distributed import KilledWorker, as_completed

        waiting = deque(enumerate(notebooks))
        running: dict[Any, tuple[int, str]] = {}
        ended = as_completed(loop=self._client.loop)
        while waiting or running:
            while waiting and len(running) < AHEAD * max(1, len(self._client.nthreads())):
                number, notebook = waiting.popleft()
                try:
                    content = file_content(notebook)
                except OSError as error:
                    yield number, unreadable(notebook, str(error))
                    continue
                limits = {"seconds": seconds, "megabytes": megabytes}
                conditions = (language(), nma_ae.__version__)
                task = self._client.submit(
                    _graded, notebook, content, limits, *conditions, pure=False
                )
                running[task] = number, notebook
                ended.add(task)
            if not running:
                continue
            task = next(ended)
            number, notebook = running.pop(task)
            try:
                found = task.result()
            except KilledWorker:  # again and again: it may be the notebook's doing
                reason = _("each worker that was to grade it was killed.")
                found = Graded(
                    notebook, "crashed", reason, "asked to stay offline", "not limited", ()
                )
            except CancelledError:
                raise RuntimeError(f"the scheduler {self._scheduler} is gone.") from None
            yield number, found


_lock = threading.Lock()
_workers: dict[str, Workers] = {}


def _graded(
    notebook: str, content: bytes, limits: dict[str, Any], language_: str, version: str
) -> Graded:
    """Grade a notebook in a worker of the cluster, which grades one at a time."""
    if version != nma_ae.__version__:
        raise RuntimeError(
            f"a worker must have the version of nma-ae that is here, {version}; "
            f"one has {nma_ae.__version__}."
        )
    with _lock:  # the engine's state is that of the process: a worker may have several threads
        set_language(language_)
        os.environ["NMA_AE_LANGUAGE"] = language_  # of the process that is started next
        if language_ not in _workers:
            _workers[language_] = Workers(1)
            atexit.register(_workers[language_].__exit__)
        ((_number, found),) = _workers[language_].grade(
            [notebook], read=lambda _notebook: content, **limits
        )
        return found
