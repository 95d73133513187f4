"""`nma-ae grade` as a process that is stopped, in several ways, and goes on."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from processes import running

import nma_ae
from nma_ae.exercises import set_language
from nma_ae.files import write_whole
from nma_ae.tools.grade import command, feedback, process
from nma_ae.tools.grade.report import Graded, Row
from nma_ae.tools.grade.results import Results

COUNT = "deep_autoencoder.count_parameters"
ROOT = Path(nma_ae.__file__).parent.parent
RIGHT = f"""
from itertools import pairwise
from nma_ae.exercises import exercise
@exercise("{COUNT}")
def count_parameters(widths):
    way = list(widths) + list(widths)[-2::-1]
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(way)) + len(way) - 2
"""


def demon(mark: str) -> str:
    """Return code that leaves its session, forgets its parent, and waits."""
    return f"""
import ctypes, os, time
ctypes.CDLL(None).prctl(1, 0)
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(1, 0)
            os.execvp("sleep", ["sleep", "{mark}"])
        os._exit(0)
time.sleep(600)
{RIGHT}
"""


def written(path: Path, code: str) -> Path:
    cells = [{"cell_type": "code", "source": code}]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": cells}))
    return path


def started(*arguments: str) -> subprocess.Popen:
    line = [sys.executable, "-m", "nma_ae", "grade", *arguments]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    return subprocess.Popen(line, env=environment, stdout=pipe, stderr=pipe, text=True)


def wait_until(true, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_stopped_in_the_middle_it_leaves_no_process_and_goes_on(tmp_path, number):
    mark = f"600.{os.getpid()}{int(number)}"
    folder = tmp_path / "class"
    folder.mkdir()
    written(folder / "a.ipynb", RIGHT)
    hanging = written(folder / "b.ipynb", demon(mark))
    written(folder / "c.ipynb", RIGHT)
    report = tmp_path / "report.json"
    results = tmp_path / ".report.json.results"
    options = [str(folder), "--output", str(report), "--jobs", "1"]

    grader = started(*options)
    wait_until(lambda: len(running(mark, as_argument=True)) == 2, seconds=300)
    grader.send_signal(number)
    grader.communicate()
    wait_until(lambda: not running(mark, as_argument=True), seconds=10)
    assert len(results.read_text().split()) > 0
    if number == signal.SIGTERM:
        assert grader.returncode == 128 + number
        (first,) = json.loads(report.read_text())
        assert first["notebook"].endswith("a.ipynb")
        return
    assert not report.exists()

    written(hanging, RIGHT)
    again = started(*options)
    _out, said = again.communicate()
    assert again.returncode == 0
    assert "1 of 3 notebooks were graded before" in said
    found = json.loads(report.read_text())
    assert [Path(each["notebook"]).name for each in found] == ["a.ipynb", "b.ipynb", "c.ipynb"]
    statuses = [row["status"] for each in found for row in each["rows"]]
    assert statuses.count("correct") == 3
    assert not results.exists()


@pytest.fixture
def notebook(tmp_path):
    return str(written(tmp_path / "a.ipynb", RIGHT))


def result(notebook: str) -> Graded:
    return Graded(notebook, "graded", "", "cut off", "limited", (Row(COUNT, "correct"),))


def test_a_result_is_of_one_notebook_under_its_limits(tmp_path, notebook):
    report = tmp_path / "report.csv"
    Results(report, [notebook], 120.0, 4096).add(result(notebook))
    assert Results(report, [notebook], 120.0, 4096).graded == {notebook: result(notebook)}
    assert Results(report, [notebook], 60.0, 4096).graded == {}
    assert Results(report, ["other.ipynb"], 120.0, 4096).graded == {}
    try:
        set_language("ja")
        assert Results(report, [notebook], 120.0, 4096).graded == {}
    finally:
        set_language("en")
    written(Path(notebook), "")
    assert Results(report, [notebook], 120.0, 4096).graded == {}


@pytest.mark.parametrize(
    "rest", ['{"of": [', "[]", "5", '{"of": 1, "graded": {"rows": 3}}', "\x00"]
)
def test_half_a_line_costs_that_line_alone(tmp_path, notebook, rest):
    report = tmp_path / "report.csv"
    results = Results(report, [notebook], 120.0, 4096)
    results.path.write_text(rest)
    results.add(result(notebook))
    with results.path.open("a") as file:
        file.write(rest)
    assert Results(report, [notebook], 120.0, 4096).graded == {notebook: result(notebook)}


def test_a_full_disk_costs_no_result(tmp_path, notebook, capsys):
    results = Results(tmp_path / "absent" / "report.csv", [notebook], 120.0, 4096)
    results.add(result(notebook))
    assert results.graded == {notebook: result(notebook)}
    assert "not kept" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
@pytest.mark.parametrize(("language", "word"), [("en", "expected"), ("ja", "ファイル")])
def test_what_is_no_file_is_not_waited_for(tmp_path, monkeypatch, language, word):
    monkeypatch.setattr(process._Nursery, "start", lambda _nursery: None)  # none is needed
    os.mkfifo(tmp_path / "fifo.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "endless.ipynb").symlink_to("/dev/zero")
    with open(tmp_path / "huge.ipynb", "wb") as file:
        file.truncate(2**40)
    kinds = ("fifo", "folder", "endless", "huge", "absent")
    names = [str(tmp_path / f"{name}.ipynb") for name in kinds]
    try:
        set_language(language)
        with process.Workers(1) as workers:
            found = [each for _number, each in workers.grade(names, seconds=1.0, megabytes=512)]
    finally:
        set_language("en")
    assert {each.status for each in found} == {"unreadable"}
    assert all(word in each.reason for each in found)
    # A teacher may show the report: their folders are not in it.
    assert not any(tmp_path.name in each.reason for each in found)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    given = parser.parse_args(["grade", *arguments])
    return given.run(given)


class Graders:
    """Grades by the name alone; what is called "bad" ends it."""

    def __init__(self, _jobs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def grade(self, notebooks, **_limits):
        for number, notebook in enumerate(notebooks):
            if "bad" in notebook:
                raise OSError("no space left")
            yield number, replace(result(notebook), reason="違い \ud800")


@pytest.fixture
def class_(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "Workers", Graders)
    for name in ("a", "bad", "c"):
        written(tmp_path / f"{name}.ipynb", RIGHT)
    return tmp_path


def test_a_terminal_without_letters_gets_the_report(class_, monkeypatch):
    terminal = TextIOWrapper(BytesIO(), encoding="ascii", errors="strict")
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(sys, "stderr", TextIOWrapper(BytesIO(), encoding="ascii", errors="strict"))
    assert run(str(class_ / "a.ipynb")) == 0
    terminal.flush()
    assert json.loads(terminal.buffer.getvalue())[0]["reason"].startswith("違い")


def test_what_was_graded_before_the_disk_was_full_is_reported(class_):
    report = class_ / "report.json"
    assert run(str(class_), "--output", str(report)) == 2
    assert [Path(each["notebook"]).name for each in json.loads(report.read_text())] == ["a.ipynb"]
    (class_ / "bad.ipynb").unlink()
    assert run(str(class_), "--output", str(report)) == 0
    assert len(json.loads(report.read_text())) == 2


def test_a_report_that_cannot_be_written_is_printed(class_, monkeypatch, capsys):
    def full(*_arguments, **_options):
        raise OSError("no space left")

    opened = Path.open

    def only_read(path, mode="r", *rest, **how):
        return full() if mode == "a" else opened(path, mode, *rest, **how)

    monkeypatch.setattr(command, "write_whole", full)
    monkeypatch.setattr(Path, "open", only_read)
    with pytest.raises(OSError, match="no space left"):
        run(str(class_ / "a.ipynb"), "--output", str(class_ / "report.json"))
    assert json.loads(capsys.readouterr().out)[0]["status"] == "graded"


@pytest.mark.parametrize(
    ("format_", "start", "somebody"),
    [
        ("html", "<!DOCTYPE html>", "<bdi>c</bdi>"),
        ("nbgrader", "assignment,", "deep_autoencoder,,,c,,,,1.0,"),
        ("otter", "file,", "\nc.ipynb,,1,"),
    ],
)
def test_what_others_read_is_written_as_the_report(class_, format_, start, somebody):
    report = class_ / "report"
    (class_ / "bad.ipynb").unlink()
    assert run(str(class_), "--output", str(report), "--format", format_) == 0
    text = report.read_text()
    assert text.startswith(start)
    assert somebody in text


def test_a_second_language_is_that_of_the_environment(class_, monkeypatch, capsys):
    monkeypatch.setenv("NMA_AE_LANGUAGE", "ja")
    assert run(str(class_ / "a.ipynb"), "--format", "html") == 0
    assert "クラスの状況" in capsys.readouterr().out
    monkeypatch.setenv("NMA_AE_LANGUAGE", "en")
    assert run(str(class_ / "a.ipynb"), "--format", "html") == 0
    assert "How the class is doing" in capsys.readouterr().out


def test_feedback_that_cannot_be_written_comes_after_the_report(class_, monkeypatch):
    def full(*_arguments):
        raise OSError("no space left")

    monkeypatch.setattr(feedback, "write_whole", full)
    report, folder = class_ / "report.json", class_.parent / f"{class_.name}-feedback"
    options = [str(class_ / "a.ipynb"), "--output", str(report), "--feedback", str(folder)]
    with pytest.raises(OSError, match="no space left"):
        run(*options)
    assert len(json.loads(report.read_text())) == 1
    assert (class_ / ".report.json.results").exists()  # so that a second run only writes
    monkeypatch.setattr(feedback, "write_whole", write_whole)
    assert run(*options) == 0
    assert [path.name for path in folder.iterdir()] == ["a.ipynb"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("no/such", "folder that exists"),
        ("a.ipynb", "must be a folder; got the file"),
        (".", "a folder apart from"),
        ("new", "a folder apart from"),
    ],
)
def test_feedback_is_kept_apart_from_what_was_handed_in(class_, given, message):
    with pytest.raises(ValueError, match=message):
        run(str(class_), "--feedback", str(class_ / given))
    assert not (class_ / "new").exists()


def test_a_link_to_itself_costs_its_own_row_alone(class_, tmp_path_factory):
    loop, folder = class_ / "loop.ipynb", tmp_path_factory.mktemp("feedback")
    loop.symlink_to(loop)
    files = [str(class_ / "a.ipynb"), str(loop)]
    assert run(*files, "--feedback", str(folder), "--format", "html") == 0
    assert [path.name for path in folder.iterdir()] == ["a.ipynb"]


def test_a_notebook_that_is_given_twice_is_graded_once(class_, capsys, monkeypatch):
    monkeypatch.chdir(class_)
    assert run("a.ipynb", "./a.ipynb", str(class_ / "a.ipynb"), "c.ipynb", "--format", "otter") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(",")[0] for line in lines[2:]] == ["a.ipynb", "c.ipynb"]


def test_a_folder_is_taken_apart_in_the_order_of_its_paths(class_):
    (class_ / ".ipynb_checkpoints").mkdir()
    written(class_ / ".ipynb_checkpoints" / "a.ipynb", RIGHT)
    found = [Path(each).name for each in command._found([str(class_)])]
    assert found == ["a.ipynb", "bad.ipynb", "c.ipynb"]
    (class_ / "empty").mkdir()
    with pytest.raises(ValueError, match="has no notebook"):
        list(command._found([str(class_ / "empty")]))
