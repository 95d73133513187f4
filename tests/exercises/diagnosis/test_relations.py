"""How what came relates to what was expected, in words."""

import numpy as np
import pytest
import torch

from nma_ae.exercises.diagnosis.relations import relation
from nma_ae.exercises.snapshot import snapshot

GENERATOR = np.random.default_rng(0)
MATRIX, SQUARE, TALL = (GENERATOR.normal(size=s) for s in [(4, 3), (3, 3), (6, 2)])
UNIT = MATRIX / np.linalg.norm(MATRIX, axis=1, keepdims=True)
SHARES = GENERATOR.dirichlet(np.ones(4), size=4)
SYMMETRIC, COSINES = 3 * (SQUARE + SQUARE.T), UNIT @ UNIT.T


def said(*pairs):
    return relation([(snapshot(e), snapshot(g)) for e, g in pairs], rtol=1e-4, atol=1e-6)


NUMBERS = {
    "sign": ([(3, -3), (2, -2)], "wrong sign"),
    "one more": ([(3, 4), (7, 8)], "one too many"),
    "one less": ([(3, 2), (7, 6)], "one too few"),
    "times": ([(3.0, 6.0), (7.0, 14.0)], "2 times what was expected"),
    "upside down": ([(4.0, 0.25), (0.5, 2.0)], "upside down"),
    "root": ([(4.0, 16.0), (3.0, 9.0)], "a root is missing"),
    "square": ([(4.0, 2.0), (9.0, 3.0)], "the square root of"),
    "nothing": ([(4.0, 5.0), (9.0, 3.0)], ""),
    "only one": ([(4.0, 5.5)], ""),
    "always 0": ([(3.0, 0.0), (7.0, 0.0)], ""),
}


@pytest.mark.parametrize(("pairs", "text"), NUMBERS.values(), ids=NUMBERS.keys())
def test_numbers(pairs, text):
    assert text in said(*pairs)
    assert bool(text) == bool(said(*pairs))


ARRAYS = {
    "sign": (MATRIX, -MATRIX, "wrong sign"),
    "transposed": (MATRIX, MATRIX.T, "transposed"),
    "transposed square": (SQUARE, SQUARE.T, "transposed"),
    "upside down": (MATRIX, MATRIX[::-1], "rows is reversed"),
    "mirrored": (MATRIX, MATRIX[:, ::-1], "mirrored"),
    "shifted": (MATRIX, np.roll(MATRIX, 1, 0), "shifted by one place along dimension 0"),
    "columns swapped": (MATRIX, MATRIX[:, [1, 0, 2]], "Columns 0 and 1 are swapped"),
    "column's sign": (MATRIX, MATRIX * [1, -1, 1], "Column 1 has the wrong sign"),
    "last row": (MATRIX, np.broadcast_to(MATRIX[-1], (4, 3)), "only the last one"),
    "other order": (MATRIX, MATRIX[[2, 0, 3, 1]], "rows are right, and in another order"),
    "times": (MATRIX, 64 * MATRIX, "64 times"),
    "off": (MATRIX, MATRIX + 0.5, "off by 0.5"),
    "squared": (abs(MATRIX), MATRIX**2, "a root is missing"),
    "column too many": (MATRIX, np.c_[np.ones(4), MATRIX], "first column is too many"),
    "column missing": (MATRIX, MATRIX[:, :-1], "last column is missing"),
    "flat": (MATRIX, MATRIX.ravel(), "the shape is flat"),
    "length 1": (MATRIX, MATRIX[None], "dimension of length 1 too many"),
    "rows of length 1": (UNIT, UNIT / 2, "0.5 times"),  # the plainer relation goes before
    "rows too short": (UNIT, UNIT * GENERATOR.uniform(0.5, 0.9, (4, 1)), "has length 1"),
    "rows that add up": (SHARES, SHARES**0.3, "adds up to 1"),
    "symmetric": (SYMMETRIC, SYMMETRIC + np.triu(SQUARE, 1), "is symmetric"),
    "diagonal": (COSINES, COSINES - np.diag([0.1, 0.2, 0.3, 0.4]), "The diagonal"),
    "means": (MATRIX - MATRIX.mean(0), MATRIX - MATRIX.mean(), "the mean 0"),
    "between 0 and 1": (SHARES[0], SHARES[0] + [0.9, 0.1, 0.8, 0.2], "between 0 and 1"),
    "between -1 and 1": (COSINES[0], 3 * COSINES[0] ** 3, "between -1 and 1"),
    "never negative": (3 * SHARES[1], np.log(SHARES[1]), "is negative"),
    "few numbers": (UNIT[0], UNIT[0] * [1, 0.5, 0.7], ""),
    "zeros": (MATRIX, 0 * MATRIX, ""),
    "unrelated": (MATRIX, GENERATOR.normal(size=(4, 3)), ""),
}


@pytest.mark.parametrize(("expected", "got", "text"), ARRAYS.values(), ids=ARRAYS.keys())
def test_arrays_and_tensors(expected, got, text):
    assert text in said((expected, got))
    assert bool(text) == bool(said((expected, got)))
    tensors = torch.tensor(expected), torch.tensor(np.ascontiguousarray(got))
    assert said(tensors) == said((expected, got))


def test_sums_for_means_are_told_by_the_number_of_rows():
    assert "sums, not means" in said((TALL, 6 * TALL), (MATRIX, 4 * MATRIX))


def test_a_relation_holds_in_every_case_or_is_not_said():
    assert said((MATRIX, -MATRIX), (SQUARE, SQUARE + 1)) == ""
    assert "wrong sign" in said((MATRIX, -MATRIX), (SQUARE, -SQUARE))


def test_sequences():
    assert "reverse order" in said(([1, 2, 3], [3, 2, 1]))
    assert "another order" in said(([1, 2, 3], [2, 3, 1]))
    assert "first item is missing" in said(([1, 2, 3], [2, 3]))
    assert "too many at the end" in said(([1, 2], [1, 2, 3]))
    assert "2 times" in said(([1.0, 2.0], [2.0, 4.0]))
    assert said(([1.0, 2.0], [2.0, 5.0])) == ""


def test_what_is_not_compared_has_no_relation():
    assert said(("a", "b")) == ""
    assert said((MATRIX, np.full((4, 3), np.nan))) == ""
    assert said((3, [3])) == ""
