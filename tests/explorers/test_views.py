"""The slider of ready-made views, and the demo that draws new ones."""

import json

import matplotlib
import pytest
import torch

from nma_ae.data import draw_dsprites, latent_indices
from nma_ae.explorers import ViewsDemo, views_slider
from nma_ae.seeds import generator
from nma_ae.training import random_views

matplotlib.use("Agg")

IMAGES = draw_dsprites(latent_indices([[2, 5, 0, 8, 20], [0, 3, 7, 20, 8], [1, 5, 5, 9, 9]]))
IMAGES = IMAGES.float()
AS_IT_IS = {"rotation": 0, "translation": 0, "scale": (1, 1)}


def shades(images):
    return (255 * images[:, 0]).to(torch.uint8).tolist()


def shown(pictures):
    return [picture.z.tolist() for picture in pictures]


def test_the_originals_stay_above_the_views():
    figure = views_slider(IMAGES)
    assert shown(figure.data[:3]) == shades(IMAGES)
    for frame in figure.frames:
        assert tuple(frame.traces) == (3, 4, 5, 6, 7, 8)
    tops = [picture.y0 for picture in figure.data]
    assert tops == sorted(tops)
    assert [p.x0 for p in figure.data[:3]] == [p.x0 for p in figure.data[3:6]]


def test_it_begins_with_views_that_are_as_the_images_are():
    figure = views_slider(IMAGES)
    assert shown(figure.data[3:]) == shades(IMAGES) * 2
    assert shown(figure.frames[0].data) == shades(IMAGES) * 2


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
    first, second = (random_views(IMAGES, **setting, generator=draws) for _ in range(2))
    assert shown(figure.frames[stop].data) == shades(first) + shades(second)


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


def test_four_images_are_small_enough_for_a_page():
    figure = views_slider(IMAGES[[0, 1, 2, 0]])
    assert len(json.dumps(json.loads(figure.to_json()))) < 350_000


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
