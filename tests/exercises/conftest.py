"""Gives the engine a course that only the tests have, and every test a session of its own."""

import linecache
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest

from nma_ae.exercises import check, courses, outcome, record, session
from nma_ae.exercises.diagnosis import diagnose, search

matplotlib.use("agg")

SAMPLE_COURSE = Path(__file__).parent / "sample_course"


@pytest.fixture(autouse=True)
def sample_course(monkeypatch, tmp_path):
    """Let a course in another package be found, and progress go to a file of its own.

    The folder is laid out as pip lays out an installed package, entry point and all.
    """
    monkeypatch.syspath_prepend(SAMPLE_COURSE)
    monkeypatch.setenv("NMA_AE_PROGRESS", str(tmp_path / "progress.txt"))
    monkeypatch.delenv("NMA_AE_STAND_IN", raising=False)
    monkeypatch.delenv("NMA_AE_LANGUAGE", raising=False)
    monkeypatch.setattr(session, "_attempts", {})
    monkeypatch.setattr(session, "_hints_given", {})
    monkeypatch.setattr(record, "_this_session", {})
    courses.forget()
    yield
    monkeypatch.undo()  # what a test has replaced cannot be asked to forget
    courses.forget()
    plt.close("all")


@pytest.fixture
def patience(monkeypatch):
    """Let a search end by its number of trials: what it has to find, a slow machine finds too."""
    monkeypatch.setattr(search, "MOST_SECONDS", 60.0)
    monkeypatch.setattr(diagnose, "MOST_SECONDS_FOR_PAIRS", 60.0)


@pytest.fixture
def install_course(monkeypatch, tmp_path):
    """Return a function that installs a course of one chapter, as pip lays it out.

    Call it with the chapter's name and the texts of its modules by their names.
    """

    def install(chapter, modules):
        package = f"course_of_{chapter}"
        folders = tmp_path / package / "chapters", tmp_path / package / "chapters" / chapter
        folders[1].mkdir(parents=True)
        for folder in (tmp_path / package, *folders):
            (folder / "__init__.py").touch()
        for name, text in modules.items():
            (folders[1] / f"{name}.py").write_text(text)
        metadata = tmp_path / f"{package}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n"
        )
        (metadata / "entry_points.txt").write_text(
            f"[nma_ae.courses]\n{package} = {package}.chapters\n"
        )
        monkeypatch.syspath_prepend(tmp_path)
        courses.forget()
        return package

    return install


class Notebook:
    """Runs cells one after the other in one namespace, as a kernel does."""

    def __init__(self, capsys):
        self.namespace = {"__name__": "__main__"}
        self.capsys = capsys
        self.number = 0
        self("import torch\nfrom torch import nn\nfrom nma_ae.exercises import *")

    def __call__(self, code: str) -> str:
        """Run a cell and return what it printed."""
        self.number += 1
        name = f"<cell {self.number}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        exec(compile(code, name, "exec"), self.namespace)
        return self.capsys.readouterr().out

    def verdict(self, code: str, name: str = "mean_and_spread"):
        """Run a cell and return the verdict on its exercise."""
        self(code)
        return session.verdicts()[f"sample.{name}"]


@pytest.fixture
def cell(capsys):
    """Return a notebook: call it with the code of a cell."""
    return Notebook(capsys)


@pytest.fixture
def short_time_limit(monkeypatch):
    """Let endless loops end soon. What the engine runs itself, it has run before."""
    for name in courses.names("sample"):
        check.expected_outcomes(name)
        check._misconceived(name)
    monkeypatch.setattr(outcome, "TIME_LIMIT", 0.3)
