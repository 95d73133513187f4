"""The similarity matrices of several encoders side by side, under a menu."""

import json

import numpy as np
import plotly
import pytest
import torch

from nma_ae.data import LATENT_NAMES, latent_classes
from nma_ae.data.dsprites import N_IMAGES
from nma_ae.explorers import rsm_explorer
from nma_ae.plotting import sorted_rsm
from nma_ae.seeds import generator

N = 120
CLASSES = latent_classes(torch.randint(N_IMAGES, (N,), generator=generator(0)))
FEATURES = {name: torch.randn(N, 7, generator=generator(i)) for i, name in enumerate("abc")}


def texts(layout):
    """The texts that are shown."""
    return [note.text for note in layout.annotations if note.visible]


@pytest.mark.parametrize("n_pixels", [20, 200])
def test_each_frame_shows_the_sorted_matrices_in_hundredths(n_pixels):
    figure = rsm_explorer(FEATURES, CLASSES, n_pixels=n_pixels)
    assert [frame.name for frame in figure.frames] == list(LATENT_NAMES)
    for frame, labels in zip(figure.frames, CLASSES.T, strict=True):
        assert tuple(frame.traces) == (0, 1, 2)
        for heatmap, features in zip(frame.data, FEATURES.values(), strict=True):
            matrix, _ = sorted_rsm(features, labels, n_pixels)
            assert heatmap.z.dtype == np.int8
            assert heatmap.z.shape == (min(N, n_pixels),) * 2
            np.testing.assert_allclose(heatmap.z, 100 * matrix, atol=0.5001)


def test_it_begins_sorted_by_shape_with_all_matrices_on_one_scale():
    figure = rsm_explorer(FEATURES, CLASSES, n_pixels=20)
    for shown, first in zip(figure.data, figure.frames[0].data, strict=True):
        assert shown.z.tolist() == first.z.tolist()
        assert shown.coloraxis == "coloraxis"
    scale = figure.layout.coloraxis
    assert (scale.cmin, scale.cmax) == (-100, 100)
    assert list(scale.colorbar.tickvals) == [-100, 0, 100]
    assert list(scale.colorbar.ticktext) == ["−1", "0", "1"]


@pytest.mark.parametrize("n_encoders", [1, 2, 3, 4])
def test_the_matrices_stand_two_in_a_row_and_do_not_overlap(n_encoders):
    features = {str(i): FEATURES["a"] for i in range(n_encoders)}
    figure = rsm_explorer(features, CLASSES, n_pixels=50)
    corners = [(matrix.x0, matrix.y0) for matrix in figure.data]
    assert corners == [(0, 0), (53, 0), (0, 58), (53, 58)][:n_encoders]
    right, bottom = figure.layout.xaxis.range[1], figure.layout.yaxis.range[0]
    assert right == max(x for x, _ in corners) + 49.5
    assert bottom == max(y for _, y in corners) + 49.5
    # Square pixels fill the width.
    margin = figure.layout.margin
    width = figure.layout.width - margin.l - margin.r
    height = figure.layout.height - margin.t - margin.b
    assert height / width == pytest.approx((bottom + 0.5) / (right + 0.5))


def test_a_title_with_a_comma_takes_two_lines_and_has_room_for_them():
    plain, long = (
        rsm_explorer(dict.fromkeys((first, "b", "c"), FEATURES["a"]), CLASSES, n_pixels=50)
        for first in ("a", "a, of two")
    )
    assert "<b>a,<br>of two</b>" in texts(long.frames[0].layout)
    assert long.layout.margin.t == plain.layout.margin.t + 22
    assert long.data[2].y0 == plain.data[2].y0 + 8


def test_the_menu_leads_to_the_frames():
    figure = rsm_explorer(FEATURES, CLASSES, n_pixels=20)
    (menu,) = figure.layout.updatemenus
    assert [button.label for button in menu.buttons] == [f"sorted by {k}" for k in LATENT_NAMES]
    assert [list(button.args[0]) for button in menu.buttons] == [[k] for k in LATENT_NAMES]
    assert {button.method for button in menu.buttons} == {"animate"}


def test_every_matrix_has_the_name_of_its_encoder():
    figure = rsm_explorer(FEATURES, CLASSES, n_pixels=50)
    for frame in figure.frames:
        titles = frame.layout.annotations[:3]
        assert [title.text for title in titles] == ["<b>a</b>", "<b>b</b>", "<b>c</b>"]
        assert [(t.x, t.y) for t in titles] == [(-0.5, -0.5), (52.5, -0.5), (-0.5, 57.5)]


def test_one_hot_features_of_the_shape_give_blocks():
    classes = latent_classes(torch.arange(0, N_IMAGES, N_IMAGES // 30)[:30])
    one_hot = torch.nn.functional.one_hot(classes[:, 0], 3).float()
    assert one_hot.sum(0).tolist() == [10, 10, 10]
    figure = rsm_explorer({"shape": one_hot}, classes)
    blocks = np.kron(100 * np.eye(3, dtype=int), np.ones((10, 10), int))
    assert figure.data[0].z.tolist() == blocks.tolist()


def test_every_pixel_tells_its_classes_and_some_are_named_beside():
    shapes = torch.tensor([0] * 15 + [1] * 10 + [2] * 5)
    classes = torch.zeros(30, 5, dtype=torch.int64)
    classes[:, 0] = shapes
    figure = rsm_explorer({"a": torch.randn(30, 4, generator=generator(0))}, classes, n_pixels=3)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert list(axis.tickvals) == [0, 1, 2]  # the middles of the pixels
        assert list(axis.ticktext) == ["square", "square to ellipse", "ellipse to heart"]
    names = [note for note in figure.layout.annotations if note.visible][1:]
    assert [name.text for name in names] == ["square", "ellipse", "heart"]
    # Of 30 images in 3 pixels, the middles are images 7.5, 20 and 27.5; pixel 0 begins at -0.5.
    assert [name.y for name in names] == pytest.approx([0.25, 1.5, 2.25])


def test_the_pixels_of_all_matrices_tell_their_classes():
    figure = rsm_explorer(FEATURES, CLASSES, n_pixels=50)
    xaxis, yaxis = figure.layout.xaxis, figure.layout.yaxis
    assert list(xaxis.tickvals) == [*range(50), *range(53, 103)]
    assert list(yaxis.tickvals) == [*range(50), *range(58, 108)]
    assert xaxis.ticktext == yaxis.ticktext
    assert xaxis.ticktext[:50] == xaxis.ticktext[50:]


def test_many_classes_have_few_names_and_absent_ones_none():
    figure = rsm_explorer({"a": FEATURES["a"]}, CLASSES, n_pixels=20)
    assert texts(figure.frames[0].layout) == ["<b>a</b>", "square", "ellipse", "heart"]
    for frame in figure.frames:
        assert 1 + 3 <= len(texts(frame.layout)) <= 1 + 6
    absent = rsm_explorer({"a": FEATURES["a"]}, torch.zeros_like(CLASSES), n_pixels=20)
    assert texts(absent.layout) == ["<b>a</b>", "square"]


def test_no_name_of_one_frame_is_left_in_the_next():
    figure = rsm_explorer(FEATURES, CLASSES, n_pixels=20)
    # plotly merges the texts of a frame into those that stand there, one by one.
    assert len({len(frame.layout.annotations) for frame in figure.frames}) == 1
    for frame in figure.frames:
        assert all(note.visible is not None for note in frame.layout.annotations)


def test_it_is_small_enough_for_a_page():
    features = {name: torch.randn(400, 7, generator=generator(0)) for name in "abc"}
    classes = latent_classes(torch.randint(N_IMAGES, (400,), generator=generator(0)))
    figure = rsm_explorer(features, classes)
    matrices = [heatmap.z for frame in figure.frames for heatmap in frame.data]
    assert sum(matrix.nbytes for matrix in matrices) == 5 * 3 * 100 * 100
    if int(plotly.__version__.split(".")[0]) >= 6:  # older ones write bytes as lists of numbers
        assert len(json.dumps(json.loads(figure.to_json()))) < 350_000


def test_bad_arguments():
    with pytest.raises(ValueError, match="features must be of 1 to 4 encoders, got 0"):
        rsm_explorer({}, CLASSES)
    with pytest.raises(ValueError, match="features must be of 1 to 4 encoders, got 5: a, b, c"):
        rsm_explorer(dict.fromkeys("abcde", FEATURES["a"]), CLASSES)
    with pytest.raises(
        ValueError, match=r"classes must be 5 .* 120 images of features\['b'\], got"
    ):
        rsm_explorer({"b": FEATURES["b"]}, CLASSES[:5])
    with pytest.raises(ValueError, match=r"features\['b'\] must be \(n, n_features\), got shape"):
        rsm_explorer({"b": FEATURES["b"][None]}, CLASSES)
    with pytest.raises(ValueError, match="n_pixels must be a positive integer, got 0"):
        rsm_explorer(FEATURES, CLASSES, n_pixels=0)
