"""What a process may not do while it runs somebody else's notebook."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

LEAST_MEMORY = 512
"""MB without which torch and the engine do not start."""

_NEW_USER = 0x10000000  # CLONE_NEWUSER and CLONE_NEWNET of <sched.h>
_NEW_NETWORK = 0x40000000


def cut_network() -> bool:
    """Move this process, for good, into a network in which nobody else is.

    Linux does this for root, and for anybody where user namespaces are allowed. Call it while the
    process has one thread.

    Returns:
        Whether the network is cut off.
    """
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    if unshare(_NEW_NETWORK) == 0:
        return True
    user, group = os.getuid(), os.getgid()
    if unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    # Without these the process works, but sees itself and its own files as "nobody".
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with contextlib.suppress(OSError):
            Path("/proc/self", name).write_text(text)
    return True


def limit_memory(megabytes: int) -> bool:
    """Let this process, for good, allocate no more than that; what it starts gets the same.

    Args:
        megabytes: at least LEAST_MEMORY.

    Returns:
        Whether the limit holds. Only Linux counts everything that a process allocates.
    """
    if sys.platform != "linux":
        return False
    import resource

    # Allocated memory, not address space: torch reserves much of that and never uses it.
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes * 2**20
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return True
