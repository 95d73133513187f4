import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from nma_ae.analysis import sphere_to_angles
from nma_ae.plotting import (
    plot_sphere_caps,
    plot_sphere_coordinates,
    plot_sphere_grid,
    plot_sphere_map,
    plot_spherical_network,
)

PI = math.pi


def test_the_map_shows_each_place_between_the_poles():
    places = torch.tensor([[0.5, 0.2], [-3.0, -1.5]])
    ax = plot_sphere_map(places, torch.tensor([3, 7]))
    assert np.allclose(ax.collections[0].get_offsets(), places)
    assert ax.get_xlim() == pytest.approx((-PI, PI))
    assert ax.get_ylim() == pytest.approx((-PI / 2, PI / 2))
    assert "longitude" in ax.get_xlabel()
    assert "latitude" in ax.get_ylabel()


@pytest.mark.parametrize("equal_area", [False, True])
def test_the_ticks_stand_where_their_degrees_are(equal_area):
    ax = plot_sphere_map(torch.zeros(1, 2), torch.tensor([1]), equal_area=equal_area)
    for axis, scale in ((ax.xaxis, False), (ax.yaxis, equal_area)):
        for place, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True):
            angle = math.radians(int(label.get_text().strip("°").replace("−", "-")))
            assert place == pytest.approx(math.sin(angle) if scale else angle)


def show_place(places):
    """Paint the place itself: four pixels, of which the first two are x and y."""
    return torch.cat([places, torch.zeros(len(places), 2)], dim=1)


@pytest.mark.parametrize(("equal_area", "top"), [(False, PI / 2), (True, 1.0)])
def test_the_grid_lies_like_the_map(equal_area, top):
    ax = plot_sphere_grid(show_place, equal_area=equal_area, n_rows=2, image_shape=(2, 2))
    (picture,) = ax.get_images()
    assert picture.get_extent() == pytest.approx((-PI, PI, -top, top))
    n = 6 if equal_area else 4  # columns
    cells = picture.get_array().reshape(2, 2, n, 2)[:, 0]  # row, column, the upper two pixels
    assert np.allclose(cells[..., 0], [(np.arange(n) + 0.5) / n * 2 * PI - PI] * 2)
    assert np.allclose(cells[..., 1], np.array([[top / 2] * n, [-top / 2] * n]))


@pytest.mark.parametrize(("equal_area", "aspect"), [(False, 2), (True, PI)])
def test_each_map_has_its_own_proportions(equal_area, aspect):
    """Lambert's is a cylinder unrolled, 2 pi wide and 2 high."""
    for ax in (
        plot_sphere_map(torch.zeros(1, 2), torch.tensor([1]), equal_area=equal_area),
        plot_sphere_grid(show_place, equal_area=equal_area, n_rows=1, image_shape=(2, 2)),
        plot_sphere_caps(equal_area=equal_area),
    ):
        assert 1 / ax.get_box_aspect() == pytest.approx(aspect)


def test_seven_rows_of_the_equal_area_map_are_square_images():
    ax = plot_sphere_grid(show_place, equal_area=True, n_rows=7, image_shape=(2, 2))
    height, width = ax.images[0].get_array().shape
    assert (height, width) == (7 * 2, 22 * 2)
    assert ax.get_box_aspect() * width / height == pytest.approx(1, abs=0.001)


def test_the_grid_asks_for_no_gradients_and_refuses_other_images():
    plot_sphere_grid(torch.nn.Linear(2, 4), n_rows=1, image_shape=(2, 2))
    with pytest.raises(ValueError, match="must give 2 images of 3 x 2 pixels"):
        plot_sphere_grid(show_place, n_rows=1, image_shape=(3, 2))
    with pytest.raises(ValueError, match="n_rows must be a positive integer"):
        plot_sphere_grid(show_place, n_rows=0)


def area(polygon):
    x, y = polygon.get_xy().T
    return abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2


def test_equal_circles_stay_equal_on_one_map_only():
    """A cap of radius r has the area 2 pi (1 - cos r)."""
    radius = math.radians(8)
    equal = [area(patch) for patch in plot_sphere_caps(equal_area=True, radius=radius).patches]
    assert np.allclose(equal, 2 * PI * (1 - math.cos(radius)), rtol=0.01)
    other = [area(patch) for patch in plot_sphere_caps(radius=radius).patches]
    assert max(other) > 2 * min(other)


def test_the_point_in_the_drawing_lies_on_the_sphere():
    ax = plot_sphere_coordinates()
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    x, y = (float(value[0]) for value in dots[0].get_data())
    assert math.hypot(x, y) < 1
    assert {"$\\varphi$", "$\\lambda$", "$\\theta$"} <= {text.get_text() for text in ax.texts}


def test_the_network_has_its_widths_and_a_sphere():
    ax = plot_spherical_network([784, 392, 96, 3])
    texts = [text.get_text() for text in ax.texts]
    assert texts.count("392") == 2
    assert "radius 1" in texts


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plot_sphere_map(sphere_to_angles(torch.eye(3)), torch.arange(3), ax=ax),
        lambda ax: plot_sphere_grid(show_place, n_rows=1, image_shape=(2, 2), ax=ax),
        lambda ax: plot_sphere_caps(ax=ax),
        lambda ax: plot_sphere_coordinates(ax=ax),
        lambda ax: plot_spherical_network([9, 2], ax=ax),
    ],
)
def test_draws_where_it_is_told(draw):
    ax = plt.figure().add_subplot()
    assert draw(ax) is ax


def test_caps_that_would_reach_a_pole():
    with pytest.raises(ValueError, match="radius must be above 0"):
        plot_sphere_caps(radius=0.5)
