"""One latent at a time on the page, and all of them in a kernel."""

import base64
import json
from io import BytesIO

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from nma_ae.data import LATENT_NAMES, draw_dsprites, latent_indices
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.explorers import SpritesDemo, sprites_explorer
from nma_ae.explorers.sprites import MIDDLE

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def figure():
    return sprites_explorer()


def drawn(classes):
    return draw_dsprites(latent_indices([classes]))[0, 0]


def decoded(trace):
    """The picture of a trace, (64, 64): 1 where it is white and 0 where it is black."""
    kind, content = trace.source.split(",")
    assert kind == "data:image/png;base64"
    return (np.asarray(Image.open(BytesIO(base64.b64decode(content))).convert("L")) / 255).tolist()


def test_every_row_begins_with_the_image_in_the_middle(figure):
    for trace, slider in zip(figure.data, figure.layout.sliders, strict=True):
        assert decoded(trace) == drawn(MIDDLE).tolist()
        first = slider.steps[slider.active].args[0][0]
        (frame,) = [frame for frame in figure.frames if frame.name == first]
        assert frame.data[0].source == trace.source


def test_each_slider_changes_its_latent_alone(figure):
    frames = {frame.name: frame for frame in figure.frames}
    assert len(frames) == len(figure.frames)
    for row, (latent, slider) in enumerate(zip(LATENT_NAMES, figure.layout.sliders, strict=True)):
        shown = [step.args[0][0] for step in slider.steps]
        stops = [int(name.removeprefix(f"{latent} ")) for name in shown]
        assert stops == list(range(N_CLASSES[row]))
        for name, stop in zip(shown, stops, strict=True):
            frame = frames[name]
            assert tuple(frame.traces) == (row,)
            classes = [stop if i == row else k for i, k in enumerate(MIDDLE)]
            assert decoded(frame.data[0]) == drawn(classes).tolist()


def test_the_stops_tell_the_values(figure):
    labels = [[step.label for step in slider.steps] for slider in figure.layout.sliders]
    assert labels[0] == ["square", "ellipse", "heart"]
    assert labels[1] == ["0.5", "0.6", "0.7", "0.8", "0.9", "1.0"]
    assert labels[2][:2] == ["0°", "9°"]
    assert labels[3][-1] == "1.00"
    assert labels[3][figure.layout.sliders[3].active] == "0.52"


def test_it_is_small_enough_for_a_page(figure):
    assert len(json.dumps(json.loads(figure.to_json()))) < 100_000


def picture(demo):
    return plt.imread(BytesIO(demo._picture.value))[:, :, 0]


def test_the_demo_draws_the_latents_of_its_sliders_at_once():
    demo = SpritesDemo()
    assert demo.draw().tolist() == drawn(MIDDLE).tolist()
    chosen = [0, 1, 30, 3, 31]
    for latent, value in zip(LATENT_NAMES, chosen, strict=True):
        demo.controls[latent].value = value
    assert demo.draw().tolist() == drawn(chosen).tolist()
    enlarged = np.kron(drawn(chosen).numpy(), np.ones((5, 5)))
    assert picture(demo).tolist() == enlarged.tolist()


def test_the_demo_s_sliders_have_all_classes():
    demo = SpritesDemo()
    for latent, n_classes in zip(LATENT_NAMES, N_CLASSES, strict=True):
        values = [value for _, value in demo.controls[latent].options]
        assert values == list(range(n_classes))
