"""The checks that functions share: what passes, and what their errors say."""

from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from nma_ae import arguments as checks

MATRIX = torch.rand(4, 3)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (partial(checks.require_positive_integers, n=0), "n must be a positive integer, got 0"),
        (partial(checks.require_positive_integers, n=True), "positive integer, got True"),
        (partial(checks.require_positive_integers, n=2.0), "positive integer, got 2.0"),
        (partial(checks.require_positive_integers, n=[1]), r"positive integer, got \[1\]"),
        (partial(checks.require_positive_integers, most=9, n=10), "n must be at most 9, got 10"),
        (partial(checks.require_integers, 1, 3, k=4), "k must be an integer from 1 to 3, got 4"),
        (partial(checks.require_numbers, x=float("nan")), "x must be a finite number .*got nan"),
        (partial(checks.require_numbers, x="1"), "got '1'"),
        (partial(checks.require_numbers, x=1e30), r"below 1e\+18 in size, got 1e\+30"),
        (partial(checks.require_numbers, above=0, most=1, x=0), "x must be above 0 and at most 1"),
        (partial(checks.require_numbers, least=0, below=1, x=1), "at least 0 and below 1, got 1"),
        (partial(checks.require_flags, on="no"), "on must be True or False, got 'no'"),
        (partial(checks.require_kinds, nn.Module, net=3), "net must be of type Module, got 3"),
        (
            partial(checks.require_kinds, torch.Generator | None, generator=0),
            "generator must be of type Generator or None, got 0",
        ),
        (partial(checks.require_callables, f=nn.Linear), "f must be a .*got the class Linear"),
        (partial(checks.require_one_of, ("a", "b"), x=["a"]), r"x must be one of a, b, got list"),
        (partial(checks.require_items, str, names="ab"), "names must be a list or a tuple"),
        (partial(checks.require_items, str, names=["a", 1]), r"names\[1\] must be of type str"),
        (partial(checks.require_mappings, str, words={"a": 1}), r"words\['a'\] must be of type"),
        (partial(checks.require_widths, "12"), "widths must be a list of positive integers"),
        (partial(checks.require_widths, [3]), "widths must name at least the input and the code"),
        (partial(checks.require_widths, [10**5] * 2, in_memory=True), "at most 1,000,000,000"),
        (partial(checks.require_pairs, radii=(1.0,)), "radii must be a pair of finite numbers"),
        (partial(checks.require_ranges, xlim=(1, 0)), "xlim must be finite and ascending"),
        (partial(checks.require_image_shape, (0, 4)), "image_shape must be the height and width"),
        (partial(checks.require_tensors, x=[1.0]), r"x must be a tensor, got \[1.0\]"),
        (partial(checks.require_tensors, "(n, 2)", x=MATRIX), r"x must be \(n, 2\), got shape"),
        (
            partial(checks.require_tensors, "(n, d)", x=MATRIX, y=MATRIX[:3]),
            r"y must be \(n, d\) with n = 4 and d = 3, got shape \(3, 3\)",
        ),
        (
            partial(checks.require_tensors, "(n, d)", x=MATRIX[None, None]),
            r"got shape \(1, 1, 4, 3\); flatten images",
        ),
        (partial(checks.require_floats, x=MATRIX.long()), "x must be floats, got torch.int64"),
        (partial(checks.require_floats, x=MATRIX / 0), "x must be finite, got NaN or infinity"),
        (partial(checks.require_floats, x=1e30 * MATRIX), r"x must be below 1e\+18 in size"),
        (partial(checks.require_floats, "(n, d)", least=1, x=MATRIX[:0]), "n at least 1, got"),
        (
            partial(checks.require_floats, x=MATRIX, y=MATRIX.double()),
            "y must have the dtype of x, torch.float32, got torch.float64",
        ),
        (partial(checks.require_same_shape, x=MATRIX, y=MATRIX[0]), "y must have the shape of x"),
        (
            partial(checks.require_labels, 3, y=torch.zeros(2).long()),
            r"y must be one class for each of 3 images, got shape \(2,\)",
        ),
        (partial(checks.require_labels, y=torch.zeros(2)), "y must be int64, got torch.float32"),
        (partial(checks.require_labels, y=torch.tensor([-1])), "y must be at least 0, got -1"),
        (
            partial(checks.require_labels, n_classes=3, y=torch.tensor([3])),
            "y must be from 0 to 2, got 3 to 3",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_came_and_what_was_expected(check, message):
    with pytest.raises(ValueError, match=message):
        check()


def test_what_is_right_passes():
    checks.require_positive_integers(a=1, b=np.int64(3), most=3)
    checks.require_integers(0, 2, a=np.int32(0))
    checks.require_numbers(above=0, a=np.float32(0.5), b=1)
    checks.require_flags(a=True, b=np.bool_(False))
    checks.require_callables(a=nn.Linear(1, 1), b=len)
    checks.require_callables(classes=True, a=torch.optim.SGD)
    checks.require_tensors("(n, ...)", a=MATRIX, b=MATRIX[:, 0])
    checks.require_floats("(n, 3)", a=MATRIX.double().requires_grad_())
    checks.require_floats("(n, 3)", a=MATRIX.to("meta"))
    checks.require_floats(finite=False, a=MATRIX / 0)
    checks.require_floats(a=torch.full((3,), 1e17))
    checks.require_labels(2, a=torch.tensor([0, 5]))
    assert checks.require_widths((np.int64(4), 2)) == [4, 2]
    assert checks.require_image_shape([np.int64(4), 2]) == (4, 2)


def test_halves_whose_squares_overflow_are_finite_all_the_same():
    checks.require_floats(a=torch.full((1000,), 60_000.0).half())


@pytest.mark.parametrize(
    ("ask_torch", "reason"),
    [
        (lambda: nn.Linear(3, 2)(torch.rand(4, 5)), "multiplied"),
        (lambda: nn.functional.binary_cross_entropy(torch.rand(3), torch.rand(4)), "target size"),
        (lambda: nn.functional.cross_entropy(torch.rand(2, 3), torch.tensor([0, 3])), "bounds"),
    ],
)
def test_what_torch_finds_names_the_arguments(ask_torch, reason):
    message = f"^model and images do not fit together: .*{reason}"
    with pytest.raises(ValueError, match=message), checks.fitting_together("model", "images"):
        ask_torch()


@pytest.mark.parametrize("error", [NotImplementedError, ValueError("mine"), TypeError, KeyError])
def test_errors_of_the_callers_own_code_pass(error):
    with pytest.raises(Exception) as raised, checks.fitting_together("model"):
        raise error
    assert isinstance(raised.value, type(error) if isinstance(error, Exception) else error)
    assert "fit together" not in str(raised.value)
