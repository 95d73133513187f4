import matplotlib.pyplot as plt
import pytest
from matplotlib.patches import Rectangle

from nma_ae.plotting import plot_convolutional_network

SIDES, CHANNELS = [28, 14, 7, 3, 1], [1, 32, 64, 128, 10]


def test_each_layer_is_a_stack_with_its_channels_and_its_side():
    ax = plot_convolutional_network(SIDES, CHANNELS)
    said = [text.get_text() for text in ax.texts]
    there_and_back = lambda numbers: numbers + numbers[-2::-1]  # noqa: E731
    assert said[::2] == [str(n) for n in there_and_back(CHANNELS)]
    assert said[1::2] == [f"{side} × {side}" for side in there_and_back(SIDES)]
    plates = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert len(plates) == 2 * (1 + 5 + 5 + 5) + 5
    plt.close(ax.figure)


def test_it_draws_into_given_axes():
    figure, ax = plt.subplots()
    assert plot_convolutional_network([4, 2], [1, 2], ax=ax) is ax
    plt.close(figure)


@pytest.mark.parametrize(
    ("sides", "channels", "message"),
    [
        ([28], [1], "sides"),
        ([28, 14], [1], "channels must be as many as sides, got 1"),
        ([28, 14], [1, 0], r"channels\[1\] must be a positive integer"),
    ],
)
def test_it_rejects_what_is_no_network(sides, channels, message):
    with pytest.raises(ValueError, match=message):
        plot_convolutional_network(sides, channels)
