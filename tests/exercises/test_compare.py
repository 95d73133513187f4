"""What counts as equal, and how a difference is told."""

import re
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nma_ae.exercises.compare import describe, difference
from nma_ae.exercises.snapshot import MOST_ITEMS, Array, Thing, same, snapshot

inf, nan = float("inf"), float("nan")
t = torch.tensor


def compare(expected, got, rtol=1e-4, atol=1e-6):
    return difference(snapshot(expected), snapshot(got), rtol=rtol, atol=atol)


base = torch.arange(12.0).reshape(3, 4)

EQUAL = {
    "float64": (base, base.double()),
    "half": (t([1.0, 2.0]), t([1.0, 2.0], dtype=torch.float16)),
    "bfloat16": (t([1.0, 2.0]), t([1.0, 2.0], dtype=torch.bfloat16)),
    "float32 for float64": (base.double() / 3, base / 3),
    "integers for floats": (base, base.long()),
    "floats for integers": (base.long(), base),
    "transposed in memory": (base, base.T.contiguous().T),
    "every second": (base[:, ::2], base[:, ::2].clone()),
    "expanded": (torch.ones(2, 3), torch.ones(1).expand(2, 3)),
    "with gradients": (base, base.clone().requires_grad_()),
    "a parameter": (base, torch.nn.Parameter(base)),
    "made without gradients": (base, torch.inference_mode()(lambda: base + 0)()),
    "conjugate": (t([1 + 2j]), t([1 - 2j]).conj()),
    "within rtol": (t([1.0, 1000.0]), t([1.05, 1000.05])),
    "within atol": (0.0, 9e-7),
    "a number for a tensor of none": (t(3.0), 3),
    "a tensor of none for a number": (3.0, t(3)),
    "a NumPy number": (3.0, np.float32(3)),
    "a NumPy integer": (3, np.int64(3)),
    "a float for an integer": (3, 3.0),
    "a fraction": (0.5, Fraction(1, 2)),
    "an array of none": (3, np.array(3)),
    "a list for a tuple": ((1, 2), [1, 2]),
    "a tensor for a list": ([1, 2], t([1.0, 2.0])),
    "an array for a list": ([1.0, 2.0], np.array([1, 2])),
    "a tensor for a list of lists": ([[1, 2], [3, 4]], t([[1, 2], [3, 4]])),
    "a tensor for a list of tensors": ([base[0], base[1]], base[:2]),
    "a tuple of tensors": ((base, 3), (base.double(), 3)),
    "dicts in another order": ({"a": 1, "b": base}, {"b": base, "a": 1.0}),
    "empty tensors": (torch.empty(0, 3), torch.empty(0, 3)),
    "nan for nan": (t([nan, 1.0]), t([nan, 1.0])),
    "nan for nan alone": (nan, np.nan),
    "infinity for infinity": (t([inf, -inf, 1.0]), t([inf, -inf, 1.0])),
    "infinity alone": (inf, t(inf)),
    "truth values": (t([True, False]), t([True, False])),
    "one truth value": (True, np.bool_(True)),
    "a truth value in a tensor": (t(True), True),
    "texts": ("red", "red"),
    "data types": (torch.float32, torch.float32),
    "None": (None, None),
    "large whole numbers": (2**200, 2**200),
}

DIFFERENT = {
    "beyond rtol": (t([1.0, 1000.0]), t([1.0, 1000.2]), ""),
    "whole numbers one off": (666_791, 666_790, ""),
    "whole numbers in a tensor one off": (t([100_000, 7]), t([100_000, 8]), ""),
    "labels one off": (t([100_000, 7]), t([100_001.0, 7.0]), ""),
    "nearly a whole number": (3, 3.0000001, ""),
    "nan": (base, base * nan, "It contains nan."),
    "one nan": (3.0, nan, ""),
    "not nan": (t([nan, 1.0]), t([0.0, 1.0]), ""),
    "infinity": (base, base + inf, ""),
    "infinity beside expected infinity": (t([inf, 1.0]), t([inf, inf]), ""),
    "anything beside expected infinity": (t([inf, 1.0]), t([inf, 2.0]), ""),
    "the other infinity": (inf, -inf, ""),
    "a number for infinity": (inf, 1e300, ""),
    "None": (3, None, "A single number was expected."),
    "something for None": (None, 3, ""),
    "a shape": (base, base.T, "The shapes differ."),
    "one more axis": (base, base[None], "The shapes differ."),
    "one value that broadcasts": (torch.ones(3), torch.ones(1), "The shapes differ."),
    "NumPy for torch": (base, base.numpy(), "A torch tensor was expected."),
    "torch for NumPy": (base.numpy(), base, "A NumPy array was expected."),
    "a list for a tensor": (base, base.tolist(), "A torch tensor was expected."),
    "a tensor of one for a number": (3.0, t([3.0]), "A single number was expected."),
    "a text for a number": (3, "3", "A single number was expected."),
    "a truth value for a number": (1, True, "Numbers were expected, not truth values."),
    "a number for a truth value": (True, 1, "Truth values were expected, not numbers."),
    "a mask as numbers": (base > 2, (base > 2).int(), "Truth values were expected, not numbers."),
    "a complex number": (1.0, 1 + 0j, "Real numbers were expected, not complex ones."),
    "complex tensors": (base, base + 0j, "Real numbers were expected, not complex ones."),
    "meta": (base, base.to("meta"), "A torch tensor was expected."),
    "sparse": (base, base.to_sparse(), "A torch tensor was expected."),
    "a length": ([1, 2, 3], [1, 2], "The lengths differ."),
    "a set": ([1, 2], {1, 2}, ""),
    "keys": ({"a": 1}, {"b": 1}, "The keys differ."),
    "a list for a dict": ({"a": 1}, [("a", 1)], ""),
    "other objects": (object(), object(), ""),
    "the same object": (len, len, ""),
    "another text": ("red", "Red", ""),
    "a type for its name": ("red", t, ""),
    "too many digits": (3, 10**400, "A single number was expected."),
}


@pytest.mark.parametrize(("expected", "got"), EQUAL.values(), ids=EQUAL.keys())
def test_equal(expected, got):
    assert compare(expected, got) is None
    assert compare([expected], [got]) is None
    assert compare({"in a dict": expected}, {"in a dict": got}) is None


@pytest.mark.parametrize(("expected", "got", "remark"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_different(expected, got, remark):
    found = compare(expected, got)
    assert found.remark == remark
    assert found.expected != found.got or isinstance(snapshot(expected), Thing)
    assert compare([expected], [got]) is not None


@pytest.mark.parametrize(
    ("expected", "got", "told"),
    [
        (2.0, 2.5, ("2", "2.5")),
        (1 / 3, 0.3, ("0.33333", "0.3")),
        (1.0000001, 1.0000002, ("1.0000001", "1.0000002")),
        (7, 7.0000000001, ("7", "7.0000000001")),
        (t([1.0, 2.0]), t([1.0, 3.0]), ("tensor [1, 2]", "tensor [1, 3]")),
        ([1, [2, 3]], [1, [2, 4]], ("at [1]: at [1]: 3", "at [1]: at [1]: 4")),
        ({"a": base[0]}, {"a": t(0)}, ("at ['a']: tensor [0, 1, 2, 3]", "at ['a']: tensor 0")),
        (base.numpy(), np.ones(20), ("array [[0, 1, 2, 3], ", "array of shape (20,)")),
        (torch.zeros(4, 5), torch.eye(4, 5), ("at [0, 0]: 0", "at [0, 0]: 1")),
        ((1, 2), 3, ("(1, 2)", "3")),
        ((1,), 3, ("(1,)", "3")),
        (list(range(20)), 3, ("[0, 1, 2, 3, 4, 5, 6, 7, … (20 in all)]", "3")),
        ({"a": 1.0}, 3, ("{'a': 1}", "3")),
        (True, False, ("True", "False")),
        (1, torch.nn.Linear(1, 1), ("1", "a network (Linear)")),
        (1, "x" * 1000, ("1", repr("x" * 200))),
        (1, len, ("1", "the function or class len")),
        (1, torch.zeros(1).expand(10**9), ("1", re.escape("compared (1000000000,)"))),
    ],
)
def test_the_difference_in_words(expected, got, told):
    found = compare(expected, got, rtol=0, atol=0)
    assert found.expected.startswith(told[0])
    assert found.got.startswith(told[1]) or re.search(told[1], found.got)


def test_the_difference_of_many_values_counts_them():
    assert compare(torch.zeros(4, 5), torch.eye(4, 5)).remark == "4 of 20 values differ."


def test_the_tolerance_is_relative_to_the_largest_number():
    assert compare(t([1e-3, 100.0]), t([2e-3, 100.0]), rtol=1e-4) is None
    assert compare(t([1e-3, 100.0]), t([2e-3, 100.0]), rtol=1e-6) is not None
    assert compare(t([1e-3, 0.0]), t([1e-3, 1e-4]), rtol=0, atol=1e-3) is None


# The same examples each time, whatever else the machine does.
steady = settings(
    derandomize=True,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
numeric = arrays(
    st.sampled_from([np.float32, np.float64, np.int64, np.bool_, np.complex64]),
    st.lists(st.integers(0, 3), max_size=3).map(tuple),
    elements=None,
)
data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | numeric,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@steady
@given(data)
def test_everything_agrees_with_its_own_copy(value):
    one, other = snapshot(value), snapshot(value)
    assert difference(one, other, rtol=1e-4, atol=0) is None
    assert same(one, other)
    assert isinstance(describe(one), str)


@steady
@given(data, data)
def test_any_two_values_can_be_compared_and_told_apart(expected, got):
    found = compare(expected, got)
    if found is not None:
        assert found.expected != found.got or not found.expected
    if compare(expected, got, rtol=0, atol=0) is None:
        assert found is None


def test_a_snapshot_does_not_change_any_more():
    tensor, array, inner = torch.zeros(2), np.zeros(2), [1]
    taken = snapshot({"tensor": tensor, "array": array, "list": [inner]})
    before = describe(taken)
    tensor += 1
    array += 1
    inner.append(2)
    assert describe(taken) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (t([1.0]), t([1.0 + 1e-7])),
        (t([1.0]), t([1.0]).double().int()),
        (t([1.0]), t([[1.0]])),
        ([5, 3, 2], [5, 2, 3]),
        ([5, 3], [5, 3.0]),
        ({"a": 1}, {"a": 2}),
        ({"a": 1, "b": 1}, {"b": 1, "a": 1}),
        (torch.nn.Linear(1, 1), torch.nn.ReLU()),
        ("a", "b"),
        (1, None),
    ],
)
def test_changes_are_noticed_to_the_last_bit(before, after):
    assert not same(snapshot(before), snapshot(after))
    assert same(snapshot(before), snapshot(before))


def test_what_is_too_much_is_not_looked_at():
    nested = []
    for _level in range(100):
        nested = [nested, nested]
    for value in (nested, [0] * (MOST_ITEMS + 1), {i: i for i in range(MOST_ITEMS + 1)}):
        assert isinstance(snapshot(value), Thing)
        assert snapshot(value).kind == "large"
    assert isinstance(snapshot(torch.zeros(1000, 1000)), Array)
