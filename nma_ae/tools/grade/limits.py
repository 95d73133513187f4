"""What a process may not do while it runs somebody else's notebook."""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

LEAST_MEMORY = 512
"""MB without which torch and the engine do not start."""
SCRATCH_MEGABYTES = 256
"""That a notebook may write."""
MOST_PROCESSES = 200
"""That a notebook may have at once, with threads not counted."""

# Of <sched.h>, <sys/mount.h>, <sys/prctl.h>, <linux/capability.h> and <linux/mount.h>.
_NEW_USER = 0x10000000
_NEW_NETWORK = 0x40000000
_NEW_PROCESSES = 0x20000000
_NEW_MOUNTS = 0x00020000
_NEW_MESSAGES = 0x08000000  # shared memory, semaphores
_PRIVATE = 1 << 18
_RECURSIVE = 1 << 14
_BIND = 1 << 12
_NO_SETUID_NO_DEVICES = 2 | 4
_DIE_WITH_PARENT = 1
_ADOPT_ORPHANS = 36
_NO_NEW_PRIVILEGES = 38
_NEVER_AGAIN = 24
_RIGHTS_VERSION = 0x20080522
_MOUNT_SETATTR = 442
_BELOW_TOO = 0x8000
_READ_ONLY = 1


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Let the system kill this process when the one that started it ends, in whatever way."""
    if sys.platform == "linux":
        _libc().prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of all below this process whose own parents end."""
    if sys.platform == "linux":
        _libc().prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)


def isolate() -> tuple[bool, bool]:
    """Give this process a network, and its future children a world of processes, of their own.

    Linux does this for root, and for anybody where user namespaces are allowed. Call it while the
    process has one thread.

    Returns:
        Whether the network is cut off; and whether the next child will see nobody but what it
        starts, and all that dies with it.
    """
    if sys.platform != "linux":
        return False, False
    unshare = _libc().unshare
    user, group = os.getuid(), os.getgid()
    everything = _NEW_NETWORK | _NEW_PROCESSES | _NEW_MESSAGES
    for flags in (_NEW_USER | everything, everything, _NEW_USER | _NEW_NETWORK, _NEW_NETWORK):
        if unshare(flags) == 0:
            # Without these the process works, but sees itself and its own files as "nobody".
            for name, text in (
                ("setgroups", "deny"),
                ("uid_map", f"{user} {user} 1"),
                ("gid_map", f"{group} {group} 1"),
            ):
                with contextlib.suppress(OSError):
                    Path("/proc/self", name).write_text(text)
            return True, bool(flags & _NEW_PROCESSES)
    return False, False


class _MountAttributes(ctypes.Structure):
    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns", ctypes.c_uint64),
    )


def bound_files(scratch: str, hidden: Sequence[str], shown: Sequence[str]) -> bool:
    """Make all files read-only but for a folder that starts empty and holds SCRATCH_MEGABYTES.

    Args:
        scratch: path of the folder.
        hidden: paths of folders that are to appear empty.
        shown: paths of what is to be seen in spite of that.

    Returns:
        Whether that holds. It needs the rights that `isolate` gives, and Linux 5.12.
    """
    libc = _libc()
    if sys.platform != "linux" or libc.unshare(_NEW_MOUNTS) != 0:
        return False
    if libc.mount(None, b"/", None, ctypes.c_ulong(_RECURSIVE | _PRIVATE), None) != 0:
        return False
    attributes = _MountAttributes(set=_READ_ONLY)
    done = libc.syscall(
        ctypes.c_long(_MOUNT_SETATTR),
        ctypes.c_int(-1),
        b"/",
        ctypes.c_uint(_BELOW_TOO),
        ctypes.byref(attributes),
        ctypes.c_size_t(ctypes.sizeof(attributes)),
    )
    there = [os.path.abspath(path) for path in shown if os.path.isdir(path)]
    # Under both names: a virtual environment may be a link.
    needed = sorted({*there, *map(os.path.realpath, there)})
    seen = [(path, os.open(path, os.O_PATH)) for path in needed]
    outermost = [each for each in hidden if not _are_around(hidden, each, itself=False)]
    for folder in outermost:
        done |= _mount_empty(folder, megabytes=1)
    for path, descriptor in seen:
        if _are_around(hidden, path):
            os.makedirs(path, exist_ok=True)
            source = f"/proc/self/fd/{descriptor}".encode()
            flags = ctypes.c_ulong(_BIND | _RECURSIVE)
            done |= libc.mount(source, os.fsencode(path), None, flags, None)
        os.close(descriptor)
    for folder in hidden:
        around = any(_are_around([folder], path) for path in needed)
        if folder not in outermost and not around and os.path.isdir(folder):
            done |= _mount_empty(folder, megabytes=1)
    os.makedirs(scratch, exist_ok=True)
    done |= _mount_empty(scratch, megabytes=SCRATCH_MEGABYTES)
    # So that it finds its own processes, and nobody else's; some systems do not allow it.
    libc.mount(b"proc", b"/proc", b"proc", ctypes.c_ulong(0), None)
    return bool(done == 0)


def _are_around(folders: Sequence[str], path: str, itself: bool = True) -> bool:
    """Return whether one of some folders holds a path, or is it."""
    return any(Path(path).is_relative_to(each) and (itself or path != each) for each in folders)


def _mount_empty(folder: str, megabytes: int) -> int:
    options = f"size={megabytes}m,nr_inodes=100k,mode=700".encode()
    flags = ctypes.c_ulong(_NO_SETUID_NO_DEVICES)
    return int(_libc().mount(b"tmpfs", os.fsencode(folder), b"tmpfs", flags, options))


def give_up_rights() -> None:
    """Let this process, for good, and what it starts, do no more than any user: no root."""
    if sys.platform != "linux":
        return
    libc = _libc()
    for right in range(64):
        libc.prctl(_NEVER_AGAIN, right, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_RIGHTS_VERSION, 0)
    libc.capset(header, (ctypes.c_uint32 * 6)())
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def limit(megabytes: int, seconds: float) -> bool:
    """Let this process, for good, allocate no more than that; what it starts gets the same.

    It also gets no more processor time than twice `seconds`, and writes no file larger than the
    scratch.

    Args:
        megabytes: at least LEAST_MEMORY.
        seconds: that it may take by the clock.

    Returns:
        Whether the memory is limited. Only Linux counts everything that a process allocates.
    """
    if not hasattr(os, "fork"):
        return False
    import resource

    for kind, wanted in (
        (resource.RLIMIT_CPU, int(2 * seconds) + 1),
        (resource.RLIMIT_FSIZE, SCRATCH_MEGABYTES * 2**20),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(kind, wanted)
    if sys.platform != "linux":
        return False
    # Allocated memory, not address space: torch reserves much of that and never uses it.
    _lower(resource.RLIMIT_DATA, megabytes * 2**20)
    return True


def _lower(kind: int, wanted: int) -> None:
    import resource

    _soft, hard = resource.getrlimit(kind)
    value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(kind, (value, value))


def family(pid: int) -> Iterator[int]:
    """Yield the processes below one, itself the last; on Linux only."""
    with contextlib.suppress(OSError, ValueError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            children = Path(f"/proc/{pid}/task/{thread}/children").read_text()
            for child in children.split():
                yield from family(int(child))
    yield pid


def megabytes_of(pids: list[int]) -> float:
    """Return the memory that some processes fill and that no file holds; on Linux only."""
    pages = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            _size, resident, shared = Path(f"/proc/{pid}/statm").read_text().split()[:3]
            pages += int(resident) - int(shared)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def kill_below(pid: int) -> None:
    """Kill all processes below one, again and again until there are none; on Linux only."""
    for _again in range(100):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if pid != os.getpid():
                os.killpg(pid, signal.SIGKILL)
        below = [each for each in family(pid) if each != pid]
        if not below:
            return
        for each in below:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(each, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
