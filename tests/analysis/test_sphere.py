"""Coordinates against closed forms at the poles, on the seam and at random points; and evenness."""

import math

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.spatial import geometric_slerp
from scipy.spatial.transform import Rotation

from nma_ae.analysis import (
    angles_to_sphere,
    equal_area_to_sphere,
    great_circle_path,
    resultant_length,
    sphere_to_angles,
    sphere_to_equal_area,
    used_fraction,
)
from nma_ae.seeds import generator

PI = math.pi
longitudes = st.floats(-PI, PI, exclude_min=True)
latitudes = st.floats(-PI / 2, PI / 2)
directions = st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda p: math.hypot(*p) > 1e-3)


def points(*rows):
    values = torch.tensor(rows, dtype=torch.float64)
    return values / values.norm(dim=1, keepdim=True)


def cloud(n_points, seed=0):
    values = torch.randn(n_points, 3, generator=generator(seed), dtype=torch.float64)
    return values / values.norm(dim=1, keepdim=True)


@pytest.mark.parametrize(
    ("point", "angles"),
    [
        ((1, 0, 0), (0, 0)),
        ((0, 1, 0), (PI / 2, 0)),
        ((0, -1, 0), (-PI / 2, 0)),
        ((-1, 0, 0), (PI, 0)),  # on the seam
        ((-1, -0.0, 0), (PI, 0)),  # the same point, as a computer may write it
        ((-1, 0, 1), (PI, PI / 4)),
        ((-1, -0.0, 1), (PI, PI / 4)),
        ((0, 0, 1), (0, PI / 2)),
        ((0, 0, -1), (0, -PI / 2)),
        ((-0.0, -0.0, 1), (0, PI / 2)),
        ((-0.0, 0.0, -1), (0, -PI / 2)),
        ((1, 1, 0), (PI / 4, 0)),
        ((-1, 1, 0), (3 * PI / 4, 0)),  # the quadrants that arctan(y / x) mixes up
        ((-1, -1, 0), (-3 * PI / 4, 0)),
        ((1, -1, 0), (-PI / 4, 0)),
        ((1, 1, math.sqrt(2)), (PI / 4, PI / 4)),
    ],
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_closed_forms(point, angles, dtype):
    found = sphere_to_angles(torch.tensor([point], dtype=dtype))
    torch.testing.assert_close(found, torch.tensor([angles], dtype=dtype), atol=1e-7, rtol=1e-6)


def test_both_sides_of_the_seam():
    east, west = sphere_to_angles(points((-1, 1e-9, 0), (-1, -1e-9, 0)))[:, 0].tolist()
    assert east == pytest.approx(PI)
    assert west == pytest.approx(-PI)
    one, other = angles_to_sphere(torch.tensor([[PI, 0.3], [-PI, 0.3]]))
    assert torch.allclose(one, other, atol=1e-6)


@given(longitudes, latitudes)
@example(PI, 0.0)
@example(0.0, PI / 2)
@example(2.0, -PI / 2)
@example(1.0, PI / 2 - 1e-9)
def test_angles_to_sphere_and_back(longitude, latitude):
    point = angles_to_sphere(torch.tensor([[longitude, latitude]], dtype=torch.float64))
    assert point.norm().item() == pytest.approx(1, abs=1e-15)
    again, height = sphere_to_angles(point)[0].tolist()
    assert height == pytest.approx(latitude, abs=1e-12)
    from_axis = math.cos(latitude)  # what an error in the longitude moves the point by
    turned = abs(again - longitude)
    assert min(turned, 2 * PI - turned) * from_axis == pytest.approx(0, abs=1e-12)


@given(directions)
@example((0.0, 0.0, 1.0))
@example((0.0, 0.0, -1.0))
@example((-1.0, 0.0, 0.0))
@example((1e-12, -1e-12, 1.0))
def test_sphere_to_angles_and_back(direction):
    point = points(direction)
    angles = sphere_to_angles(point)
    longitude, latitude = angles[0].tolist()
    assert -PI < longitude <= PI
    assert -PI / 2 <= latitude <= PI / 2
    assert torch.allclose(angles_to_sphere(angles), point, atol=1e-15, rtol=0)
    assert torch.equal(sphere_to_angles(7 * point), sphere_to_angles(7 * point.clone()))
    assert torch.allclose(sphere_to_angles(7 * point), angles, atol=1e-14)
    assert torch.allclose(equal_area_to_sphere(sphere_to_equal_area(point)), point, atol=1e-7)


def test_float32_keeps_its_digits_near_the_pole():
    """The arcsine of the height would lose half of them."""
    angle = 1e-4
    near = torch.tensor([[math.sin(angle), 0.0, math.cos(angle)]])
    assert sphere_to_angles(near)[0, 1].item() == pytest.approx(PI / 2 - angle, abs=2e-7)


def test_the_equal_area_map_keeps_areas():
    """Of an even spread, each cell of the map gets its share; of the other map it does not."""
    n_points = 40_000
    even = cloud(n_points)
    places = sphere_to_equal_area(even)
    counts = torch.histogramdd(places, bins=[8, 5], range=[-PI, PI, -1, 1]).hist
    expected = n_points / 40
    assert (counts - expected).abs().max() < 5 * math.sqrt(expected)
    angles = sphere_to_angles(even)
    counts = torch.histogramdd(angles, bins=[1, 6], range=[-PI, PI, -PI / 2, PI / 2]).hist[0]
    share = (math.sin(PI / 2) - math.sin(PI / 3)) / 2  # of the cap north of 60 degrees
    assert counts[-1] / n_points == pytest.approx(share, abs=0.005)


def test_the_equal_area_map_at_the_poles_and_the_equator():
    places = sphere_to_equal_area(points((0, 0, 1), (0, 0, -1), (0, -1, 0)))
    expected = torch.tensor([[0, 1], [0, -1], [-PI / 2, 0]], dtype=torch.float64)
    assert torch.allclose(places, expected, atol=1e-12)
    assert torch.allclose(
        equal_area_to_sphere(torch.tensor([[1.234, 1.0], [0.0, -1.0]])),
        torch.tensor([[0.0, 0, 1], [0, 0, -1]]),
    )


@given(directions, directions, st.integers(2, 30))
@example((1.0, 0.0, 0.0), (1.0, 0.0, 0.0), 3)
@example((0.0, 0.0, 1.0), (0.0, 0.0, 1.0), 2)
def test_great_circle_agrees_with_scipy(start, end, n_points):
    a, b = points(start)[0], points(end)[0]
    if a @ b < -1 + 1e-6:
        return
    path = great_circle_path(a, b, n_points)
    expected = geometric_slerp(a.numpy(), b.numpy(), np.linspace(0, 1, n_points))
    assert np.allclose(path.numpy(), expected, atol=1e-6)
    assert torch.allclose(path.norm(dim=1), torch.ones(n_points, dtype=torch.float64), atol=1e-12)
    assert torch.allclose(path[-1], b, atol=1e-9)


def test_great_circle_steps_are_equal_and_the_way_is_the_shortest():
    a, b = points((1, 0, 0), (-1, 0.2, 0.5))
    path = great_circle_path(a, b, 20)
    steps = (path[1:] * path[:-1]).sum(dim=1).acos()
    assert steps.max() - steps.min() < 1e-6
    assert steps.sum() == pytest.approx((a @ b).acos().item())


def test_a_path_across_the_pole_and_across_the_seam():
    over_the_pole = great_circle_path(*points((1, 0, 1), (-1, 0, 1)), 3)
    assert torch.allclose(over_the_pole[1], points((0, 0, 1))[0], atol=1e-12)
    over_the_seam = great_circle_path(*points((-1, 0.1, 0), (-1, -0.1, 0)), 3)
    assert torch.allclose(over_the_seam[1], points((-1, 0, 0))[0], atol=1e-12)


def test_resultant_length_of_known_clouds():
    assert resultant_length(points((1, 0, 0), (-1, 0, 0))) == pytest.approx(0, abs=1e-12)
    assert resultant_length(points((0, 1, 0), (0, 1, 0))) == pytest.approx(1)
    half = cloud(20_000)
    half[:, 2] = half[:, 2].abs()
    assert resultant_length(half) == pytest.approx(0.5, abs=0.02)  # Archimedes once more


def cap(n_points, share, seed=0):
    """An even spread over the cap around the north pole with this share of the sphere."""
    u = torch.rand(n_points, 2, generator=generator(seed), dtype=torch.float64)
    places = torch.stack([(2 * u[:, 0] - 1) * PI, 1 - 2 * share * u[:, 1]], dim=1)
    return equal_area_to_sphere(places)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.2, 0.1])
def test_used_fraction_is_the_area_of_a_cap(share):
    """Pairs across its border are missing, so a cap counts a little more than its area."""
    border = 2 * PI * 2 * math.sqrt(share * (1 - share))  # its length
    extra = math.radians(3) * border / (4 * PI)  # a strip narrower than the angle
    found = used_fraction(cap(6000, share), math.radians(10))
    assert share * 0.95 < found < share * 1.03 + extra


def test_used_fraction_by_the_definition():
    few = cloud(60, seed=3)
    close = sum(
        math.acos(min(1, float(few[i] @ few[j]))) < 0.4 for i in range(60) for j in range(i)
    )
    expected = (1 - math.cos(0.4)) / 2 / (close / (60 * 59 / 2))
    assert used_fraction(few, 0.4) == pytest.approx(expected)


@given(st.integers(0, 2**31 - 1))
def test_evenness_does_not_depend_on_how_the_sphere_is_turned(seed):
    some = cap(200, 0.3)
    turn = torch.from_numpy(Rotation.random(random_state=seed).as_matrix())
    assert used_fraction(some @ turn.T, 0.3) == pytest.approx(used_fraction(some, 0.3), rel=0.01)
    assert resultant_length(some @ turn.T) == pytest.approx(resultant_length(some))


def test_used_fraction_at_its_ends():
    assert used_fraction(points(*[(1, 2, 3)] * 5)) == pytest.approx((1 - math.cos(PI / 18)) / 2)
    assert used_fraction(points((1, 0, 0), (0, 1, 0))) == math.inf


def test_nothing_is_changed():
    some = cloud(5)
    before = some.clone()
    sphere_to_angles(some)
    sphere_to_equal_area(some)
    great_circle_path(some[0], some[1])
    used_fraction(some)
    assert torch.equal(some, before)


ORIGIN = torch.zeros(1, 3)
UNIT = torch.tensor([1.0, 0, 0])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: sphere_to_angles(torch.zeros(2, 2)),
            r"must be \(n, 3\), got shape \(2, 2\)",
        ),
        (lambda: sphere_to_angles(ORIGIN), "none of them the origin"),
        (lambda: sphere_to_angles(ORIGIN / 0), "must be finite"),
        (lambda: sphere_to_equal_area(ORIGIN), "none of them the origin"),
        (lambda: angles_to_sphere(torch.zeros(2, 3)), r"angles must be \(n, 2\)"),
        (lambda: equal_area_to_sphere(torch.tensor([[0, 1.2]])), r"in \[-1, 1\], got 1.2"),
        (lambda: great_circle_path(2 * UNIT, UNIT), "start must have length 1, got 2"),
        (lambda: great_circle_path(UNIT, -UNIT), "end lies opposite start"),
        (lambda: great_circle_path(UNIT, UNIT, 1), "n_points be at least 2"),
        (lambda: great_circle_path(UNIT, UNIT[:1]), "one shape"),
        (lambda: great_circle_path(UNIT, UNIT, 2.0), "n_points must be a positive integer"),
        (lambda: resultant_length(2 * UNIT[None]), "points must have length 1"),
        (lambda: used_fraction(UNIT[None]), "n at least 2"),
        (lambda: used_fraction(UNIT.expand(3, 3), 2.0), "angle must be above 0"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
