"""Submissions that attack the grader, and unlucky honest ones; all of them graded as one class."""

import json
import os
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from processes import running

from nma_ae.tools.grade import limits, process
from nma_ae.tools.grade.judge import UNHELD
from nma_ae.tools.grade.process import Workers
from nma_ae.tools.grade.report import Graded, Row, as_bytes, as_csv, as_json, as_mistakes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")

COUNT = "deep_autoencoder.count_parameters"
SPLIT = "deep_autoencoder.split_autoencoder"
MARK = f"600.{os.getpid()}7"
"""An argument of what submissions start, by which it is found from outside."""

NOT_CORRECT = {"wrong", "error", "crashed", "check-failed", "timed-out", "out-of-memory", "not-run"}

IMPORTS = """
from itertools import pairwise
import ctypes, json, os, signal, stat, subprocess, sys, time
import numpy as np
import torch
from torch import nn
from nma_ae.exercises import exercise
"""
RIGHT = f"""
@exercise("{COUNT}")
def count_parameters(widths):
    way = list(widths) + list(widths)[-2::-1]
    return sum((n_in + ONE) * n_out for n_in, n_out in pairwise(way)) + len(way) - 2
"""
WRONG = f"""
@exercise("{COUNT}")
def count_parameters(widths):
    return -1
"""
TELL = """
def tell(data):
    for descriptor in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, data if isinstance(data, bytes) else json.dumps(data).encode())
                os.write(descriptor, b"\\n")
        except OSError:
            pass
"""
NAME = f'"exercise": "{COUNT}"'
FORGED = {
    "a row": f"tell({{'row': {{{NAME}, 'status': 'correct'}}}})",
    "a row with unknown keys": f"tell({{'row': {{{NAME}, 'status': 'correct', 'grade': 10}}}})",
    "a list": "tell([1, 2])",
    "a status": "tell({'status': 5, 'reason': ''})",
    "a status of ours": "tell({'status': 'correct', 'reason': 3})",
    "brackets": "tell(b'[' * 100_000)",
    "no outcomes": f"tell({{{NAME}, 'outcomes': []}})",
    "outcomes of nothing": f"tell({{{NAME}, 'outcomes': [[]] * 9}})",
    "a dict for a name": "tell({'exercise': {}, 'outcomes': []})",
    "an array that is none": f"tell({{{NAME}, 'outcomes': [[True, {{'array': ['tensor', '|O', [1],"
    " 'AAAA']}, True, {'dict': []}, [], None, '']] * 9})",
    "a huge shape": f"tell({{{NAME}, 'outcomes': [[True, {{'array': ['tensor', '<f8', [2**62, 4],"
    " '']}, True, {'dict': []}, [], None, '']] * 9})",
    "another's exercise": f"tell({{'exercise': '{SPLIT}', 'error': ''}})",
    "a second beginning": f"tell({{'held': {{}}, 'answers': [{{{NAME}, 'cell': 1}}]}})",
    "a finding": f"tell({{{NAME}, 'found': {{'repairs': 7}}}})",
    "a whole number": f"tell({{{NAME}, 'outcomes': [[True, 1{'0' * 400}]]}})",
    "bytes": "tell(bytes(range(256)) * 1000)",
}
PATCHED = {
    "the check": "import nma_ae.exercises.check as c\nc.fault = lambda *a: None",
    "the session": "from nma_ae.exercises import session, verdict\n"
    "session.check = lambda name, *a, **k: verdict.correct_verdict(name)",
    "the cases": "from nma_ae.exercises import courses\n"
    f"courses.load('{COUNT}').__dict__['cases'] = ()",
    "the outcomes": "import nma_ae.tools.grade.child as c\nc.outcomes = lambda *a: []",
    "the reference": "from nma_ae.exercises import courses\n"
    "courses.reference = lambda name: lambda widths: -1",
    "equality": "int.__eq__ if True else 0\nimport nma_ae.exercises.compare as c\n"
    "c.difference = lambda *a, **k: None",
    "json": 'json.dumps = lambda *a, **k: \'{"status": "graded", "reason": ""}\'',
    "torch": "nn.Linear.forward = lambda self, x: x\ntorch.allclose = lambda *a, **k: True",
}
BRUTAL = {
    "its socket in pieces": "os.closerange(3, 64)",
    "a signal to its parent": "os.kill(os.getppid(), signal.SIGKILL)",
    "a signal to everybody": "os.kill(-1, signal.SIGKILL)",
    "a null pointer": "ctypes.string_at(0)",
    "an abort": "os.abort()",
    "endless bytes": "while True: tell(b'x' * 2**20)",
    "a sleeper": f"subprocess.Popen(['sleep', '{MARK}'])",
    "a demon": f"""
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(1, 0)
        os.execvp("sleep", ["sleep", "{MARK}"])
    os._exit(0)
""",
    "another program": f"os.execvp('sleep', ['sleep', '{MARK}'])",
    "many processes": """
while True:
    try: os.fork() or time.sleep(600)
    except OSError: break
""",
    "much memory in several processes": """
for _ in range(6):
    if os.fork() == 0:
        hoard = bytearray(b"x") * (300 * 2**20)
        time.sleep(600)
time.sleep(600)
""",
    "a full disk": "file = open('x', 'wb')\nfor _ in range(400): file.write(bytes(2**20))",
    "nested folders": "for _ in range(3000):\n    os.mkdir('d')\n    os.chdir('d')",
    "the package": "import nma_ae\nopen(nma_ae.__file__, 'a').write('broken')",
    "the disk above": "subprocess.run(['mount', '-o', 'remount,rw', '/'])\n"
    "import nma_ae\nopen(nma_ae.__file__, 'a').write('broken')",
    "rights of a new user": "ctypes.CDLL(None).unshare(0x10020000)\n"
    "ctypes.CDLL(None).mount(None, b'/', None, ctypes.c_ulong(32), None)\n"
    "import nma_ae\nopen(nma_ae.__file__, 'a').write('broken')",
    "an error without a text": "class E(BaseException):\n"
    "    def __str__(self): raise self\nraise E",
    "a deep recursion": "sys.setrecursionlimit(10**8)\n(f := lambda: f())()",
}
RESULTS = {
    "a liar": "class L(int):\n    __eq__ = __ge__ = lambda *a: True\n"
    "    __int__ = lambda s: 1 / 0\nR = L(3)",
    "a huge number": "R = 1 << 10**6",
    "a huge text": "R = 'x' * 10**8",
    "a huge array": "R = torch.zeros(3 * 10**6)",
    "objects": "R = np.array([object()])",
    "nested lists": "R = []\nfor _ in range(10**4): R = [R]",
    "itself": "R = []\nR.append(R)",
    "many items": "R = [0] * 10**6",
    "surrogates": "R = {'\\ud800': '\\udfff'}",
    "nan": "R = float('nan')",
    "a generator": "R = iter(int, 1)",
}
HONEST = {
    "a layer": "layer = nn.PReLU()\nONE = sum(p.numel() for p in layer.parameters())",
    "a device": "device = torch.device('cpu')\nONE = int(device.type == 'cpu')",
    "a lambda": "one = lambda: later\nlater = 1\nONE = one()",
    "a condition": "if True:\n    ONE = 1",
    "a loop": "for ONE in range(2):\n    pass",
    "an increment": "ONE = 0\nONE += 1",
    "a method": "ones = []\nones.append(1)\nONE = ones[0]",
    "an item": "settings = {}\nsettings['one'] = 1\nONE = settings['one']",
    "an attribute": "class Settings: pass\nSettings.one = 1\nONE = Settings.one",
    "a function that sets it": "def set_one():\n    global ONE\n    ONE = 1\nset_one()",
    "a try": "try:\n    ONE = unknown\nexcept NameError:\n    ONE = 1",
    "a with": "with torch.no_grad():\n    ONE = int(torch.ones(1))",
    "a walrus": "(ONE := 1)",
    "a match": "match [1]:\n    case [ONE]: pass",
    "a shuffled order": "ONE = other()\ndef other(): return 1\nONE = other()",
    "magics": "%matplotlib inline\n!ls\nfiles = !ls\nONE = 1",
    "training that is not needed": "ONE = 1\nwhile True: train()",
    "an input": "name = input()\nONE = 1",
    "a broken cell": "ONE = 1\n\x00(",
}
NOT_RUN = {
    "what fails": ("model = load('weights.pt')\nONE = model.one", "code cell 2, `model = load("),
    "what never ends": ("ONE = 1\nwhile True: ONE = 1", "no time left"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("class")


def written(folder: Path, name: str, *cells: str) -> str:
    path = folder / f"{name.replace(' ', '_').replace(chr(39), '')}.ipynb"
    made = [{"cell_type": "code", "source": textwrap.dedent(cell)} for cell in cells]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": made}))
    return str(path)


@pytest.fixture(scope="module")
def workers():
    with Workers(2) as started:
        yield started


def graded(
    workers: Workers, folder: Path, cells: dict[str, list[str]], *, seconds: float = 60.0
) -> dict[str, Graded]:
    """Grade notebooks, a right one between every two: nobody may disturb another."""
    paths = {name: written(folder, name, IMPORTS, *each) for name, each in cells.items()}
    good = {
        f"good {name}": written(folder, f"good {name}", IMPORTS, "ONE = 1", RIGHT)
        for name in list(cells)[::4]
    }
    order = [name for each in cells for name in (each, f"good {each}") if name in paths | good]
    found = workers.grade([(paths | good)[name] for name in order], seconds=seconds, megabytes=1024)
    by_name = {order[number]: each for number, each in found}
    assert set(by_name) == set(order)
    assert {name: row(by_name[name]).status for name in good} == dict.fromkeys(good, "correct")
    class_ = [by_name[name] for name in order]
    for form in (as_csv, as_json, as_mistakes):
        assert as_bytes(form(class_)).decode()
    return {name: by_name[name] for name in cells}


def row(found: Graded, name: str = COUNT) -> Row:
    return next((each for each in found.rows if each.exercise == name), Row(name, found.status))


def statuses(found: dict[str, Graded]) -> dict[str, str]:
    return {name: row(each).status for name, each in found.items()}


def test_messages_that_are_forged_change_nothing(workers, folder):
    before = {name: [TELL, f"{code}\n{WRONG}"] for name, code in FORGED.items()}
    after = {
        f"{name}, then gone": [TELL, f"{code}\nos._exit(0)\n{WRONG}"]
        for name, code in FORGED.items()
    }
    later = {f"{name} later": [TELL, WRONG, f"{code}\n{WRONG}"] for name, code in FORGED.items()}
    found = graded(workers, folder, before | after | later)
    assert set(statuses(found).values()) <= NOT_CORRECT
    assert {row(each, SPLIT).status for each in found.values()} == {"missing"}
    assert statuses(found)["a row with unknown keys"] == "wrong"


def test_what_is_patched_in_its_own_process_makes_nothing_right(workers, folder):
    cells = {name: [f"{code}\n{WRONG}"] for name, code in PATCHED.items()}
    found = statuses(graded(workers, folder, cells, seconds=20))
    assert set(found.values()) <= NOT_CORRECT
    assert found["the check"] == found["the reference"] == "wrong"


@pytest.mark.claim(
    "writes at most 256 MB into a folder that is gone afterwards, and whatever it starts ends with "
    "it",
    page="about/instructors",
)
def test_what_a_submission_destroys_is_its_own(workers, folder, monkeypatch):
    scratches, finish = [], process._Run.finish

    def noted(run):
        scratches.append(run.scratch)
        assert os.path.isdir(run.scratch)
        return finish(run)

    monkeypatch.setattr(process._Run, "finish", noted)
    cells = {name: [TELL, f"{code}\n{WRONG}"] for name, code in BRUTAL.items()}
    found = graded(workers, folder, cells, seconds=20)
    assert set(statuses(found).values()) <= NOT_CORRECT
    assert found["many processes"].status == "out-of-memory"
    assert "it said more" in found["endless bytes"].reason
    assert found["much memory in several processes"].status == "out-of-memory"
    for name in ("a full disk", "the package", "the disk above", "rights of a new user"):
        assert "broken" not in Path(sys.modules["nma_ae"].__file__).read_text()
        assert found[name].unheld or statuses(found)[name] in ("wrong", "error")
    assert not running(MARK, as_argument=True)
    assert limits.SCRATCH_MEGABYTES == 256
    assert len(scratches) >= len(cells)
    assert not any(map(os.path.exists, scratches))


def test_no_result_is_too_odd(workers, folder):
    answer = WRONG.replace("-1", "R")
    cells = {name: [f"{code}\n{answer}"] for name, code in RESULTS.items()}
    found = statuses(graded(workers, folder, cells))
    assert set(found.values()) <= {"wrong", "error"}


def test_right_answers_count_however_their_names_came_to_be(workers, folder):
    cells = {name: [code, RIGHT] for name, code in HONEST.items()}
    found = statuses(graded(workers, folder, cells))
    broken = "a broken cell"
    assert found == dict.fromkeys(HONEST, "correct") | {broken: "error"}


@pytest.mark.claim(
    "Where some of that failed, or took longer than there was time for, the row says so under "
    "`details`",
    page="about/instructors",
)
def test_a_row_says_what_was_not_run(workers, folder):
    cells = {name: [code, RIGHT] for name, (code, _said) in NOT_RUN.items()}
    for name, each in graded(workers, folder, cells, seconds=30).items():
        assert "not run: " in row(each).details
        assert NOT_RUN[name][1] in row(each).details


def test_an_answer_that_is_the_solution_is_named(workers, folder):
    from nma_ae.exercises import solution

    code = solution(COUNT).code
    copied = code.replace("def count_parameters", f'@exercise("{COUNT}")\ndef count_parameters')
    used = f"""
    from nma_ae.exercises import courses
    @exercise("{COUNT}")
    def count_parameters(widths):
        return courses.reference("{COUNT}")(widths)
    """
    found = graded(workers, folder, {"copied": [copied], "used": [used], "own": ["ONE = 1", RIGHT]})
    assert set(statuses(found).values()) == {"correct"}
    assert row(found["copied"]).clue == "Its code is that of the solution."
    assert "through courses" in row(found["used"]).clue
    assert row(found["own"]).clue == ""


def test_where_the_system_isolates_nobody_the_report_says_so(folder, tmp_path, monkeypatch):
    without = """
from nma_ae.tools.grade import limits
limits.isolate = lambda: (False, False)
limits.bound_files = lambda *_arguments: False
"""
    monkeypatch.setattr(process, "_START", without + process._START)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cells = {name: [TELL, f"{BRUTAL[name]}\n{WRONG}"] for name in ("a demon", "nested folders")}
    with Workers(1) as one:
        found = graded(one, folder, cells, seconds=60)
    assert statuses(found)["a demon"] == "wrong"
    assert found["a demon"].network == "asked to stay offline"
    assert found["a demon"].memory == "limited"
    assert found["a demon"].unheld == "; ".join(UNHELD.values())
    assert not running(MARK, as_argument=True)
    assert list(tmp_path.iterdir()) == []
