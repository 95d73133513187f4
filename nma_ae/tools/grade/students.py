"""Whose notebook is whose."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nma_ae.tools.grade.report import Graded, Row

_BEST_FIRST = ("correct", "wrong", "error", "check-failed", "timed-out", "out-of-memory", "crashed")


@dataclass(frozen=True)
class Submission:
    """A graded notebook, and where it was found.

    Attributes:
        graded: what was found out about it.
        place: the parts of its path below the folder that was given; below the folder that all
            share where several folders or files were given.
    """

    graded: Graded
    place: tuple[str, ...]

    @property
    def student(self) -> str:
        """The name of the student: of a folder, or of a file that lies in none."""
        return self.place[0] if len(self.place) > 1 else Path(self.place[0]).stem


def submissions(graded: Iterable[Graded], given: Sequence[str]) -> list[Submission]:
    """Return graded notebooks with their places.

    Args:
        graded: what was found out about each.
        given: the notebooks and folders that were to be graded.
    """
    paths = [Path(os.path.abspath(each)) for each in given]
    shared = os.path.commonpath([path if path.is_dir() else path.parent for path in paths])
    return [
        Submission(each, Path(os.path.abspath(each.notebook)).relative_to(shared).parts)
        for each in graded
    ]


def by_student(handed_in: Iterable[Submission]) -> dict[str, dict[str, Row]]:
    """Return each student's row for each exercise: of several notebooks the best counts."""
    found: dict[str, dict[str, Row]] = {}
    for each in handed_in:
        rows = found.setdefault(each.student, {})
        for row in each.graded.rows:
            rows[row.exercise] = min(rows.get(row.exercise, row), row, key=_rank)
    return found


def _rank(row: Row) -> int:
    return [*_BEST_FIRST, row.status].index(row.status)
