import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Polygon

from nma_ae.plotting import plot_pretraining_orders
from nma_ae.plotting.layerwise import LEARNS


def weights(ax):
    """For each layer of weights, from left to right, whether it learns."""
    polygons = sorted(
        (patch for patch in ax.patches if type(patch) is Polygon),
        key=lambda patch: patch.get_xy()[:, 0].min(),
    )
    return [to_rgb(patch.get_facecolor()[:3]) == to_rgb(LEARNS) for patch in polygons]


@pytest.mark.parametrize("n_pairs", [1, 3, 5])
def test_in_each_stage_two_layers_of_weights_learn_and_in_the_end_all(n_pairs):
    from_input, both_ends = plot_pretraining_orders(n_pairs)
    assert len(from_input) == len(both_ends) == n_pairs + 1
    for stage in range(n_pairs):
        assert weights(from_input[stage]) == [False] * stage + [True, True]
        still = [False] * stage
        assert weights(both_ends[stage]) == [*still, True, True, *still]
    for last in (from_input[-1], both_ends[-1]):
        assert weights(last) == [True] * 2 * n_pairs


def test_what_is_copied_is_named():
    from_input, both_ends = plot_pretraining_orders(3)
    texts = [[text.get_text() for text in ax.texts] for ax in (*from_input, *both_ends)]
    copied = [next(text for text in each if text.startswith("copies")) for each in texts]
    image = "copies\nthe image"
    assert copied == [image, "copies\nfeatures 1", "copies\nfeatures 2", image, *[image] * 4]
    assert "From the input up" in texts[0]
    assert "From both ends" in texts[4]


@pytest.mark.parametrize("n_pairs", [0, 6, 2.5])
def test_other_numbers_are_refused(n_pairs):
    with pytest.raises(ValueError, match="n_pairs must be"):
        plot_pretraining_orders(n_pairs)
