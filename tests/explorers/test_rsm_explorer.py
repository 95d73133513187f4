"""The similarity matrices of several encoders under two menus."""

import base64
import json

import numpy as np
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


def menus(figure):
    return [menu.buttons for menu in figure.layout.updatemenus]


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


def test_the_first_encoder_is_shown_sorted_by_shape():
    figure = rsm_explorer(FEATURES, CLASSES, n_pixels=20)
    for shown, first in zip(figure.data, figure.frames[0].data, strict=True):
        assert shown.z.tolist() == first.z.tolist()
    assert [trace.visible for trace in figure.data] == [None, False, False]
    scale = figure.layout.coloraxis
    assert (scale.cmin, scale.cmax) == (-100, 100)
    ends = scale.colorbar
    assert (ends.tickvals[0], ends.ticktext[0]) == (-100, "−1")
    assert (ends.tickvals[-1], ends.ticktext[-1]) == (100, "1")


def test_one_menu_leads_to_the_frames_and_the_other_shows_one_encoder():
    latents, encoders = menus(rsm_explorer(FEATURES, CLASSES, n_pixels=20))
    assert [button.label for button in latents] == [f"sorted by {name}" for name in LATENT_NAMES]
    assert [list(button.args[0]) for button in latents] == [[name] for name in LATENT_NAMES]
    assert {button.method for button in latents} == {"animate"}
    assert [button.label for button in encoders] == ["a", "b", "c"]
    shown = [button.args[0]["visible"] for button in encoders]
    assert shown == np.eye(3, dtype=bool).tolist()
    assert {button.method for button in encoders} == {"restyle"}


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
    names = figure.layout.annotations
    assert [name.text for name in names[::2]] == ["square", "ellipse", "heart"]
    # Of 30 images in 3 pixels, the middles are images 7.5, 20 and 27.5; pixel 0 begins at -0.5.
    assert [name.x for name in names[::2]] == pytest.approx([0.25, 1.5, 2.25])
    assert [name.y for name in names[1::2]] == pytest.approx([0.25, 1.5, 2.25])


def test_many_classes_have_few_names_and_absent_ones_none():
    figure = rsm_explorer(FEATURES, CLASSES, n_pixels=20)
    for frame in figure.frames:
        assert 2 * 3 <= len(frame.layout.annotations) <= 2 * 6
    absent = rsm_explorer(FEATURES, torch.zeros_like(CLASSES), n_pixels=20)
    assert [name.text for name in absent.layout.annotations] == ["square", "square"]


def test_it_is_small_enough_for_a_page():
    features = {name: torch.randn(400, 7, generator=generator(0)) for name in "abc"}
    classes = latent_classes(torch.randint(N_IMAGES, (400,), generator=generator(0)))
    stored = json.loads(rsm_explorer(features, classes).to_json())
    assert len(json.dumps(stored)) < 350_000
    assert len(base64.b64decode(stored["data"][0]["z"]["bdata"])) == 100 * 100


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
