"""Words, integers and versions exactly, decimals with a tolerance."""

import pytest

from nma_ae.tools.compare.text import compare_text
from nma_ae.tools.compare.tolerance import Tolerance

TIGHT, WIDE = Tolerance(), Tolerance(rtol=0.1)


def passes(expected, actual, tolerance=WIDE):
    return all(one.passes for one in compare_text("stdout", expected, actual, tolerance))


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("loss 0.500", "loss 0.510"),
        ("loss -0.500.", "loss -0.510."),
        ("loss −0.500", "loss −0.510"),  # the sign that figures and HTML use
        ("1.00e-05", "1.05e-05"),
        ("1e-05", "1.05e-05"),
        ("[1. 2.]", "[1.05 2.1 ]"),  # NumPy drops zeros and pads
        ("tensor(3.)", "tensor(3.1)"),
        ("[10.1 -2.0]", "[ 9.9 -2.1]"),
        ("  10.1\n", "   9.9\n"),
        ("12.5% of 3", "12.6% of 3"),
        ("<td>0.5</td>", "<td>0.52</td>"),
        ("(.5, 2)", "(.51, 2)"),
    ],
)
def test_decimals_within_the_tolerance_pass_and_beyond_it_fail(expected, actual):
    assert passes(expected, actual)
    assert not passes(expected, actual, TIGHT)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ("loss 0.5", "cost 0.5"),
        ("10 epochs", "11 epochs"),
        ("10,000 images", "10,001 images"),
        ("torch 2.13.0", "torch 2.13.1"),
        ("torch 2.13.0", "torch 2.14.0"),
        ("torch 2.13.0+cpu", "torch 2.13.1+cpu"),
        ("after epoch 30.", "after epoch 31."),
        ("after epoch 30.\nNext", "after epoch 31.\nNext"),
        ("cell_10", "cell_11"),
        ("0.5", "0.5 0.5"),
        ("0.5 0.5", "0.5"),
        ("0.5", "nan"),
        ("0.5", "inf"),
        ("0.5", "-0.5"),
        ("0.0", "0.1"),
        ("10.0", "10"),
        ("#1f6f8b", "#1f6f8c"),
        ("784-392-64-2", "784-392-65-2"),
    ],
)
def test_all_else_is_exact(expected, actual):
    assert not passes(expected, actual)


def test_equal_texts_yield_nothing():
    assert not list(compare_text("stdout", "a 0.5", "a 0.5", TIGHT))


def test_each_decimal_is_reported_with_its_line():
    found = list(compare_text("stdout", "a 1.0\nb 2.0, 3.0", "a 1.0\nb 2.2, 3.3", TIGHT))
    assert [(one.expected, one.actual) for one in found] == [("2.0", "2.2"), ("3.0", "3.3")]
    assert found[0].where == "stdout, line 2 ('b 2.0, 3.0')"
    assert found[0].distance == pytest.approx(0.2 / 2.2)


def test_in_a_long_line_the_surroundings_are_shown():
    expected = "<td>0.1</td>" * 50 + "<td>test 0.25</td>" + "<td>0.1</td>" * 50
    (found,) = compare_text("text/html", expected, expected.replace("0.25", "0.26"), TIGHT)
    assert "<td>test 0.25</td>" in found.where
    assert len(found.where) < 130


def test_near_zero_the_absolute_tolerance_holds():
    tolerance = Tolerance(rtol=0.01, atol=0.05)
    assert passes("[0.01, 8.00]", "[-0.03, 8.07]", tolerance)
    assert not passes("[0.01, 8.00]", "[-0.05, 8.07]", tolerance)
    assert not passes("[0.01, 8.00]", "[-0.03, 8.09]", tolerance)
    measures = [one.measure for one in compare_text("", "0.01, 8.00", "-0.03, 8.07", tolerance)]
    assert measures == ["atol", "rtol"]
