"""The process that has torch loaded and forks a child for each notebook.

It is started by `nma_ae.tools.grade.process`, and sees no submission and no expected value. Each
notebook has a guard, which sets the limits and holds no secret, and below it the child.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import tempfile
from importlib import import_module
from typing import Any

from nma_ae.tools.grade import limits
from nma_ae.tools.grade.child import Limits, run
from nma_ae.tools.grade.wire import decoded, encoded

_CHECKED_EVERY = 0.2
"""Seconds between two looks at the memory and number of a notebook's processes."""
_LOADED = (
    "IPython",
    "matplotlib.pyplot",
    "nma_ae.exercises.check",
    "nma_ae.notebook",
    "nma_ae.tools.notebooks.needed",
)
_ROOMS = (
    "analysis",
    "data",
    "experiments",
    "explorers",
    "networks",
    "plotting",
    "training",
    "weights",
)
"""Folders of the package of which notebooks import names."""


def main(control: str) -> None:
    """Fork a child for each order until there are no more.

    Args:
        control: number of the file descriptor of the socket from which orders come. With each
            order comes the socket that the child talks to.
    """
    limits.die_with_parent()
    orders = socket.socket(fileno=int(control))
    _load()
    gc.collect()
    gc.freeze()  # so that the children share what is there now
    orders.sendall(encoded({"ready": True}))
    while True:
        line, descriptors, _flags, _address = socket.recv_fds(orders, 2**16, 1)
        if not line:
            return
        guard = os.fork()
        if guard == 0:
            _guard(decoded(line), descriptors[0], orders)
        os.close(descriptors[0])
        os.waitpid(guard, 0)
        orders.sendall(encoded({"done": True}))


def _load() -> None:
    """Import what every child needs, and one thread alone: a process of several cannot fork."""
    import torch

    from nma_ae.exercises.patches import Patches

    torch.set_num_threads(1)
    for name in _LOADED:
        import_module(name)
    for room in _ROOMS:
        package = import_module(f"nma_ae.{room}")
        for name in package.__all__:
            getattr(package, name)  # which imports the module that it is in
    load_exercises()
    Patches()  # which finds the modules that there are, once for all children


def load_exercises() -> None:
    """Import all exercises, and the libraries that they need."""
    import torch

    from nma_ae.exercises import courses

    torch.optim.SGD([torch.zeros(1)], lr=0.1)  # the first optimizer imports seconds' worth of torch
    for name in courses.names():
        with contextlib.suppress(Exception):  # who needs it will say so
            courses.load(name)


def _guard(order: dict[str, Any], channel: int, orders: socket.socket) -> None:
    """Run a notebook in a child, watch that, leave nothing of it, say how it ended, and end."""
    try:
        os.setsid()  # it outlives the nursery until nothing of the notebook is left
        limits.adopt_orphans()
        network, alone = limits.isolate()
        child = os.fork()
        if child == 0:
            _child(order, channel, {"network": network, "processes": alone})
        status, reason = _watched(child, channel, order["megabytes"])
        limits.kill_below(os.getpid())
        orders.sendall(encoded({"status": status, "reason": reason}))
    finally:
        os._exit(0)


def _child(order: dict[str, Any], channel: int, held: dict[str, bool]) -> None:
    try:
        os.setsid()
        limits.die_with_parent()
        os.dup2(1, 2)  # to where nothing is kept, not to the nursery's file
        os.dup2(channel, 3)
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        scratch, seconds, megabytes = order["scratch"], order["seconds"], order["megabytes"]
        shown = [sys.prefix, sys.base_prefix, os.environ["NMA_AE_CACHE"], *sys.path]
        held["files"] = limits.bound_files(scratch, order["hidden"], shown)
        limits.give_up_rights()
        held["memory"] = limits.limit(megabytes, seconds)
        folder = os.path.join(scratch, "work")
        os.mkdir(folder)
        os.chdir(folder)
        tempfile.tempdir = None
        os.environ.update(
            TMPDIR=scratch, HOME=scratch, NMA_AE_PROGRESS=os.path.join(scratch, "progress")
        )
        run(socket.socket(fileno=3), Limits(held, seconds))
    except Exception as error:  # before anything of the notebook has run
        reason = f"{type(error).__name__}: {error}"
        os.write(3, encoded({"held": {}}) + encoded({"status": "check-failed", "reason": reason}))
    finally:
        os._exit(70)


def _watched(child: int, channel: int, megabytes: int) -> tuple[int, str]:
    """Wait for the end of a child; kill it where nobody listens any more, or where it is too large.

    Returns:
        Its status as `os.waitpid` has it, and why it was killed, "" where it was not.
    """
    poll = select.poll()
    poll.register(channel, 0)  # tells when the other end is closed
    if hasattr(os, "pidfd_open"):
        poll.register(os.pidfd_open(child), select.POLLIN)
    reason = ""
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status, reason
        gone = any(number == channel for number, _event in poll.poll(1000 * _CHECKED_EVERY))
        below = list(limits.family(child))
        if len(below) > limits.MOST_PROCESSES:
            reason = f"it ran more than {limits.MOST_PROCESSES} processes."
        elif limits.megabytes_of(below) > megabytes:
            reason = "its processes need more memory than the limit allows."
        if gone or reason:
            limits.kill_below(child)
            os.kill(child, signal.SIGKILL)
            _ended, status = os.waitpid(child, 0)
            return status, reason
