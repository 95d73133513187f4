"""`nma-ae execute`: in place, all or nothing, the same bytes each time."""

import argparse
import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from nma_ae.tools.execute import execute, run
from nma_ae.tools.notebooks.files import find_notebooks, read_notebook, write_notebook
from nma_ae.tools.notebooks.kernel import CellFailed, run_notebook
from nma_ae.tools.notebooks.normal import WIDGETS

LIVELY = [
    "import os, sys, random",
    "from ipywidgets import HBox, IntSlider\nHBox([IntSlider(3), IntSlider(4)])",
    "from tqdm.auto import tqdm\nfor _ in tqdm(range(3), unit='batch'): pass",
    "print(os.environ['NMA_AE_PROGRESS'] != 'mine', 'MPLBACKEND' in os.environ)",
    "print(sys.executable)",
]


COURSE = {"minutes": 90, "after": ["another"]}  # for the front page


def stored(path, sources):
    cells = [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    nbformat.write(new_notebook(cells=cells, metadata={"course": COURSE}), path)
    return path


def command(*paths):
    return run(argparse.Namespace(notebooks=list(paths)))


def test_executing_twice_gives_the_same_bytes(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NMA_AE_PROGRESS", "mine")
    path = stored(tmp_path / "chapter.ipynb", LIVELY)
    assert command(path) == 0
    first = path.read_bytes()
    assert "chapter.ipynb: 5 code cells in" in capsys.readouterr().out
    assert command(path) == 0
    assert path.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == ["chapter.ipynb"]

    notebook = read_notebook(path)
    assert notebook.metadata.course == COURSE
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3, 4, 5]
    assert notebook.cells[3].outputs[0].text == "True True\n"  # ipykernel's own inline backend
    assert notebook.cells[4].outputs[0].text == sys.executable + "\n"
    states = notebook.metadata.widgets[WIDGETS]["state"]
    views = [cell.outputs[0].data for cell in notebook.cells[1:3]]
    view_ids = [view["application/vnd.jupyter.widget-view+json"]["model_id"] for view in views]
    assert set(view_ids) <= states.keys()
    values = [str(state["state"].get("value", "")).strip() for state in states.values()]
    assert {"3", "4", "3/3"} <= set(values)  # no times behind the bar
    # The project's own tool of reference, with the settings that keep what a page needs.
    tool = [sys.executable, "-m", "nbstripout", "--verify", "--keep-output", "--keep-count"]
    keys = ["--extra-keys", "metadata.language_info cell.metadata.execution"]
    kept = ["--keep-id", "--keep-metadata-keys", "metadata.widgets"]
    assert subprocess.run([*tool, *kept, *keys, str(path)], check=False).returncode == 0


def test_a_failed_run_leaves_the_file_as_it_was(tmp_path, capsys):
    failing = stored(tmp_path / "failing.ipynb", ["x = 1", "print('shown')\n\nx / 0", "x = 2"])
    fine = stored(tmp_path / "fine.ipynb", ["print('done')"])
    before = failing.read_bytes()
    assert command(failing, fine) == 1
    assert failing.read_bytes() == before
    assert read_notebook(fine).cells[0].outputs[0].text == "done\n"
    said = capsys.readouterr().err
    assert "failing.ipynb stays as it was: code cell 1" in said
    assert "ZeroDivisionError: division by zero" in said
    assert "----> 3 x / 0" in said
    assert {file.name for file in tmp_path.iterdir()} == {"failing.ipynb", "fine.ipynb"}


def test_a_kernel_that_dies_is_a_failed_cell(tmp_path):
    path = stored(tmp_path / "fatal.ipynb", ["1", "import os; os._exit(3)"])
    before = path.read_bytes()
    with pytest.raises(CellFailed, match=r"code cell 1 .*the kernel died"):
        execute(path)
    assert path.read_bytes() == before


def test_an_interruption_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    run_cell = NotebookClient.execute_cell

    def interrupted(client, cell, index):
        if cell.source == "stop":
            raise KeyboardInterrupt
        return run_cell(client, cell, index)

    monkeypatch.setattr(NotebookClient, "execute_cell", interrupted)
    path = stored(tmp_path / "chapter.ipynb", ["print('shown')", "stop"])
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt):
        execute(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["chapter.ipynb"]


def test_an_interruption_while_the_kernel_starts_leaves_no_kernel(tmp_path, monkeypatch):
    kernels = []

    def interrupted(client):
        kernels.append(client.km.provisioner.process)
        raise KeyboardInterrupt

    monkeypatch.setattr(NotebookClient, "start_new_kernel_client", interrupted)
    with pytest.raises(KeyboardInterrupt):
        execute(stored(tmp_path / "chapter.ipynb", ["1"]))
    assert kernels[0].wait(timeout=10) != 0


def test_states_of_widgets_that_are_gone_go_too(tmp_path):
    notebook = new_notebook(cells=[new_code_cell("1")])
    notebook.metadata["widgets"] = {WIDGETS: {"state": {"old": {"state": {}}}}}
    assert "widgets" not in run_notebook(notebook, tmp_path).metadata
    assert "widgets" in notebook.metadata


def test_a_write_that_fails_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = stored(tmp_path / "chapter.ipynb", ["1"])
    before = path.read_bytes()

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_notebook(read_notebook(path), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["chapter.ipynb"]


TWINS = '{"nbformat": 4, "cells": [{"id": "a"}, {"id": "a"}]}'


@pytest.mark.parametrize(
    "content", [None, "", "not json", "[]", "{}", '{"nbformat": 3}', '{"nbformat": 4}', TWINS]
)
def test_what_is_no_notebook_is_said(tmp_path, content):
    path = tmp_path / "chapter.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ValueError, match=r"chapter.ipynb': expected a notebook"):
        execute(path)


def test_by_default_the_book_is_meant(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="folder book"):
        find_notebooks([])
    (tmp_path / "book").mkdir()
    for name in ("b.ipynb", "a.ipynb", "intro.md"):
        (tmp_path / "book" / name).touch()
    assert [path.name for path in find_notebooks([])] == ["a.ipynb", "b.ipynb"]
