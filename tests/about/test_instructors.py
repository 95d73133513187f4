"""What the instructors' page gives as measured, and what follows from it."""

import json
from pathlib import Path

import pytest

BOOK = Path(__file__).parents[2] / "book"
GIVEN = {
    "a chapter took up to a minute and a half": "measured",
    "took up to 1.3 GB of memory": "measured",
    "Plan 1.5 GB for each student": "choice",
    "the best answer counts": "definition",
    "It never adds the solution": "definition",  # tests/tools/test_grade_class.py
}


@pytest.mark.claim("16 GB carry about ten.")
def test_the_students_that_a_hub_carries():
    assert 16 // 1.5 == 10


@pytest.mark.claim('90, "after": ["deep_autoencoder"]}`')
def test_the_example_of_metadata_has_the_form_of_real_ones():
    example = {"minutes": 90, "after": ["deep_autoencoder"]}
    for path in BOOK.glob("*.ipynb"):
        course = json.loads(path.read_text())["metadata"]["course"]
        assert course.keys() == example.keys()
