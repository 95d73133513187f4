"""Every command that takes a path says what is wrong with it, and waits for nothing."""

import argparse
import contextlib
import os
import shutil
import signal
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest

from nma_ae.cli import main
from nma_ae.tools.commands import COMMANDS

ROOT = Path(__file__).parents[2]
SECONDS = 30  # a pipe would be waited for for ever

# How each argument that is a path is given: by command and name. BAD is the path.
CALLS = {
    "execute notebooks": "execute BAD.ipynb",
    "verify notebooks": "verify BAD.ipynb",
    "grade notebooks": "grade BAD.ipynb",
    "grade output": "grade good.ipynb --output BAD.json",
    "grade feedback": "grade good.ipynb --feedback BAD.folder",
    "translate pages": "translate ja BAD.md",
    "translate output": "translate ja good.md --output BAD.folder",
    "results page": "results --page BAD.md",
    "unseen folder": "unseen BAD.folder",
    "new exercise draft": "new exercise deep_mlp.another --from BAD.py",
    "pretrain folder": "pretrain spherical_autoencoder --folder BAD.folder",
}
# Other ways to be led to a file: what lies in a folder that is given, or where a command is run.
LED_TO = {
    "translate a notebook": "translate ja BAD.ipynb",
    "translate and check": "translate ja BAD.md --check",
    "translate and update": "translate ja BAD.md --update",
    "a catalogue": "translate ja good.md --check | locale/ja/LC_MESSAGES/good.po",
    "grade a folder": "grade submissions | submissions/BAD.ipynb",
    "unseen answers": "unseen answers | answers/deep_mlp/augment.py",
    "address": "address --check | _config.yml",
    "address --set": "address --set https://github.com/somebody/another | _config.yml",
    "address of a page": "address --set https://github.com/somebody/another | book/page.md",
    "editions": "translate --editions | _config.yml",
    "claims": "claims page | book/page.md",
}
NO_FAULT = {
    ("translate output", "a folder"),
    ("translate output", "nothing"),
    ("grade feedback", "a folder"),
    ("grade feedback", "nothing"),
    ("pretrain folder", "a folder"),
    ("unseen folder", "a folder"),
    *(("grade output", kind) for kind in ("nothing", "a huge file", "unreadable", "no text")),
    ("grade a folder", "nothing"),
    ("unseen answers", "nothing"),
    ("a catalogue", "nothing"),
    ("address of a page", "nothing"),
    ("claims", "nothing"),
}
BAD = {
    "a pipe": os.mkfifo,
    "a folder": os.mkdir,
    "a huge file": lambda path: (path.touch(), os.truncate(path, 10**12)),
    "nothing": lambda path: None,
    "unreadable": lambda path: path.write_text("secret"),
    "no text": lambda path: path.write_bytes(b"\xff\xfe\x00" * 100),
}


def path_arguments(parser, words=()):
    """Yield command and name of every argument of a parser that is a path."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, each in action.choices.items():
                yield from path_arguments(each, (*words, word))
        elif (
            action.type is Path
            or action.metavar in ("NOTEBOOK", "FILE", "FOLDER", "PAGE")
            or action.dest in ("folder", "file", "path")
        ):
            yield " ".join((*words, action.dest))


def test_all_arguments_that_are_paths_are_tried():
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    for command in COMMANDS:
        import_module(f"nma_ae.tools.{command}").register(subparsers)
    assert {*path_arguments(parser)} == CALLS.keys()


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder with what the commands need, and the current one."""
    monkeypatch.chdir(tmp_path)
    folders = ("book", "tests", "submissions", "answers/deep_mlp", "locale/ja/LC_MESSAGES")
    for name in (*folders, "nma_ae/chapters/deep_mlp"):
        Path(name).mkdir(parents=True)
    for name in ("pyproject.toml", "book/_toc.yml", "nma_ae/chapters/deep_mlp/solutions.py"):
        shutil.copy(ROOT / name, name)
    shutil.copy(ROOT / "book/deep_mlp.ipynb", "book")
    shutil.copy(ROOT / "_config.yml", ".")
    Path("good.md").write_text("# A page\n")
    Path("book/page.md").write_text("# A page\n")
    Path("good.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4}')
    return tmp_path


@contextlib.contextmanager
def stopped_after(seconds):
    def stop(*_):
        pytest.fail(f"still running after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def refuse(path, monkeypatch):
    """Make a file unreadable in a way that holds for root too."""
    open_file = os.open

    def refusing(given, *arguments, **options):
        if Path(os.fsdecode(given)).absolute() == path:
            raise PermissionError(13, "Permission denied", str(given))
        return open_file(given, *arguments, **options)

    monkeypatch.setattr(os, "open", refusing)


@pytest.mark.parametrize(
    ("call", "kind"),
    [each for each in product([*CALLS, *LED_TO], BAD) if each not in NO_FAULT],
)
def test_a_path_to_what_is_no_such_file(call, kind, checkout, monkeypatch, capsys):
    command, _, place = (part.strip() for part in {**CALLS, **LED_TO}[call].partition("|"))
    words = command.split()
    path = checkout / (place or next(word for word in words if word.startswith("BAD")))
    if path.is_file():
        path.unlink()
    BAD[kind](path)
    if kind == "unreadable":
        refuse(path, monkeypatch)
    before = {each for each in checkout.rglob("*") if each.is_file()}
    with stopped_after(SECONDS):
        status = main(words)
    printed = capsys.readouterr()
    assert status in (1, 2)
    assert "Traceback" not in printed.err
    assert path.name in printed.err + printed.out
    assert {each for each in checkout.rglob("*") if each.is_file()} <= before
