import argparse
import csv
import inspect
import json
import os
import re
import socket
import sys
import textwrap
from io import StringIO
from pathlib import Path
from typing import get_args

import pytest
from processes import running

from nma_ae.exercises import courses, set_language
from nma_ae.exercises.diagnosis.alteration import Kind
from nma_ae.files import write_whole
from nma_ae.tools.grade import judge, register
from nma_ae.tools.grade.process import Workers
from nma_ae.tools.grade.report import Graded, Row, as_bytes, as_csv, as_json, as_mistakes
from nma_ae.tools.grade.submission import read_submission

CHAPTER = "deep_autoencoder"
COUNT = f"{CHAPTER}.count_parameters"
SPLIT = f"{CHAPTER}.split_autoencoder"
BUILD = f"{CHAPTER}.build_deep_autoencoder"
SECONDS = 60.0

IMPORTS = """
%matplotlib inline
!pip list
from itertools import pairwise
import numpy as np
from torch import nn
from nma_ae.exercises import exercise
from nma_ae.exercises import *
print("set-up")
raise RuntimeError("statements like this one do not run")
"""


@pytest.fixture
def notebook(tmp_path):
    """Return a function that writes a notebook with the given code cells and gives its path."""

    def write(*cells: str, name: str = "submitted.ipynb") -> str:
        made = [
            {"cell_type": "code", "source": textwrap.dedent(code).splitlines(keepends=True)}
            for code in cells
        ]
        text = {"cell_type": "markdown", "source": f'@exercise("{SPLIT}") is no exercise here'}
        path = tmp_path / name
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": [text, *made]}))
        return str(path)

    return write


@pytest.fixture(scope="module")
def workers():
    """Return two processes that have torch loaded: to start them takes longer than to grade."""
    with pytest.MonkeyPatch.context() as patch, Workers(2) as started:
        patch.setenv("SOME_SETTING", "kept from the notebook")
        yield started


@pytest.fixture
def grade(workers):
    """Return a function that grades one notebook."""

    def graded(path: str, *, seconds: float = SECONDS, megabytes: int = 4096) -> Graded:
        ((_number, found),) = workers.grade([path], seconds=seconds, megabytes=megabytes)
        return found

    return graded


def answer(name: str, function, *, above: str = "") -> str:
    """Return an exercise cell whose answer is that function of the exercise's own module."""
    short = name.split(".")[1]
    code = inspect.getsource(function).replace(f"{function.__name__}(", f"{short}(")
    return f'{above}\n@exercise("{name}")\n{code}'


def wrong_answer(name: str, index: int = 0) -> tuple[str, str, str]:
    misconception = courses.load(name).misconceptions[index]
    function = misconception.answer
    return answer(name, function), function.__name__, misconception.hint


CORRECT = """
@exercise("count_parameters")
def count_parameters(widths):
    way = both_ways(widths)
    return sum((n_in + EXTRA) * n_out for n_in, n_out in pairwise(way)) + len(way) - 2
"""
HELPERS = """
losses = train_for_an_hour(model)
EXTRA: int = 1

def both_ways(widths):
    return list(widths) + list(widths)[-2::-1]
"""
OPEN = f"""
@exercise("{BUILD}")
def build_deep_autoencoder(input_size=784, encoding_size=2):
    raise NotImplementedError
"""


def rows_of(graded: Graded) -> dict[str, Row]:
    return {row.exercise: row for row in graded.rows}


def test_each_exercise_gets_its_verdict(notebook, grade):
    wrong, misconception, hint = wrong_answer(SPLIT)
    graded = grade(notebook(IMPORTS, OPEN, HELPERS, CORRECT, wrong))
    rows = rows_of(graded)
    assert graded.status == "graded"
    assert list(rows) == list(courses.names(CHAPTER))
    assert rows[COUNT].status == "correct"
    assert rows[BUILD].status == "open"
    assert rows[SPLIT].status == "wrong"
    assert rows[SPLIT].misconception == misconception
    assert rows[SPLIT].hint == hint
    assert "expected" in rows[SPLIT].details
    assert hint not in rows[SPLIT].details
    others = {row.status for name, row in rows.items() if name not in (COUNT, BUILD, SPLIT)}
    assert others == {"missing"}


def test_what_stands_around_an_answer_does_not_hide_its_verdict(notebook, grade):
    cell = f"""
    %%time
    import sys
    print("=1+1", flush=True)
    print("noise", file=sys.stderr)
    sys.exit("above")
    {{}}["no such key"]

    {textwrap.indent(CORRECT, "    ").strip()}
    while True:
        pass
    """
    broken = f'@exercise("{BUILD}")\ndef build_deep_autoencoder(:\n    pass'
    stopped = f'raise ValueError("too early")\n@exercise("{SPLIT}")\ndef f(model):\n    return 1'
    stopped = stopped.replace("def f", "@no_such_decorator\ndef f")
    unknown = '@exercise("deep_autoencoder.no_such")\ndef no_such():\n    pass'
    graded = grade(notebook(IMPORTS, HELPERS, broken, cell, stopped, unknown))
    rows = rows_of(graded)
    assert graded.status == "graded"
    assert rows[COUNT].status == "correct"
    assert (rows[BUILD].status, rows[SPLIT].status) == ("error", "error")
    assert "SyntaxError" in rows[BUILD].headline
    assert "ValueError: too early" in rows[SPLIT].headline
    assert list(rows)[-1] == "deep_autoencoder.no_such"
    assert "There is no exercise" in rows["deep_autoencoder.no_such"].headline


def test_an_answer_quotes_its_lines_and_a_later_cell_replaces_an_earlier(notebook, grade):
    failing = f'@exercise("{COUNT}")\ndef count_parameters(widths):\n    return widths / EXTRA\n'
    graded = grade(notebook(IMPORTS, CORRECT, failing))
    row = rows_of(graded)[COUNT]
    assert row.status == "error"
    assert "NameError" in row.details
    assert "line 3: return widths / EXTRA" in row.details


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_an_endless_loop_and_what_it_started_are_stopped(notebook, grade):
    length = f"600.{os.getpid()}"  # finds the sleeper from outside
    loop = f"""
    import subprocess, time
    subprocess.Popen(["sleep", "{length}"])
    while True:
        time.sleep(0.1)
    """
    cells = [IMPORTS, HELPERS, CORRECT, textwrap.dedent(loop) + OPEN, wrong_answer(SPLIT)[0]]
    graded = grade(notebook(*cells), seconds=12, megabytes=4096)
    rows = rows_of(graded)
    assert graded.status == "timed-out"
    assert "12 seconds" in graded.reason
    assert BUILD in graded.reason
    assert rows[COUNT].status == "correct"
    assert rows[BUILD].status == "timed-out"
    assert rows[SPLIT].status == "not-run"
    assert rows[f"{CHAPTER}.decode_grid"].status == "missing"
    assert not running(length)


def test_a_notebook_that_ends_its_process_keeps_its_earlier_verdicts(notebook, grade):
    ending = f'import os\n@exercise("{SPLIT}")\ndef split_autoencoder(model):\n    os._exit(0)\n'
    graded = grade(notebook(IMPORTS, HELPERS, CORRECT, ending, OPEN))
    rows = rows_of(graded)
    assert graded.status == "crashed"
    assert "exit status 0" in graded.reason
    assert [rows[name].status for name in (COUNT, SPLIT, BUILD)] == [
        "correct",
        "crashed",
        "not-run",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_memory_is_limited_inside_an_answer_and_outside(notebook, grade):
    hungry = f"""
    @exercise("{SPLIT}")
    def split_autoencoder(model):
        return bytearray(2**32)
    """
    hog = "hoard = []\nwhile True:\n    hoard.append(bytearray(2**20))\n"
    cells = [IMPORTS, hungry, HELPERS, CORRECT, hog + OPEN]
    graded = grade(notebook(*cells), megabytes=1024)
    rows = rows_of(graded)
    assert graded.memory == "limited"
    assert graded.status == "out-of-memory"
    assert rows[SPLIT].status == "error"
    assert "MemoryError" in rows[SPLIT].details
    assert rows[COUNT].status == "correct"
    assert rows[BUILD].status == "out-of-memory"


def test_the_network_is_cut_off_where_the_report_says_so(notebook, grade):
    with socket.create_server(("127.0.0.1", 0)) as server:
        calling = f"""
        import os, socket
        @exercise("{COUNT}")
        def count_parameters(widths):
            print("offline", os.environ["NMA_AE_OFFLINE"], os.environ.get("SOME_SETTING"))
            socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), timeout=2)
            return "reached"
        """
        graded = grade(notebook(IMPORTS, calling))
    details = rows_of(graded)[COUNT].details
    assert "offline 1 None" in details
    assert ("reached" in details) == (graded.network == "asked to stay offline")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{not JSON", "not a notebook"),
        (b"\xff\xfe\x00", "not a notebook"),
        (b"[" * 100_000, "not a notebook"),
        (b"[]", "no list of cells"),
        (b'{"worksheets": []}', "format 4"),
        (b'{"cells": [1, {}, {"cell_type": "code", "source": 3}]}', "no cell with a line"),
        (None, "no such file"),
    ],
)
def test_what_is_no_notebook_is_named(tmp_path, content, reason, grade):
    path = tmp_path / "submitted.ipynb"
    if content is not None:
        path.write_bytes(content)
    graded = grade(str(path))
    assert graded.status == "unreadable"
    assert reason in graded.reason
    assert graded.rows == ()


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    given = parser.parse_args(["grade", *arguments])
    return given.run(given)


def test_the_command_grades_the_others_when_one_cannot_be(notebook, tmp_path, capsys):
    report = tmp_path / "report.csv"
    good = notebook(IMPORTS, HELPERS, CORRECT, name="good.ipynb")
    bad = str(tmp_path / "absent.ipynb")
    folder = tmp_path / "feedback"
    options = ["--format", "csv", "--output", str(report), "--feedback", str(folder)]
    assert command(bad, good, *options) == 1
    rows = list(csv.DictReader(StringIO(report.read_text(encoding="utf-8"))))
    assert [(row["notebook"], row["status"]) for row in rows[:2]] == [
        (bad, "unreadable"),
        (good, "missing"),
    ]
    assert [row["exercise"] for row in rows[1:]] == list(courses.names(CHAPTER))
    assert {row["status"] for row in rows if row["exercise"] == COUNT} == {"correct"}
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "network" in printed.err
    assert f"{bad}: no feedback" in printed.err
    (file,) = folder.iterdir()
    texts = [cell["source"] for cell in json.loads(file.read_text())["cells"]]
    assert texts[texts.index(textwrap.dedent(CORRECT)) + 1].startswith("**✓** `count_parameters`")


def test_report_and_feedback_are_in_one_language(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("NMA_AE_LANGUAGE", "ja")
    wrong, _misconception, _hint = wrong_answer(SPLIT)
    path = notebook(IMPORTS, OPEN, wrong, "import sys; sys.exit()", name="a.ipynb")
    report, folder = tmp_path / "report.csv", tmp_path / "feedback"
    options = ["--format", "csv", "--output", str(report), "--feedback", str(folder)]
    try:
        assert command(path, *options) == 0
    finally:
        set_language("en")
    found = list(csv.DictReader(StringIO(report.read_text(encoding="utf-8"))))
    rows = {row["exercise"]: row for row in found}
    assert all(re.search("[ぁ-ん]", row["headline"]) for row in found)
    assert re.search("[ぁ-ん]", rows[SPLIT]["hint"])
    texts = [cell["source"] for cell in json.loads((folder / "a.ipynb").read_text())["cells"]]
    assert rows[SPLIT]["hint"] in texts[texts.index(textwrap.dedent(wrong)) + 1]


def test_the_command_prints_json(tmp_path, capsys):
    path = tmp_path / "empty.ipynb"
    path.write_text('{"cells": []}')
    assert command(str(path)) == 1
    assert json.loads(capsys.readouterr().out)[0]["status"] == "unreadable"


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--time", "0", "positive number of seconds"),
        ("--time", "nan", "positive number of seconds"),
        ("--memory", "100", "at least 512 MB"),
        ("--output", "no_such_folder/report.json", "folder that exists"),
    ],
)
def test_impossible_options_are_refused_before_anything_runs(option, value, message):
    with pytest.raises(ValueError, match=message):
        command("submitted.ipynb", option, value)


def test_the_help_says_what_the_command_is_not(capsys):
    with pytest.raises(SystemExit):
        command("--help")
    text = capsys.readouterr().out
    assert "formative" in text
    assert "solutions ship with the package" in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_runs_nothing_that_a_student_wrote(start):
    text = f'{start}HYPERLINK("x"),"y"\nz'
    row = Row(text, "wrong", *[text] * 8)
    table = as_csv([Graded(text, "crashed", text, "cut off", "limited", (row,))])
    cells = [value for line in list(csv.reader(StringIO(table)))[1:] for value in line]
    assert cells.count("'" + text) == 12
    assert not any(value.startswith(start) for value in cells)


def test_mistakes_are_counted_by_what_repairs_them():
    slip = {"kind": "operator", "repair": "`a / n` becomes `a * n`"}
    rows = [
        Row("x.mean", "wrong", clue="It is too large.", line="return a / n", **slip),
        Row("x.mean", "wrong", line="b = a / n", **slip),
        Row("x.mean", "wrong", misconception="biased", hint="Divide by n."),
        Row("x.mean", "error", details="input: 3\nerror: NameError: name 'm' is not defined"),
        Row("x.mean", "wrong"),
        Row("x.mean", "correct"),
        Row("x.mean", "open"),
    ]
    graded = [
        Graded(str(i), "graded", "", "cut off", "limited", (row,)) for i, row in enumerate(rows)
    ]
    assert as_mistakes(graded).splitlines() == [
        "exercise  how many  kind           mistake",
        "x.mean    2 of 6    operator       `a / n` becomes `a * n`",
        "x.mean    1 of 6    misconception  biased: Divide by n.",
        "x.mean    1 of 6    error          NameError: name 'm' is not defined",
        "x.mean    1 of 6    not diagnosed",
    ]
    assert as_mistakes([]) == "No mistakes.\n"


def test_mistakes_are_told_in_japanese_too():
    kinds = ", ".join(get_args(Kind))
    rows = (
        Row("x.mean", "wrong", kind=kinds, repair="`1`"),
        *[Row("x.mean", "wrong", clue="1"), Row("x.mean", "wrong", misconception="1", hint="1")],
        *[Row("x.mean", "error", "1"), Row("x.mean", "wrong")],
    )
    graded = [Graded("1", "graded", "", "cut off", "limited", rows)]
    try:
        set_language("ja")
        table, nothing = as_mistakes(graded), as_mistakes([])
    finally:
        set_language("en")
    assert not re.search("[a-z]", table.replace("x.mean", ""))
    assert "1/5" in table
    assert nothing == "間違いはありません。\n"


def test_a_cell_that_ran_is_not_said_to_have_stopped():
    row = judge._without_verdict(COUNT, {"error": ""}, [])
    assert row.headline == "its cell ran, and no check took place."


def test_json_keeps_every_language_and_is_stable():
    graded = Graded("a.ipynb", "graded", "", "cut off", "limited", (Row("a.b", "wrong", "違い"),))
    assert "違い" in as_json([graded])
    assert json.loads(as_json([graded, graded]))[1]["rows"][0]["headline"] == "違い"


def test_a_report_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    write_whole(path, as_bytes("before"))
    write_whole(path, as_bytes("now \ud800"))  # a lone surrogate
    assert path.read_text() == "now ?"

    def full(*_arguments):
        raise OSError("no space left")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write_whole(path, as_bytes("after"))
    assert path.read_text() == "now ?"
    assert list(tmp_path.iterdir()) == [path]


def test_only_what_exercises_need_is_picked(notebook):
    cells = read_submission(
        Path(
            notebook(
                "try:\n    import torch\nexcept ImportError:\n    %pip install torch\nx = fit()",
                "%%bash\nrm -rf somewhere",
                "A, (B, C) = 1, (-2, 'c')\nclass D: pass\nE = D()\nlabels: list = ['a']",
                'n = 1 + 1\n%cd ..\n@exercise(\n    "a.b", stand_in=False\n)\ndef b(): ...\nb()',
            )
        ).read_bytes()
    )
    picked = [[type(s).__name__ for s in cell.statements()] for cell in cells]
    assert picked == [
        ["Import"],
        [],
        ["Assign", "ClassDef", "AnnAssign"],
        ["Assign", "FunctionDef"],
    ]
    assert [cell.exercises for cell in cells] == [(), (), (), ("a.b",)]


def test_a_commented_exercise_is_none(notebook):
    (cell,) = read_submission(Path(notebook('# @exercise("a.b")\ndef b(): ...')).read_bytes())
    assert cell.exercises == ()
