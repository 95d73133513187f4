"""How a verdict looks, whatever is in it."""

import pytest

from nma_ae.exercises.verdict import Verdict, correct_verdict, open_verdict

HOSTILE = "<script>alert('1')</script> & <img src=x onerror=y> `code` \"quoted\""


@pytest.mark.parametrize("status", ["open", "correct", "wrong", "error", "check-failed"])
def test_everything_is_escaped(status):
    verdict = Verdict(f"a.{HOSTILE}", status, HOSTILE, ((HOSTILE, HOSTILE),), HOSTILE)
    html = verdict._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;") == 5
    assert "<code>code</code>" in html
    assert f'class="nma-verdict nma-verdict--{status}"' in html


def test_text_is_aligned_and_keeps_its_lines():
    verdict = Verdict("a.b", "wrong", "no.", (("got", "1\n2"), ("expected", "3")), "Next.")
    assert str(verdict) == "✗ `b`: no.\n  got       1\n            2\n  expected  3\n  Next."
    assert repr(verdict) == str(verdict)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("\x1b[31mred\x07", "�[31mred�"),
        ("\ud800", "�"),
        ("tab\tand 日本語 e\u0301", "tab\tand 日本語 e\u0301"),
    ],
)
def test_rows_can_be_printed_anywhere(text, printed):
    verdict = Verdict("a.b", "wrong", "", (("got", text),))
    assert verdict.rows == (("got", printed),)
    str(verdict).encode()
    verdict._repr_html_().encode()


def test_rows_have_headers_for_screen_readers():
    html = Verdict("a.b", "wrong", "", (("got", "1"),))._repr_html_()
    assert '<th scope="row"' in html
    assert 'role="status"' in html
    assert "✗" in html  # not told by colour alone


def test_the_verdicts_that_are_always_the_same():
    assert str(open_verdict("a.b")).startswith("○ `b`: not attempted yet")
    assert str(correct_verdict("a.b")).startswith("✓ `b`: correct")
