"""Answers that the engine has not seen: reading them, judging them, the table."""

from pathlib import Path

import pytest

from nma_ae.cli import main
from nma_ae.exercises import courses
from nma_ae.tools.unseen import judge, read_answers, table

ROOT = Path(__file__).parents[2]
UNSEEN = ROOT / "tests/exercises/unseen"
NEWER = {"deep_mlp.train_mlp", "ssl_rsm.nearest_images"}
"""Exercises written after both sets: their authors could not answer them."""

ANSWERS = """\
# wrong
# mistake: counts no biases
# line: return sum(n_in * n_out for n_in, n_out in zip(widths, widths[1:]))
# kind: operator
# words: bias
def count_mlp_parameters(widths):
    return sum(n_in * n_out for n_in, n_out in zip(widths, widths[1:]))
# ---
# wrong
# mistake: starts one too late
# line: for i in range(2, len(widths)):
# kind: index
# words: no such word in any verdict
def count_mlp_parameters(widths):
    total = 0
    for i in range(2, len(widths)):
        total += (widths[i - 1] + 1) * widths[i]
    return total
# ---
# right
# style: one line
def count_mlp_parameters(widths):
    return sum((a + 1) * b for a, b in zip(widths, widths[1:]))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)  # the notebook's names are read from book/
    (tmp_path / "deep_mlp").mkdir()
    (tmp_path / "deep_mlp/count_mlp_parameters.py").write_text(ANSWERS)
    return tmp_path


def test_a_mistake_is_named_by_words_or_by_its_line(folder):
    by_words, by_line, right = map(judge, read_answers(folder))
    assert (by_words.by_words, by_words.diagnosed) == (True, True)
    assert (by_line.by_words, by_line.by_line, by_line.diagnosed) == (False, True, True)
    assert not right.rejected
    row = table([by_words, by_line, right]).splitlines()[-1].split()
    assert row[:8] == ["all", "2", "2", "2", "1", "2", "1", "1"]


def test_the_command_prints_the_table_and_what_is_asked_for(folder, capsys):
    assert main(["unseen", str(folder), "--show", "all", "--only", "count_mlp"]) == 0
    printed = capsys.readouterr().out
    assert "counts no biases" in printed
    assert printed.splitlines()[-1].startswith("all")
    assert main(["unseen", str(folder), "--only", "no such exercise"]) == 2
    assert "expected CHAPTER/EXERCISE.py with answers" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("# wrong\n# line: x\n", "its head lacks kind, mistake, words"),
        ("", "`# right` or `# wrong`"),
    ],
)
def test_an_answer_without_its_head_is_named(folder, head, message):
    path = folder / "deep_mlp/count_mlp_parameters.py"
    path.write_text(f"{head}def count_mlp_parameters(widths):\n    return 3\n")
    with pytest.raises(ValueError, match=message):
        read_answers(folder)


@pytest.mark.parametrize("chosen", sorted(UNSEEN.glob("*")), ids=lambda path: path.name)
def test_there_are_enough_unseen_answers_to_every_exercise(chosen):
    answers = read_answers(chosen)
    for name in set(courses.names()) - NEWER:
        mine = [each for each in answers if each.exercise == name]
        assert sum(not each.right for each in mine) >= 8, name
        assert sum(each.right for each in mine) >= 4, name
        for each in mine:
            assert all(line in map(str.strip, each.code.split("\n")) for line in each.lines), name
