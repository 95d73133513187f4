"""Plotly's JSON: arrays, packed or not, and all around them."""

import base64
import copy
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from nma_ae.tools.compare.structure import as_array, compare_structures
from nma_ae.tools.compare.tolerance import Tolerance


def packed(values, dtype="f8"):
    array = np.asarray(values, dtype=dtype)
    data = {"dtype": dtype, "bdata": base64.b64encode(array.tobytes()).decode()}
    return data if array.ndim == 1 else {**data, "shape": ", ".join(map(str, array.shape))}


def stored(figure):
    """The figure as a notebook holds it: arrays are packed since plotly 6, and lists before."""
    return json.loads(figure.to_json())


def passes(expected, actual, **tolerance):
    found = compare_structures("figure", expected, actual, Tolerance(**tolerance))
    return all(one.passes for one in found)


def test_plotly_packs_arrays_as_this_reads_them():
    values = np.arange(6.0).reshape(2, 3) / 7
    figure = stored(go.Figure(go.Heatmap(z=values)))
    np.testing.assert_array_equal(as_array(figure["data"][0]["z"]), values)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_arrays_differ_by_root_mean_squares(dtype):
    expected, near, far = [0.0, 10.0], [0.09, 10.0], [0.11, 10.0]
    assert passes(packed(expected, dtype), packed(near, dtype), rtol=0.01)
    assert not passes(packed(expected, dtype), packed(far, dtype), rtol=0.01)
    assert passes(expected, near, rtol=0.01)
    assert not passes(expected, far, rtol=0.01)
    (found,) = compare_structures("x", packed([3.0, 4.0]), packed([3.0, 4.5]), Tolerance())
    assert found.distance == pytest.approx(0.5 / np.hypot(3, 4.5))


def test_an_absolute_tolerance_is_for_the_root_mean_square_too():
    assert passes([0.0, 0.0], [0.0, 0.1], atol=0.08)  # 0.1 / sqrt(2) = 0.07
    assert not passes([0.0, 0.0], [0.0, 0.1], atol=0.06)


@pytest.mark.parametrize("dtype", ["i1", "u1"])
def test_shades_of_a_picture_may_be_rounded_otherwise(dtype):
    shades = np.full((10, 10), 50)
    other = shades.copy()
    other[3, 4] = 51
    assert passes(packed(shades, dtype), packed(other, dtype), rtol=0.003)  # 1 / 10 / 50 = 0.002
    assert not passes(packed(shades, dtype), packed(other, dtype), rtol=0.001)
    assert not passes(packed(shades, "i4"), packed(other, "i4"), rtol=0.003)


@pytest.mark.parametrize("place", ["x", "y", "z"])
def test_positions_may_be_rounded_otherwise(place):
    positions = np.full(100, 500)
    other = positions.copy()
    other[3] = 501
    one, next_to_it = ({place: packed(each, "i2")} for each in (positions, other))
    assert passes(one, next_to_it, rtol=0.0003)  # 1 / 10 / 500 = 0.0002
    assert not passes(one, next_to_it, rtol=0.0001)
    labels, others = ({"color": packed(each, "i2")} for each in (positions, other))
    assert not passes(labels, others, rtol=0.1)
    assert not passes({place: positions.tolist()}, {place: other.tolist()}, rtol=0.1)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (packed([1, 2], "i1"), packed([1, 3], "i1")),
        (packed([1, 2], "u1"), packed([1, 3], "u1")),
        ([1, 2], [1, 3]),
        ([1, 2], [1, 2, 3]),
        ([[1.0, 2.0]], [[1.0], [2.0]]),
        ([1.0, None], [1.0, 2.0]),
        (packed([1.0, np.nan]), packed([1.0, 2.0])),
        (packed([1.0, np.inf]), packed([1.0, -np.inf])),
        (packed([1.0, 2.0]), packed([1.0, 2.0, 3.0])),
        (3, 4),
        (True, 1),
        (True, False),
        (None, 0.0),
        ("scatter", "bar"),
        (["a", "b"], ["a", "c"]),
        (["1.5", None], ["1.5", "2.5"]),
        ({"x": 1.0}, {"y": 1.0}),
        ({"x": 1.0}, {"x": 1.0, "y": None}),
        ({"x": 1.0}, [1.0]),
        ("digit 7 at 0.5", "digit 1 at 0.5"),
    ],
)
def test_what_is_no_decimal_is_exact(expected, actual):
    assert not passes(expected, actual, rtol=0.9, atol=0.4)


@pytest.mark.parametrize(
    "value",
    [packed([np.nan, np.inf, 1.0]), [None, 1.0], [], {}, None, [[0.0, "#0d0887"]], [{"a": 1}]],
)
def test_a_value_passes_beside_itself(value):
    assert passes(value, copy.deepcopy(value), rtol=1e-9)


def test_two_forms_of_one_array_agree():
    assert passes([1.0, 2.0], packed([1.0, 2.0]))


def test_the_place_is_named():
    figure = stored(go.Figure(go.Heatmap(z=np.ones((3, 4)))))
    other = stored(go.Figure(go.Heatmap(z=np.ones((3, 4)) + np.eye(3, 4, 2))))
    (found,) = compare_structures("figure", figure, other, Tolerance())
    assert (found.where, found.expected, found.actual) == ("figure.data[0].z[0, 2]", "1.0", "2.0")
