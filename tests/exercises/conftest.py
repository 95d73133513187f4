"""Gives the engine a chapter that only the tests have, and every test a session of its own."""

import linecache
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest

import nma_ae.exercises
import nma_ae.solutions
from nma_ae.exercises import catalogue, check, outcome, record, session

matplotlib.use("agg")

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(autouse=True)
def sample_chapter(monkeypatch, tmp_path):
    """Let `sample.mean_and_spread` and its like be found, and progress go to a file of its own."""
    for package, folder in [(nma_ae.exercises, "exercises"), (nma_ae.solutions, "solutions")]:
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(SAMPLE / folder)])
    monkeypatch.setenv("NMA_AE_PROGRESS", str(tmp_path / "progress.txt"))
    monkeypatch.delenv("NMA_AE_STAND_IN", raising=False)
    monkeypatch.delenv("NMA_AE_LANGUAGE", raising=False)
    monkeypatch.setattr(session, "_attempts", {})
    monkeypatch.setattr(session, "_hints_given", {})
    monkeypatch.setattr(record, "_this_session", {})
    catalogue.names.cache_clear()
    yield
    catalogue.names.cache_clear()
    plt.close("all")


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
    for name in catalogue.names("sample"):
        check._expected(name)
        check._misconceived(name)
    monkeypatch.setattr(outcome, "TIME_LIMIT", 0.3)
