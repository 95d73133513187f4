"""The widget that asks how an exercise was: off unless an instructor switches it on."""

import json
import sys
from types import ModuleType

import pytest
from IPython.core.interactiveshell import InteractiveShell

from nma_ae.notebook import vibecheck

PROJECT = {"url": "https://datatops.example", "name": "class", "user_key": "not-a-real-key"}


@pytest.fixture
def asked(monkeypatch):
    """What a stand-in for the package was asked to show."""
    shown = []

    class Container:
        def __init__(self, prompt, section_id, datatops_config):
            datatops_config.pop("url")  # as the package does
            self.section_id = section_id

        def render(self):
            shown.append(self.section_id)

    package = ModuleType("vibecheck")
    package.DatatopsContentReviewContainer = Container
    monkeypatch.setitem(sys.modules, "vibecheck", package)
    return shown


COUNT = "deep_autoencoder.count_parameters"
OPEN = f'@exercise("{COUNT}")\ndef count_parameters(widths):\n    raise NotImplementedError'


@pytest.fixture
def shell(monkeypatch, tmp_path):
    shell = InteractiveShell()
    monkeypatch.setenv("NMA_AE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    return shell


def test_it_is_off(asked, shell, monkeypatch):
    monkeypatch.delenv(vibecheck.VARIABLE, raising=False)
    assert vibecheck.ask_after_exercises() is False
    shell.run_cell(f"from nma_ae.exercises import exercise\n{OPEN}")
    assert asked == []


def test_it_asks_once_after_each_exercise(asked, shell, monkeypatch):
    monkeypatch.setenv(vibecheck.VARIABLE, json.dumps(PROJECT))
    assert vibecheck.ask_after_exercises()
    assert vibecheck.ask_after_exercises()  # the set-up cell again
    shell.run_cell("from nma_ae.exercises import exercise")
    assert asked == []
    shell.run_cell(OPEN)
    assert asked == [COUNT]
    shell.run_cell("x = 1")
    shell.run_cell('@exercise("no_such.exercise")\ndef f(): pass')
    assert asked == [COUNT]
    for name in ("count_parameters", "split_autoencoder"):
        shell.run_cell(f'@exercise("{name}")\ndef f(given): ...')
    assert asked == [COUNT, COUNT, "deep_autoencoder.split_autoencoder"]


@pytest.mark.parametrize("text", ["yes", "[]", '{"url": "x"}'])
def test_refuses_what_is_no_project_without_printing_it(monkeypatch, text):
    monkeypatch.setenv(vibecheck.VARIABLE, text)
    with pytest.raises(ValueError, match=vibecheck.VARIABLE) as caught:
        vibecheck.ask_after_exercises()
    assert text not in str(caught.value).replace(vibecheck.VARIABLE, "")


def test_says_what_to_install(monkeypatch):
    monkeypatch.setenv(vibecheck.VARIABLE, json.dumps(PROJECT))
    monkeypatch.setitem(sys.modules, "vibecheck", None)
    with pytest.raises(RuntimeError, match="feedback"):
        vibecheck.ask_after_exercises()
