"""Memory that was freed, and not yet given back."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


def give_back_memory() -> None:
    """Give what a training has freed back to the system, for those who share a machine.

    glibc, the C library of most Linux systems, keeps the many pieces that torch frees, several
    hundred megabytes after a training, and a later large tensor does not fit into any of them. A
    hub that allows each student a gigabyte counts them all. Elsewhere this does nothing.
    """
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@contextmanager
def memory_given_back() -> Iterator[None]:
    """Give back what was freed, when the block ends."""
    try:
        yield
    finally:
        give_back_memory()


@cache
def _malloc_trim():  # type: ignore[no-untyped-def]
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # no such library, function, or name for it
        return None
