import gc
import sys

import pytest
import torch

from nma_ae import memory


def resident() -> int:
    """Return the memory of this process in bytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's, and read from /proc")
def test_what_was_freed_is_given_back():
    pieces = [torch.ones(25_000) for _ in range(2_000)]  # 200 MB in pieces of 100 kB
    del pieces[::2]  # what is left keeps the others from lying at the end
    last = [torch.ones(10)]
    del pieces
    gc.collect()
    before = resident()
    memory.give_back_memory()
    assert resident() <= before
    assert last


def test_elsewhere_it_does_nothing(monkeypatch):
    def no_library(_name):
        raise OSError

    memory._malloc_trim.cache_clear()
    monkeypatch.setattr(memory.ctypes, "CDLL", no_library)
    memory.give_back_memory()
    monkeypatch.undo()
    memory._malloc_trim.cache_clear()
