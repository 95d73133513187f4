import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from torch import nn

from nma_ae.analysis import decode_grid
from nma_ae.plotting import (
    latent_limits,
    plot_decoder_grid,
    plot_latent,
    plot_latent_generative,
)

coordinates = st.floats(-1e4, 1e4, width=32)
clouds = st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=30)


def position(codes):
    """A decoder whose images show the code that they were made from: 1 x 2 pixels, x and y."""
    return codes


# latent_limits


def test_limits_add_each_axis_own_range():
    latent = torch.tensor([[0.0, -100.0], [10.0, 100.0]])
    assert latent_limits(latent, 0.1) == (pytest.approx((-1, 11)), pytest.approx((-120, 120)))


def test_limits_without_margin_are_the_extremes():
    latent = torch.tensor([[1.0, 5.0], [2.0, 3.0], [0.0, 4.0]])
    assert latent_limits(latent, 0) == ((0, 2), (3, 5))


def test_limits_of_one_point_and_of_a_constant_axis():
    assert latent_limits(torch.tensor([[3.0, -1.0]])) == ((2.5, 3.5), (-1.5, -0.5))
    x_limits, y_limits = latent_limits(torch.tensor([[3.0, 0.0], [3.0, 1.0]]))
    assert x_limits == (2.5, 3.5)
    assert y_limits == pytest.approx((-0.05, 1.05))


@given(clouds, st.floats(0, 2))
def test_limits_hold_all_points_with_equal_margins(points, margin):
    latent = torch.tensor(points)
    for (low, high), values in zip(latent_limits(latent, margin), latent.T, strict=True):
        smallest, largest = values.min().item(), values.max().item()
        assert low < high
        assert low <= smallest
        assert largest <= high
        assert smallest - low == pytest.approx(high - largest, abs=1e-6, rel=1e-6)


@pytest.mark.parametrize(
    ("latent", "message"),
    [
        (torch.zeros(0, 2), r"\(n, 2\) with n at least 1, got \(0, 2\)"),
        (torch.zeros(5, 3), r"got \(5, 3\)"),
        (torch.zeros(2), r"got \(2,\)"),
        (torch.tensor([[0.0, torch.nan]]), "finite"),
        (torch.tensor([[0.0, torch.inf]]), "finite"),
    ],
)
def test_limits_refuse(latent, message):
    with pytest.raises(ValueError, match=message):
        latent_limits(latent)


@pytest.mark.parametrize("margin", [-0.1, float("nan")])
def test_limits_refuse_a_margin(margin):
    with pytest.raises(ValueError, match="margin must be at least 0"):
        latent_limits(torch.rand(3, 2), margin)


def test_coverage_leaves_out_the_outermost_on_both_sides():
    latent = torch.stack([torch.linspace(0, 100, 101), torch.linspace(-1, 1, 101)], 1)
    x_limits, y_limits = latent_limits(latent, 0, coverage=0.9)
    assert x_limits == pytest.approx(tuple(np.quantile(latent[:, 0], [0.05, 0.95])))
    assert y_limits == pytest.approx(tuple(np.quantile(latent[:, 1], [0.05, 0.95])))
    assert latent_limits(latent, coverage=1.0) == latent_limits(latent)


@pytest.mark.parametrize("coverage", [0, -0.5, 1.1, float("nan")])
def test_limits_refuse_a_coverage(coverage):
    with pytest.raises(ValueError, match="coverage must be above 0 and at most 1"):
        latent_limits(torch.rand(3, 2), coverage=coverage)


# The plots


def test_decoder_grid_lies_as_the_encoder_map():
    ax = plot_decoder_grid(position, (-4, 2), (10, 16), 3, (1, 2))
    (image,) = ax.images
    assert image.get_extent() == [-4, 2, 10, 16]
    assert image.origin == "upper"
    assert (ax.get_xlim(), ax.get_ylim()) == ((-4, 2), (10, 16))
    expected = decode_grid(position, (-4, 2), (10, 16), 3, (1, 2))
    np.testing.assert_array_equal(image.get_array(), expected)
    assert image.get_clim() == (0, 1)


def test_map_shows_each_digit_in_place_and_colour():
    latent = torch.tensor([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])
    ax = plot_latent(latent, torch.tensor([7, 0, 7]))
    (digits,) = ax.collections
    np.testing.assert_array_equal(digits.get_offsets(), latent)
    tab10 = colormaps["tab10"].colors
    np.testing.assert_allclose(digits.get_facecolors()[:, :3], [tab10[7], tab10[0], tab10[7]])
    seven, zero, other_seven = digits.get_paths()
    assert seven is other_seven
    assert len(zero.vertices) > len(seven.vertices)  # a ring has more corners than a stroke
    assert (ax.get_xlim(), ax.get_ylim()) == latent_limits(latent)


def test_digits_are_drawn_where_they_belong():
    """A lone digit at the middle of the map puts its ink at the middle of the picture."""
    ax = plot_latent(torch.tensor([[5.0, 5.0]]), torch.tensor([3]))
    ax.figure.set_facecolor("white")
    ax.set_axis_off()
    ax.figure.canvas.draw()
    pixels = np.asarray(ax.figure.canvas.buffer_rgba())[:, :, :3]
    rows, columns = np.nonzero((pixels < 200).any(axis=2))
    box = ax.get_window_extent()
    assert columns.mean() == pytest.approx((box.x0 + box.x1) / 2, abs=3)
    assert len(pixels) - rows.mean() == pytest.approx((box.y0 + box.y1) / 2, abs=3)
    height = (rows.max() - rows.min() + 1) * 72 / ax.figure.dpi
    assert height == pytest.approx(8, abs=1.5)  # points


def test_a_choice_is_repeatable_and_keeps_codes_with_their_labels():
    latent = torch.stack([torch.arange(100.0), torch.zeros(100)], 1)
    labels = torch.arange(100) % 10
    (first,) = plot_latent(latent, labels, n_shown=20).collections
    (second,) = plot_latent(latent, labels, n_shown=20).collections
    (other,) = plot_latent(latent, labels, n_shown=20, seed=1).collections
    offsets = np.asarray(first.get_offsets())
    assert len(np.unique(offsets[:, 0])) == 20
    np.testing.assert_array_equal(offsets, second.get_offsets())
    assert not np.array_equal(offsets, other.get_offsets())
    expected = [colormaps["tab10"].colors[int(x) % 10] for x in offsets[:, 0]]
    np.testing.assert_allclose(first.get_facecolors()[:, :3], expected)


def test_limits_hold_the_points_that_are_not_shown():
    latent = torch.rand(50, 2)
    ax = plot_latent(latent, torch.zeros(50), n_shown=3)
    assert (ax.get_xlim(), ax.get_ylim()) == latent_limits(latent)


@pytest.mark.parametrize("n", [1, 3, 500])
def test_fewer_points_than_shown(n):
    ax = plot_latent(torch.rand(n, 2), torch.zeros(n, dtype=torch.int64), n_shown=500)
    assert len(ax.collections[0].get_offsets()) == n


def test_map_takes_codes_that_carry_gradients():
    codes = nn.Linear(3, 2)(torch.rand(4, 3))
    plot_latent(codes, torch.tensor([1, 2, 3, 4]))
    assert codes.requires_grad


@pytest.mark.parametrize(
    ("latent", "labels", "message"),
    [
        (torch.rand(3, 2), torch.tensor([1, 2]), r"labels must be \(3,\), got \(2,\)"),
        (torch.rand(2, 2), torch.tensor([1, 10]), "digits 0 to 9, got 1 to 10"),
        (torch.rand(2, 2), torch.tensor([-1, 3]), "digits 0 to 9, got -1 to 3"),
        (torch.full((2, 2), torch.nan), torch.tensor([1, 3]), "finite"),
    ],
)
def test_map_refuses(latent, labels, message):
    with pytest.raises(ValueError, match=message):
        plot_latent(latent, labels)


def test_map_refuses_to_show_nothing():
    with pytest.raises(ValueError, match="n_shown must be a positive integer, got 0"):
        plot_latent(torch.rand(3, 2), torch.zeros(3), n_shown=0)


def test_both_maps_have_the_same_limits():
    latent = torch.rand(30, 2)
    left, right = plot_latent_generative(
        latent, torch.zeros(30), position, n_rows=4, image_shape=(1, 2), n_shown=5
    )
    assert left.get_title(loc="left") or left.get_title()
    assert (left.get_xlim(), left.get_ylim()) == latent_limits(latent)
    assert (right.get_xlim(), right.get_ylim()) == latent_limits(latent)
    assert len(left.collections[0].get_offsets()) == 5
    assert right.images[0].get_array().shape == (4, 8)


def test_both_maps_take_other_limits():
    limits = ((0.2, 0.8), (0.1, 0.9))
    latent, labels = torch.rand(30, 2), torch.zeros(30)
    for ax in plot_latent_generative(latent, labels, position, image_shape=(1, 2), limits=limits):
        assert (ax.get_xlim(), ax.get_ylim()) == limits


def test_plots_draw_into_given_axes(figures):
    figure, axes = figures.subplots(1, 2)
    latent, labels = torch.rand(5, 2), torch.zeros(5)
    assert plot_latent(latent, labels, ax=axes[0]) is axes[0]
    assert plot_decoder_grid(position, (0, 1), (0, 1), 2, (1, 2), ax=axes[1]) is axes[1]
    drawn = plot_latent_generative(
        latent, labels, position, image_shape=(1, 2), axes=tuple(figure.subplots(1, 2))
    )
    assert all(ax.figure is figure for ax in drawn)
    assert len(figures.get_fignums()) == 1
