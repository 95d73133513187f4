"""What has been found out so far, kept beside the report until that is written."""

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nma_ae
from nma_ae.exercises.messages import language
from nma_ae.tools.grade.report import Graded, Row
from nma_ae.tools.grade.submission import file_content


class Results:
    """The results of notebooks, each in a file as soon as it is there.

    Args:
        report: path of the report; None where it is printed: then nothing is kept.
        notebooks: paths of the notebooks.
        seconds: how long each may take.
        megabytes: how much each may allocate.

    Attributes:
        graded: the results by the paths of the notebooks, those of an earlier run among them: of
            notebooks that are the same, under the same limits, in the same language.
        are_kept: whether all could be written, or need not be.
    """

    def __init__(
        self, report: Path | None, notebooks: Sequence[str], seconds: float, megabytes: int
    ) -> None:
        self.path = report and _results_of(report)
        self.graded: dict[str, Graded] = {}
        self.are_kept = True
        self._conditions = [nma_ae.__version__, seconds, megabytes, language()]
        asked = set(notebooks)
        for line in self._lines():
            try:
                found = _read(line)
                name = found.notebook
                same = name in asked and json.loads(line)["of"] == self._of(name)
            except (ValueError, TypeError, KeyError):  # half a line, of a disk that was full
                continue
            if same:
                self.graded[name] = found

    @staticmethod
    def can_be_kept(report: Path) -> bool:
        """Return whether nothing but plain files has the names of the report and its results."""
        paths = (report, _results_of(report))
        return all(path.is_file() or not path.exists() for path in paths)

    def add(self, graded: Graded) -> None:
        """Keep a result, for good if there is a place on the disk."""
        self.graded[graded.notebook] = graded
        if self.path is None:
            return
        line = json.dumps({"of": self._of(graded.notebook), "graded": asdict(graded)})
        try:
            with self.path.open("a", encoding="ascii") as file:
                file.write(f"\n{line}\n")  # on a line of its own, whatever the last one is
        except OSError as error:
            self.are_kept = False
            print(f"nma-ae: this result is not kept: {error}", file=sys.stderr)

    def forget(self) -> None:
        """Remove the file: the report is written."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)

    def _lines(self) -> list[str]:
        if self.path is None or not self.path.is_file():
            return []
        return self.path.read_text(encoding="ascii", errors="replace").splitlines()

    def _of(self, notebook: str) -> list[Any]:
        """Return what a result is about: another notebook or limit has another one."""
        try:
            content = hashlib.sha256(file_content(notebook)).hexdigest()
        except OSError as error:
            content = str(error)
        return [content, *self._conditions]


def _read(line: str) -> Graded:
    found = json.loads(line)["graded"]
    return Graded(**found | {"rows": tuple(Row(**row) for row in found["rows"])})


def _results_of(report: Path) -> Path:
    return report.with_name(f".{report.name}.results")
