import pytest

from nma_ae.analysis import Table
from nma_ae.exercises.tables import html_table, text_table

HEADER = ["set", "loss"]
ROWS = [["train", "-0.5000"], ["test", "1,024.2500"], ["none", ""]]


def test_text_aligns_words_left_and_numbers_right():
    assert text_table(HEADER, ROWS).splitlines() == [
        "set          loss",
        "train     -0.5000",
        "test   1,024.2500",
        "none",
    ]


def test_text_with_japanese_letters_is_aligned_as_a_terminal_shows_it():
    rows = [["自己符号化器", "0.5"], ["PCA", "0.25"], ["か\u3099", "1"]]  # a letter in two signs
    assert text_table(["モデル", "損失"], rows).splitlines() == [
        "モデル        損失",
        "自己符号化器   0.5",
        "PCA           0.25",
        "か\u3099               1",
    ]


def test_html_aligns_words_left_and_numbers_right():
    html = html_table(["set", "loss"], [["<a>", "0.5"]])
    assert html == (
        '<table><thead><tr><th scope="col" style="text-align: left">set</th>'
        '<th scope="col" style="text-align: right">loss</th></tr></thead>'
        '<tbody><tr><td style="text-align: left">&lt;a&gt;</td>'
        '<td style="text-align: right">0.5</td></tr></tbody></table>'
    )


def test_names_in_code_are_set_as_code():
    html = html_table(["exercise", "state"], [["<a>", "open"]], code=[0])
    assert '<td style="text-align: left"><code>&lt;a&gt;</code></td>' in html
    assert '<td style="text-align: left">open</td>' in html


@pytest.mark.parametrize("table", [text_table, html_table])
def test_a_row_of_another_length_is_refused(table):
    with pytest.raises(ValueError, match="shorter"):
        table(HEADER, [["train"]])


def test_a_table_prints_as_text_and_as_html():
    table = Table(HEADER, ROWS)
    assert repr(table) == text_table(HEADER, ROWS)
    assert table._repr_html_() == html_table(HEADER, ROWS)
