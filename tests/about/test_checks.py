"""What the page about the checks says of itself."""

import re
from pathlib import Path

import pytest

from nma_ae.exercises.mutation import N_GENERATED
from nma_ae.tools.compare.tolerance import Tolerance
from nma_ae.tools.unseen import read_answers

ROOT = Path(__file__).parents[2]
SETS = {"first": (363, 126), "second": (346, 116)}

GIVEN = {
    "its losses agree to about 0.2 %": "measured",
    "… not accepted | 362 | 345": "measured",
    "… mistake named | 265 | 235": "measured",
    "… … by words | 216 | 204": "measured",
    "… … by line and kind | 117 | 97": "measured",
    "… accepted | 126 | 116": "measured",
}


@pytest.mark.claim("with a relative tolerance of 0.0001, unless the cell says otherwise")
def test_the_tolerance_of_decimals():
    assert Tolerance().rtol == 0.0001


@pytest.mark.claim("must be right on 200 inputs made at random as well")
def test_the_number_of_generated_inputs():
    assert N_GENERATED == 200


@pytest.mark.claim("wrong answers | 363 | 346", "right answers | 126 | 116")
def test_the_table_counts_the_answers_of_both_sets():
    for name, counts in SETS.items():
        answers = read_answers(ROOT / "tests" / "exercises" / "unseen" / name)
        n_right = sum(answer.right for answer in answers)
        assert (len(answers) - n_right, n_right) == counts


def test_the_table_adds_up():
    """No count of named mistakes is larger than that of the answers, nor than its two parts."""
    page = (ROOT / "book" / "about" / "checks.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([^|]*?) \| (\d+ \| \d+) \|$", page, re.MULTILINE))
    counts = {label: [int(each) for each in row.split(" | ")] for label, row in rows.items()}
    for column in range(2):
        named = counts["… mistake named"][column]
        by_words, by_line = (counts[f"… … by {how}"][column] for how in ("words", "line and kind"))
        assert max(by_words, by_line) <= named <= by_words + by_line
        assert named <= counts["… not accepted"][column] <= counts["wrong answers"][column]
