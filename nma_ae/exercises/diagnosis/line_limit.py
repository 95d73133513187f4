"""Ends code after a number of executed lines, which is the same on a slow machine."""

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any


class TooManyLines(BaseException):
    """Raised in code that has executed all the lines that it may."""


@contextlib.contextmanager
def line_limit(file: str, n_lines: int) -> Iterator[None]:
    """Let the code of one file execute so many lines within the block, no matter who calls it.

    What that code calls in other files is not counted.

    Raises:
        TooManyLines: in the code, at the line that is one too many, and again at each after it.
    """
    left = n_lines

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left < 0:
                raise TooManyLines
        return count

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        return count if frame.f_code.co_filename == file else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        yield
    finally:
        sys.settrace(before)
