"""Answers that are right for other inputs than they were given."""

import pytest

from nma_ae.exercises import Case
from nma_ae.exercises.diagnosis.counterfactual import counterfactuals
from nma_ae.exercises.outcome import outcomes


def scaled(value, low, high, steps=10):
    return round((value - low) / (high - low) * steps, 6)


CASES = [
    Case(inputs=lambda: {"value": 3.0, "low": 1.0, "high": 7.0, "steps": 10}),
    Case(inputs=lambda: {"value": 5.0, "low": 2.0, "high": 4.0, "steps": 4}),
]

AS_IF = {
    "swapped": (lambda v, a, b, n=10: scaled(v, b, a, n), "`low` and `high` were swapped"),
    "ignored": (lambda v, a, b, n=10: scaled(v, a, b), "`steps` were always 10"),
    "the example's": (lambda v, a, b, n=10: scaled(v, 1.0, b, n), "`low` were always 1"),
    "for another": (lambda v, a, b, n=10: scaled(v, a, n, n), "`high` were `steps`"),
    "right": (scaled, ""),
    "otherwise wrong": (lambda v, a, b, n=10: 7, ""),
}


@pytest.mark.parametrize(("answer", "text"), AS_IF.values(), ids=AS_IF.keys())
def test_an_answer_to_other_inputs_is_recognised(answer, text):
    examples = [case.inputs() for case in CASES]
    got = outcomes(answer, CASES, {})
    found = [
        each.text
        for each in counterfactuals(scaled, examples)
        if each.rival.behaves_like(got, CASES, [0, 1])
    ]
    assert any(text in each for each in found) if text else not found


def test_what_has_no_signature_has_none():
    assert counterfactuals(min, [{"a": 1, "b": 2}]) == []
    assert counterfactuals(lambda x: x, [{"y": 1}]) == []
