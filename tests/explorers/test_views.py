"""The slider of ready-made views, and the demo that draws new ones."""

import base64
import json
from io import BytesIO

import matplotlib
import numpy as np
import pytest
import torch
from PIL import Image

from nma_ae.data import draw_dsprites, latent_indices, random_views
from nma_ae.explorers import ViewsDemo, views_slider
from nma_ae.seeds import generator

matplotlib.use("Agg")

IMAGES = draw_dsprites(latent_indices([[2, 5, 0, 8, 20], [0, 3, 7, 20, 8], [1, 5, 5, 9, 9]]))
IMAGES = IMAGES.float()
AS_IT_IS = {"rotation": 0, "translation": 0, "scale": (1, 1)}


def rows_of(trace):
    """The three rows of three images in a picture, (3, 3, 1, 64, 64), and what lies between."""
    content = trace.source.removeprefix("data:image/png;base64,")
    picture = np.asarray(Image.open(BytesIO(base64.b64decode(content))).convert("L")) / 255
    assert picture.shape == (3 * 67 - 3, 3 * 67 - 3)
    padded = torch.from_numpy(np.pad(picture, (0, 3), constant_values=1)).float()
    # (rows x 67, columns x 67) -> (rows, columns, 67, 67)
    cells = padded.reshape(3, 67, 3, 67).transpose(1, 2)
    assert (cells[..., 64:, :] == 1).all()
    assert (cells[..., 64:] == 1).all()
    return cells[:, :, None, :64, :64]


def test_the_originals_stay_above_the_views():
    for frame in views_slider(IMAGES).frames:
        assert torch.equal(rows_of(frame.data[0])[0], IMAGES)


def test_it_begins_with_views_that_are_as_the_images_are():
    figure = views_slider(IMAGES)
    assert figure.data[0].source == figure.frames[0].data[0].source
    for row in rows_of(figure.data[0]):
        assert torch.equal(row, IMAGES)


@pytest.mark.parametrize(
    ("stop", "setting"),
    [
        (1, {**AS_IT_IS, "rotation": 90}),
        (2, {**AS_IT_IS, "translation": 0.2}),
        (3, {**AS_IT_IS, "scale": (0.8, 1.2)}),
        (4, {}),
    ],
)
def test_each_stop_has_its_random_views(stop, setting):
    figure = views_slider(IMAGES, seed=3)
    draws = generator(3)
    _, first, second = rows_of(figure.frames[stop].data[0])
    assert torch.equal(first, random_views(IMAGES, **setting, generator=draws))
    assert torch.equal(second, random_views(IMAGES, **setting, generator=draws))


def test_the_slider_s_stops_lead_to_their_frames():
    figure = views_slider(IMAGES)
    steps = figure.layout.sliders[0].steps
    assert [step.args[0][0] for step in steps] == [frame.name for frame in figure.frames]
    assert [step.label for step in steps] == [
        "none",
        "rotation up to 90°",
        "translation up to 0.2 of the side",
        "scale from 0.8 to 1.2",
        "all three",
    ]


def test_shades_between_black_and_white_are_kept():
    grey = torch.full((1, 1, 4, 4), 0.6)
    content = views_slider(grey).data[0].source.removeprefix("data:image/png;base64,")
    picture = np.asarray(Image.open(BytesIO(base64.b64decode(content))))
    assert (picture[:4] == 153).all()  # 0.6 of 255


def test_it_is_small_enough_for_a_page():
    figure = views_slider(IMAGES[[0, 1, 2, 0, 1, 2]])
    assert len(json.dumps(json.loads(figure.to_json()))) < 50_000


@pytest.mark.parametrize("make", [views_slider, ViewsDemo])
def test_bad_images(make):
    for images in (IMAGES[:0], IMAGES[0], IMAGES.repeat(3, 1, 1, 1)):
        with pytest.raises(ValueError, match=r"images must be .* with n from 1 to 6, got"):
            make(images)


def test_the_demo_draws_as_its_sliders_say():
    demo = ViewsDemo(IMAGES)
    demo.controls["rotation"].value = 30
    demo.controls["translation"].value = 0.1
    demo.controls["scale"].value = (0.5, 1.5)
    demo.controls["seed"].value = 4
    draws = generator(4)
    setting = {"rotation": 30, "translation": 0.1, "scale": (0.5, 1.5)}
    for view in demo.views():
        expected = random_views(IMAGES, **setting, generator=draws)
        torch.testing.assert_close(view, expected)


def test_the_demo_can_leave_the_images_as_they_are():
    demo = ViewsDemo(IMAGES)
    demo.controls["rotation"].value = 0
    demo.controls["translation"].value = 0
    demo.controls["scale"].value = (1, 1)
    for view in demo.views():
        assert torch.equal(view, IMAGES)


def test_the_demo_shows_a_new_picture_when_a_slider_moves():
    demo = ViewsDemo(IMAGES)
    demo.controls["seed"].value = 1
    first = bytes(demo._picture.value)
    demo.controls["rotation"].value = 5
    second = bytes(demo._picture.value)
    assert first.startswith(b"\x89PNG")
    assert second.startswith(b"\x89PNG")
    assert second != first
