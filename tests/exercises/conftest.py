"""Gives the engine a chapter that only the tests have, and every test a session of its own."""

from pathlib import Path

import pytest

import nma_ae.exercises
import nma_ae.solutions
from nma_ae.exercises import catalogue, record, session


SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(autouse=True)
def sample_chapter(monkeypatch, tmp_path):
    """Let `sample.mean_and_spread` and its like be found, and progress go to a file of its own."""
    for package, folder in [(nma_ae.exercises, "exercises"), (nma_ae.solutions, "solutions")]:
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(SAMPLE / folder)])
    monkeypatch.setenv("NMA_AE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr(session, "_attempts", {})
    monkeypatch.setattr(session, "_hints_given", {})
    monkeypatch.setattr(record, "_this_session", {})
    catalogue.names.cache_clear()
    yield
    catalogue.names.cache_clear()


@pytest.fixture
def cell(monkeypatch, capsys):
    """Return a function that runs the code of a notebook cell and gives what it printed."""
    import linecache

    namespace = {"__name__": "__main__"}
    numbers = iter(range(1, 1000))

    def run(code: str) -> str:
        name = f"<cell {next(numbers)}>"
        linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
        exec(compile(code, name, "exec"), namespace)
        return capsys.readouterr().out

    run("import torch\nfrom torch import nn\nfrom nma_ae.exercises import *")
    run.namespace = namespace
    return run
