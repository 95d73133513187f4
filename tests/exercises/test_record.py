"""Progress is kept, and never stands in the way."""

import os
import subprocess
import sys

import pytest

from nma_ae.exercises import progress, record
from nma_ae.exercises.verdict import Verdict

FIRST, SECOND = "sample.mean_and_spread", "sample.Scale"


@pytest.fixture
def file():
    return record.progress_file()


def note(name, status="correct"):
    record.record(Verdict(name, status, ""))


def restart(monkeypatch):
    monkeypatch.setattr(record, "_this_session", {})


def states(chapter="sample"):
    return dict(progress(chapter).rows)


def test_progress_of_a_new_student():
    assert set(states().values()) == {"○ open"}
    assert list(states())[:2] == [FIRST, SECOND]


def test_progress_survives_a_restart(monkeypatch):
    note(FIRST)
    note(SECOND, "wrong")
    assert states() == {
        **dict.fromkeys(states(), "○ open"),
        FIRST: "✓ solved",
        SECOND: "✗ attempted",
    }
    restart(monkeypatch)
    assert states() == {**dict.fromkeys(states(), "○ open"), FIRST: "✓ solved earlier"}


def test_what_was_solved_once_stays_solved(monkeypatch, file):
    note(FIRST)
    note(FIRST, "wrong")
    note(FIRST)
    note(FIRST, "open")
    assert states()[FIRST] == "✓ solved earlier"
    assert file.read_text().split() == [FIRST]


@pytest.mark.parametrize("status", ["open", "wrong", "error", "check-failed"])
def test_only_correct_answers_are_kept(file, status):
    note(FIRST, status)
    assert not file.exists()


def test_an_unknown_chapter():
    with pytest.raises(ValueError, match="There is no chapter 'nothing'"):
        progress("nothing")


def test_the_whole_course_is_tabled():
    assert {name.split(".")[0] for name in states(None)} > {"sample"}


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00 no text", b'{"solved": [3]}', b"\n" * 100, b"half a li"]
)
def test_a_corrupted_file_costs_nothing_but_itself(monkeypatch, file, content):
    file.write_bytes(content)
    assert states()[FIRST] == "○ open"
    note(FIRST)
    restart(monkeypatch)
    assert states()[FIRST] == "✓ solved earlier"


def test_half_a_line_does_not_spoil_the_next(monkeypatch, file):
    file.write_text(f"{SECOND}\nsample.fact")
    note(FIRST)
    restart(monkeypatch)
    assert states()[FIRST] == states()[SECOND] == "✓ solved earlier"


def unwritable_folder(tmp_path):
    (tmp_path / "a file").write_text("")
    return tmp_path / "a file" / "progress.txt"


def unwritable_file(tmp_path):
    return tmp_path  # a folder where the file should be


def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def device(tmp_path):
    return "/dev/full"


def unreadable_root(tmp_path):
    return "/proc/nothing/progress.txt"


@pytest.mark.parametrize(
    "path", [unwritable_folder, unwritable_file, unreadable_root, pipe, device]
)
def test_where_nothing_can_be_written_the_lesson_goes_on(monkeypatch, tmp_path, path):
    monkeypatch.setenv("NMA_AE_PROGRESS", str(path(tmp_path)))
    note(FIRST)
    assert states()[FIRST] == "✓ solved (could not be saved)"


def test_a_huge_file_is_not_read_to_its_end(file):
    note(FIRST)
    os.truncate(file, 10**12)
    assert states()[FIRST] == "✓ solved"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_file(file):
    file.write_text("")
    file.chmod(0o400)
    note(FIRST)
    assert states()[FIRST] == "✓ solved (could not be saved)"


def test_the_folder_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("NMA_AE_PROGRESS", str(tmp_path / "a" / "b" / "progress.txt"))
    note(FIRST)
    assert states()[FIRST] == "✓ solved"


def test_without_the_variable_the_file_is_the_users_own(monkeypatch, tmp_path):
    monkeypatch.delenv("NMA_AE_PROGRESS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert record.progress_file().name == "progress.txt"
    assert "nma_ae" in record.progress_file().parts


WRITER = """
from nma_ae.exercises import record
print("ready", flush=True)
input()
for i in range(300):
    record._append(f"other.{i}")
"""


def test_two_processes_at_once_both_keep_theirs():
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", WRITER], **pipes) as other:
        assert other.stdout.readline() == "ready\n"
        other.stdin.write("go\n")
        other.stdin.flush()
        for i in range(300):
            record._append(f"one.{i}")
    assert other.returncode == 0
    assert {f"{who}.{i}" for who in ("one", "other") for i in range(300)} <= record._read()


def test_the_table_as_text_and_as_html():
    note(FIRST)
    lines = str(progress("sample")).splitlines()
    assert lines[0] == "sample.mean_and_spread  ✓ solved"
    assert lines[1] == "sample.Scale            ○ open"
    html = progress("sample")._repr_html_()
    assert '<th scope="col"' in html
    assert html.count("<tr>") == 1 + len(lines)
    assert "<code>sample.Scale</code>" in html
