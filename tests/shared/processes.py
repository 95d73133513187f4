"""The processes of this machine, for tests of what has to have ended."""

from pathlib import Path


def running(mark: str, *, as_argument: bool = False) -> list[str]:
    """Return the numbers of the processes whose command line holds a text.

    Args:
        mark: The text.
        as_argument: Whether it has to be an argument by itself.
    """
    paths = Path("/proc").glob("[0-9]*/cmdline")
    lines = {path.parent.name: _read(path) for path in paths}
    return [n for n, line in lines.items() if mark in (line.split("\0") if as_argument else line)]


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # it has ended
        return ""
