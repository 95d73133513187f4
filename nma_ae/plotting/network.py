"""The schematic of an autoencoder."""

from collections.abc import Sequence
from itertools import pairwise
from math import log2

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Polygon

from nma_ae.arguments import require_widths
from nma_ae.plotting.axes import axes_or_new

ENCODER, CODE, DECODER = "C0", "C1", "C2"
SPAN = 7.0  # from the first layer to the last, however many there are
BLOCK = 0.36  # width of a layer


def plot_network(widths: Sequence[int], ax: Axes | None = None) -> Axes:
    """Draw a mirrored autoencoder: a block per layer, its height the logarithm of its units.

    Args:
        widths: Units per layer of the encoder, from the input to the code, such as
            [784, 392, 64, 2]. The decoder goes the same way back.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes.

    Raises:
        ValueError: If there are fewer than two widths, or one is not a positive integer.
    """
    widths = require_widths(widths)
    way = widths + widths[-2::-1]
    n_steps = len(widths) - 1  # from the input to the code, and again to the output
    colours = [ENCODER] * n_steps + [CODE] + [DECODER] * n_steps
    heights = [0.5 + log2(units) / 3 for units in way]
    positions = [SPAN * i / (2 * n_steps) for i in range(len(way))]
    ax = axes_or_new(ax, (7.5, 3.8))

    for i, (start, end) in enumerate(pairwise(zip(positions, heights, strict=True))):
        _draw_connections(ax, start, end, ENCODER if i < n_steps else DECODER)
    for x, height, units, colour in zip(positions, heights, way, colours, strict=True):
        _draw_layer(ax, x, height, units, colour)

    top, bottom = max(heights) / 2 + 0.75, -max(heights) / 2 - 0.3
    for x, part, colour in (
        (SPAN / 4, "encoder", ENCODER),
        (SPAN / 2, "code", CODE),
        (SPAN * 3 / 4, "decoder", DECODER),
    ):
        ax.text(x, top, part, color=colour, ha="center", va="center", weight="bold", size=15)
    ax.text(0, bottom, "image", ha="center", va="center")
    ax.text(SPAN, bottom, "reconstruction", ha="center", va="center")
    ax.set(xlim=(-0.7, SPAN + 0.7), ylim=(bottom - 0.2, top + 0.2))
    ax.set_axis_off()
    return ax


def _draw_connections(
    ax: Axes, start: tuple[float, float], end: tuple[float, float], colour: str
) -> None:
    (x0, left), (x1, right) = start, end
    corners = [(x0, -left / 2), (x0, left / 2), (x1, right / 2), (x1, -right / 2)]
    ax.add_patch(Polygon(corners, facecolor=colour, alpha=0.14, linewidth=0))


def _draw_layer(ax: Axes, x: float, height: float, units: int, colour: str) -> None:
    ax.add_patch(
        FancyBboxPatch(
            (x - BLOCK / 2, -height / 2),
            BLOCK,
            height,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=colour,
            linewidth=0,
        )
    )
    ax.text(x, height / 2 + 0.08, f"{units:,}", ha="center", va="bottom", size=14)
