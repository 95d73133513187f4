import numpy as np
import pytest
import torch
from matplotlib.patches import Rectangle

from nma_ae.data import draw_dsprites, latent_classes
from nma_ae.plotting import plot_dsprites


@pytest.fixture
def sprites():
    indices = torch.arange(0, 737280, 50001)
    return draw_dsprites(indices).float(), latent_classes(indices)


def test_images_stay_as_they_are(sprites):
    images, classes = sprites
    drawn = [
        plot_dsprites(images, classes, marks=marks, n_columns=6).images[0].get_array()
        for marks in (None, "range", "intervals")
    ]
    np.testing.assert_array_equal(drawn[0][66:130, 66:130], images[7, 0])
    for other in drawn[1:]:
        np.testing.assert_array_equal(np.asarray(other), np.asarray(drawn[0]))


def test_centres_lie_on_their_shapes(sprites):
    images, classes = sprites
    ax = plot_dsprites(images, classes, marks="range", n_columns=6)
    canvas = np.asarray(ax.images[0].get_array())
    x, y = map(np.asarray, ax.lines[0].get_data())  # older Matplotlib keeps the tensors
    assert len(x) == len(images)
    assert (canvas[np.rint(y).astype(int), np.rint(x).astype(int)] == 1).all()
    squares = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert len(squares) == len(images)
    for square, place in zip(squares, zip(x, y, strict=True), strict=True):
        left, top = square.get_xy()
        assert left <= place[0] <= left + 32
        assert top <= place[1] <= top + 32


def test_borders_of_the_intervals(sprites):
    images, classes = sprites
    ax = plot_dsprites(images[:1], classes[:1], marks="intervals")
    (lines,) = ax.collections
    found = sorted(path.vertices[0, 0] for path in lines.get_paths())
    assert found == pytest.approx([16 + 32 * b - 0.5 for b in (0.3, 0.35, 0.65, 0.7)])


def test_bad_arguments(sprites):
    images, classes = sprites
    with pytest.raises(ValueError, match="marks must be 'range', 'intervals' or None, got 'pos'"):
        plot_dsprites(images, classes, marks="pos")
    with pytest.raises(ValueError, match="marks need classes, one row for each image"):
        plot_dsprites(images, marks="range")
