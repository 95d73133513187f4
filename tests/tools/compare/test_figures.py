"""A figure passes after a drift like training's, and fails against whatever else there is."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_output
from PIL import Image

from nma_ae.plotting import use_style
from nma_ae.tools.compare.figures import compare_figures, decode, distance, shrink, sizes_agree
from nma_ae.tools.compare.margins import empty_axes, transposed
from nma_ae.tools.compare.outputs import compare_outputs
from nma_ae.tools.compare.tolerance import Tolerance

DRIFT = 0.03  # of the map's width: about what two processors differ by after two epochs


def drawn(draw, size=(5, 5), **style):
    buffer = io.BytesIO()
    with plt.rc_context():
        use_style()
        figure = Figure(figsize=size, dpi=80, **style)
        draw(figure.subplots())
        figure.savefig(buffer, format="png", dpi=80)
    return decode(buffer.getvalue())


def clusters(seed, drift=0.0):
    """A map of ten clusters, like a latent map; `drift` moves each point by itself."""
    chance = np.random.default_rng(seed)
    centres = chance.uniform(-1, 1, (10, 2))
    digits = chance.integers(0, 10, 300)
    points = centres[digits] + 0.08 * chance.normal(size=(300, 2))
    points = points + 2 * drift * np.random.default_rng(99).normal(size=points.shape)
    return lambda ax: ax.scatter(*points.T, c=digits, cmap="tab10", s=60)


def strokes(seed, drift=0.0):
    """Bright strokes on black, like a decoder's grid."""
    phase = np.random.default_rng(seed).uniform(0, 6, (8, 8)).repeat(14, 0).repeat(14, 1)
    x, y = np.meshgrid(*2 * [np.arange(112) % 14])
    canvas = np.cos(phase + 3 * drift) * (x - 7) + np.sin(phase + 3 * drift) * (y - 7)
    return lambda ax: ax.imshow(np.clip(2 - np.abs(canvas), 0, 1), cmap="gray")


def curve(power):
    return lambda ax: ax.plot(np.linspace(0, 1, 50) ** power)


FIGURES = {
    "map": clusters(0),
    "other map": clusters(1),
    "grid": strokes(0),
    "other grid": strokes(1),
    "curve": curve(2),
    "other curve": curve(0.5),
}


@pytest.fixture(scope="module")
def shrunken():
    return {name: shrink(drawn(draw)) for name, draw in FIGURES.items()}


@pytest.mark.parametrize(
    ("name", "drifted"), [("map", clusters(0, DRIFT)), ("grid", strokes(0, DRIFT))]
)
def test_a_drift_is_far_smaller_than_any_other_figure(shrunken, name, drifted):
    moved = distance(shrunken[name], shrink(drawn(drifted)))
    rivals = [other for key, other in shrunken.items() if key != name]
    rivals += [transposed(shrunken[name]), shrink(empty_axes((400, 400)))]
    assert 0 < moved < min(distance(shrunken[name], other) for other in rivals) / 2.5


def test_plain_figures_differ_by_more_than_the_default_tolerance(shrunken):
    for name, figure in shrunken.items():
        others = [other for key, other in shrunken.items() if key != name]
        others += [transposed(figure), shrink(empty_axes((400, 400)))]
        assert min(distance(figure, other) for other in others) > 5 * Tolerance().figtol


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: ax.plot(np.linspace(0, 1, 50) ** 2.2),
        lambda ax: ax.plot(np.linspace(0, 1, 50) ** 2, color="C1"),
        lambda ax: ax.plot(np.linspace(0, 1, 50) ** 2, linewidth=4),
        lambda ax: (ax.plot(np.linspace(0, 1, 50) ** 2), ax.set_title("loss")),
        lambda ax: (ax.plot(np.linspace(0, 1, 50) ** 2), ax.set_xlabel("epoch")),
        lambda ax: (ax.plot(np.linspace(0, 1, 50) ** 2), ax.set_facecolor("0.9")),
    ],
    ids=["shape", "colour", "width", "title", "label", "ground"],
)
def test_small_changes_of_a_curve_exceed_the_default_tolerance(shrunken, change):
    assert distance(shrunken["curve"], shrink(drawn(change))) > Tolerance().figtol


def test_a_blank_half_shows_beside_a_dark_half():
    def beside(left):
        figure = Figure(figsize=(8, 4), dpi=80)
        first, second = figure.subplots(1, 2)
        left(first)
        strokes(0)(second)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
        return shrink(decode(buffer.getvalue()))

    assert distance(beside(clusters(0)), beside(lambda ax: None)) > 0.1


def test_the_colour_of_the_paper_is_no_ink():
    def square(paper, hollow):
        pixels = np.full((160, 160, 3), paper, dtype=np.uint8)
        pixels[40:120, 40:120] = paper - 80
        if hollow:
            pixels[42:118, 42:118] = paper
        return shrink(Image.fromarray(pixels))

    on_white, on_grey = (
        distance(square(paper, hollow=False), square(paper, hollow=True)) for paper in (255, 200)
    )
    assert on_white == pytest.approx(on_grey, rel=0.01)
    assert on_white > 0.8


def test_another_size_fails_whatever_it_shows():
    small, large = drawn(curve(2)), drawn(curve(2), size=(6, 5))
    assert not sizes_agree(small, large)
    pictures = []
    for image in (small, large):
        buffer = io.BytesIO()
        image.save(buffer, format="PNG")
        pictures.append(buffer.getvalue())
    (found,) = compare_figures("image/png", *pictures, Tolerance(figtol=10))
    assert not found.passes
    assert (found.expected, found.actual) == tuple(
        f"a picture of {width} x 400 pixels" for width in (400, 480)
    )


def test_the_same_picture_yields_nothing_and_what_is_no_picture_is_said():
    assert not list(compare_figures("image/png", b"same", b"same", Tolerance()))
    whole = io.BytesIO()
    drawn(curve(2)).save(whole, format="PNG")
    for broken in (b"other", whole.getvalue()[:2000]):
        with pytest.raises(ValueError, match="expected a PNG or JPEG"):
            list(compare_figures("image/png", whole.getvalue(), broken, Tolerance()))


@pytest.mark.parametrize("size", [(1200, 60), (60, 1200), (30, 30)])
def test_empty_axes_have_the_size_asked_for(size):
    assert empty_axes(size).size == size


def test_two_blank_pictures_do_not_differ():
    blank = shrink(drawn(lambda ax: ax.set_axis_off()))
    assert distance(blank, blank) == 0


def test_the_svg_beside_a_picture_is_the_same_figure_and_not_compared():
    def shown(**data):
        return [new_output("display_data", data=data)]

    picture, other = ({"image/png": "", "image/svg+xml": svg} for svg in ("<svg/>", "<svg>1</svg>"))
    alone = {"image/svg+xml": "<svg/>"}
    assert compare_outputs(shown(**picture), shown(**other), Tolerance()) == []
    assert compare_outputs(shown(**picture), shown(**{"image/png": ""}), Tolerance()) == []
    assert len(compare_outputs(shown(**alone), shown(**{"image/svg+xml": "1"}), Tolerance())) == 1
