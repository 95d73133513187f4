"""Remembers which exercises were solved, in a small file, and tables them.

The file holds the full name of a solved exercise on each line.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from nma_ae.exercises import courses
from nma_ae.exercises.adapters.user_data import user_data_folder
from nma_ae.exercises.messages import _
from nma_ae.exercises.tables import html_table
from nma_ae.exercises.verdict import Status, Verdict

MOST_CHARACTERS = 1_000_000
"""Of the file; with more it is none that the course has written."""

_this_session: dict[str, Status] = {}


def progress_file() -> Path:
    """Return where progress is kept: NMA_AE_PROGRESS, or a file in the user's data folder."""
    given = os.environ.get("NMA_AE_PROGRESS")
    return Path(given) if given else user_data_folder() / "progress.txt"


def record(verdict: Verdict) -> None:
    """Note a verdict for this session, and a solved exercise for good."""
    _this_session[verdict.exercise] = verdict.status
    if verdict.status == "correct" and verdict.exercise not in _read():
        _append(verdict.exercise)


def _read() -> set[str]:
    """Return the solved exercises; lines that say something else do no harm."""
    path = progress_file()
    try:
        if not path.is_file():  # a pipe would be waited for
            return set()
        with path.open(encoding="utf-8", errors="replace") as file:
            return set(file.read(MOST_CHARACTERS).split("\n"))
    except OSError:
        return set()


def _append(name: str) -> None:
    # A line at a time, added in one piece: two notebooks that do so at once both keep theirs. It
    # starts on a new line, so that half a line (of a disk that was full) spoils nothing but itself.
    path = progress_file()
    try:
        if path.exists() and not path.is_file():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"\n{name}\n")
    except OSError:
        # Progress is a convenience: a read-only home must not stop a lesson. The session's own
        # record still holds, and the table says what is not saved.
        pass


@dataclass(frozen=True)
class Progress:
    """Which exercises are solved: pairs of an exercise's name and its state in words."""

    rows: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        width = max((len(name) for name, _state in self.rows), default=0)
        return "\n".join(f"{name:<{width}}  {state}" for name, state in self.rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return html_table([_("exercise"), _("state")], self.rows, code=[0])


def progress(chapter: str | None = None) -> Progress:
    """Table the exercises of a chapter, or of all, with what you have solved.

    Args:
        chapter: such as "deep_autoencoder"; None for the whole course.

    Raises:
        ValueError: there is no such chapter.
    """
    solved = _read()
    return Progress(tuple((name, _state(name, name in solved)) for name in courses.names(chapter)))


def _state(name: str, solved: bool) -> str:
    now = _this_session.get(name)
    if now == "correct":
        return _("✓ solved") if solved else _("✓ solved (could not be saved)")
    if solved:
        return _("✓ solved earlier")
    if now in ("wrong", "error"):
        return _("✗ attempted")
    return _("○ open")
