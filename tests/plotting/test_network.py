import pytest

from nma_ae.plotting import plot_network


def layers(ax):
    """(left, height) of each block, from left to right."""
    blocks = [patch for patch in ax.patches if hasattr(patch, "get_height")]
    return [(block.get_x(), block.get_height()) for block in blocks]


@pytest.mark.parametrize("widths", [[784, 2], [784, 392, 64, 2], [784, 1568, 392, 96, 3]])
def test_a_block_for_each_layer_mirrored_about_the_code(widths):
    ax = plot_network(widths)
    lefts, heights = zip(*layers(ax), strict=True)
    assert len(heights) == 2 * len(widths) - 1
    assert list(lefts) == sorted(lefts)
    assert list(heights) == list(heights)[::-1]
    assert min(heights) == heights[len(widths) - 1]


def test_heights_ascend_with_the_logarithm_of_the_units():
    (_, one), (_, two), (_, four), *_ = layers(plot_network([1, 2, 4]))
    assert four - two == pytest.approx(two - one)
    assert two > one


def test_everything_is_named():
    ax = plot_network([1568, 392, 2])
    texts = [text.get_text() for text in ax.texts]
    assert texts[:5] == ["1,568", "392", "2", "392", "1,568"]
    assert texts[5:] == ["encoder", "code", "decoder", "image", "reconstruction"]


def test_all_is_inside_the_picture():
    ax = plot_network([784, 392, 64, 2])
    ax.figure.canvas.draw()
    frame = ax.figure.bbox
    for artist in [*ax.texts, *ax.patches]:
        box = artist.get_window_extent()
        assert frame.x0 <= box.x0 <= box.x1 <= frame.x1
        assert frame.y0 <= box.y0 <= box.y1 <= frame.y1


def test_draws_into_given_axes(figures):
    ax = figures.figure().add_subplot()
    assert plot_network([4, 2], ax) is ax
    assert len(figures.get_fignums()) == 1


@pytest.mark.parametrize("widths", [[], [784], [784, 0], [784, 2.5]])
def test_bad_widths(widths):
    with pytest.raises(ValueError, match="widths"):
        plot_network(widths)
