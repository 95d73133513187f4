"""Answers that come as a text, as from a web page, and verdicts that leave as HTML."""

import pytest

from nma_ae.exercises import courses, page, set_language
from nma_ae.exercises.adapters import page as place
from nma_ae.exercises.messages import translation
from nma_ae.exercises.source import source

pytestmark = pytest.mark.usefixtures("patience")

NAME = "deep_autoencoder.count_parameters"
RIGHT = """
def count_parameters(widths):
    way = widths + widths[-2::-1]
    return sum(a * b + b for a, b in zip(way, way[1:])) + len(way) - 2
"""


@pytest.fixture(autouse=True)
def _as_in_a_page(monkeypatch, tmp_path):
    monkeypatch.setenv("NMA_AE_PROGRESS", str(tmp_path / "progress.txt"))
    monkeypatch.setattr(place, "place", None)
    yield
    set_language("en")


def judged(code, name=NAME):
    shown = []
    status = page.judge(name, code, shown.append)
    return status, shown


def test_a_right_answer_is_correct_and_says_no_more():
    status, shown = judged(RIGHT)
    assert status == "correct"
    assert "nma-verdict--correct" in shown[-1]
    assert "cells below" not in shown[-1]


def test_a_known_mistake_gets_its_hint_before_any_search():
    wrong = next(each for each in courses.load(NAME).misconceptions if each.name == "no_slopes")
    status, shown = judged(source(wrong.made, "count_parameters"))
    assert status == "wrong"
    assert wrong.hint.split(".")[0] in shown[0]


def test_the_line_of_a_mistake_is_quoted():
    status, shown = judged(RIGHT.replace("a * b + b", "a * a + b"))
    assert status == "wrong"
    assert "a * a + b" in shown[-1]
    assert len(shown) > 1  # at first without the search


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def count_parameters(widths):\n    return 1 +\n", ["SyntaxError", "line 2: return 1 +"]),
        ("import nothing_of_that_name\n", ["ModuleNotFoundError", "import nothing_of_that_name"]),
        ("raise SystemExit\n", ["SystemExit", "raise SystemExit"]),
        ("def count(widths):\n    return 1\n", ["has to define <code>count_parameters</code>"]),
        ("", ["has to define <code>count_parameters</code>"]),
    ],
)
def test_code_that_defines_no_answer_is_an_error_and_says_why(code, said):
    status, (shown,) = judged(code)
    assert status == "error"
    assert all(each in shown for each in said)


def test_what_a_reader_types_is_no_html():
    _status, shown = judged("def count_parameters(widths):\n    return '<img src=x>'\n")
    assert "<img" not in shown[-1]
    assert "&lt;img" in shown[-1]


def test_an_open_answer_is_open():
    status, _shown = judged("def count_parameters(widths):\n    raise NotImplementedError\n")
    assert status == "open"


def test_hints_follow_one_another_and_begin_again():
    said = [page.next_hint("deep_mlp.leaky_relu_gain") for _ in range(4)]
    hints = courses.load("deep_mlp.leaky_relu_gain").hints
    assert len(hints) == 3
    assert all(hint in text for hint, text in zip(hints, said, strict=False))
    assert said[3] == said[0]


def test_an_answer_that_does_not_end_is_told_so_in_the_readers_language():
    assert "stopped after 10 seconds." in page.stopped(NAME, 10)
    set_language("ja")
    text = translation("ja").gettext("stopped after {seconds:g} seconds.").format(seconds=10)
    assert text in page.stopped(NAME, 10)


def test_the_verdict_of_a_notebook_is_as_it_was(capsys):
    judged(RIGHT)
    place.place = None
    namespace = {"__name__": "__main__"}
    code = "from nma_ae.exercises import exercise\n@exercise('count_parameters')\n"
    exec(f"{code}def count_parameters(widths):\n    return 1\n", namespace)
    assert "so the cells below run" in capsys.readouterr().out
