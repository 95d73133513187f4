"""The schematic of a convolutional autoencoder."""

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from nma_ae.arguments import require_items, require_widths
from nma_ae.plotting.axes import axes_or_new
from nma_ae.plotting.network import CODE, DECODER, ENCODER

PLATES = 5  # the most that are drawn of one stack of channels
SHIFT = 0.09  # from one plate to the next
GAP = 0.55  # between stacks


def plot_convolutional_network(
    sides: Sequence[int], channels: Sequence[int], ax: Axes | None = None
) -> Axes:
    """Draw a mirrored convolutional autoencoder: a stack of square plates per layer.

    A plate is a channel, and its side grows with the side of the image that the channel is. Of
    many channels a few are drawn; the numbers above say how many there are.

    Args:
        sides: Sides of the images from the input to the code, such as [28, 14, 7, 3, 1].
        channels: Channels of these, such as [1, 32, 64, 128, 10]. The decoder goes the same way
            back.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes.

    Raises:
        ValueError: If there are fewer than two sides, not as many channels, or one of them is not a
            positive integer.
    """
    sides = require_widths(sides, name="sides")
    require_items(object, channels=channels)
    if len(channels) != len(sides):
        raise ValueError(f"channels must be as many as sides, got {len(channels)}")
    channels = require_widths(channels, name="channels")
    stages = list(zip(sides, channels, strict=True))
    n_down = len(stages) - 1
    ax = axes_or_new(ax, (7.5, 3.2))

    places, x = [], 0.0
    for side, n in stages + stages[-2::-1]:
        size = 0.18 + 1.8 * (side / sides[0]) ** 0.7
        plates = min(n, PLATES)
        places.append((x, size, plates))
        x += size + SHIFT * (plates - 1) + GAP
    for i, ((x0, size0, plates0), (x1, size1, _)) in enumerate(pairwise(places)):
        right = x0 + size0 + SHIFT * (plates0 - 1)
        corners = [(right, -size0 / 2), (right, size0 / 2), (x1, size1 / 2), (x1, -size1 / 2)]
        colour = ENCODER if i < n_down else DECODER
        ax.add_patch(Polygon(corners, facecolor=colour, alpha=0.14, linewidth=0))
    for i, ((left, size, plates), (side, n)) in enumerate(
        zip(places, stages + stages[-2::-1], strict=True)
    ):
        colour = CODE if i == n_down else ENCODER if i < n_down else DECODER
        for plate in reversed(range(plates)):
            corner = (left + SHIFT * plate, SHIFT * plate - size / 2)
            ax.add_patch(Rectangle(corner, size, size, facecolor=colour, edgecolor="white"))
        middle, top = left + size / 2, size / 2 + SHIFT * plates
        ax.text(middle, top + 0.06, f"{n}", ha="center", va="bottom", size=14)
        ax.text(middle, -size / 2 - 0.1, f"{side} × {side}", ha="center", va="top", size=11)
    ax.set(xlim=(-0.3, x - GAP + 0.3), ylim=(-1.45, 1.6), aspect="equal")
    ax.set_axis_off()
    return ax
