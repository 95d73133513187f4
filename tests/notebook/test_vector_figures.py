"""Figures as SVG beside their PNG."""

import xml.etree.ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nma_ae.notebook.vector_figures import MOST_BYTES, MOST_MARKS, as_svg, is_light
from nma_ae.tools.notebooks.kernel import run_notebook

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    plt.close(figure)


def test_text_is_text_and_keeps_its_digits(ax):
    ax.plot([0, 1], [0.123456, 0.2])
    ax.set(title="loss 0.123456 < 0.2", xlabel="ä, µ")

    root = ET.fromstring(as_svg(ax.figure))

    said = {text.text for text in root.iter(f"{SVG}text")}
    assert {"loss 0.123456 < 0.2", "ä, µ"} <= said


def test_the_same_figure_is_the_same_svg_and_stays_as_it_was(ax):
    bars = ax.bar([0, 1], [1, 2])
    before = bars[0].get_bbox().bounds, ax.figure.dpi, plt.rcParams.copy()

    first = as_svg(ax.figure)

    assert first == as_svg(ax.figure)
    assert (bars[0].get_bbox().bounds, ax.figure.dpi, plt.rcParams) == before


def test_no_coordinate_has_more_than_two_decimals(ax):
    ax.plot(np.linspace(0, 1, 50), np.random.default_rng(0).random(50))

    root = ET.fromstring(as_svg(ax.figure))

    numbers = " ".join(path.get("d") for path in root.iter(f"{SVG}path")).split()
    decimals = {len(number.partition(".")[2]) for number in numbers if number[-1].isdigit()}
    assert max(decimals) == 2


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.imshow(np.eye(3)),
        lambda ax: ax.plot(np.zeros(MOST_MARKS + 1)),
        lambda ax: ax.scatter(*np.zeros((2, MOST_MARKS + 1))),
        lambda ax: ax.pcolormesh(np.zeros((60, 60))),
        lambda ax: ax.hist(np.arange(9.0), bins=MOST_MARKS + 1),
        lambda ax: ax.figure.figimage(np.eye(3)),
    ],
    ids=["image", "long line", "cloud", "mesh", "bars", "image of the figure"],
)
def test_pictures_and_many_points_stay_png_alone(ax, draw):
    draw(ax)

    assert not is_light(ax.figure)
    assert as_svg(ax.figure) is None


def test_what_would_be_large_stays_png_alone(ax):
    ax.set_title("x" * MOST_BYTES)

    assert is_light(ax.figure)
    assert as_svg(ax.figure) is None


def test_a_notebook_has_both_once_it_is_set_up():
    set_up = "from nma_ae.notebook import setup\nsetup(language='en')"
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()"
    image = "plt.imshow([[0, 1]]); plt.show()"
    cells = [new_code_cell(source) for source in (set_up, plot, image)]

    _, sharp, picture = run_notebook(new_notebook(cells=cells), ".").cells

    assert sorted(sharp.outputs[0].data) == ["image/png", "image/svg+xml", "text/plain"]
    assert sorted(picture.outputs[0].data) == ["image/png", "text/plain"]
