"""The schematic of the convolutional encoder of dSprites, with the classifier behind it."""

from itertools import pairwise
from math import log2

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from nma_ae.data import draw_dsprites, latent_indices

ENCODER, FEATURES, CLASSIFIER, GREY, INK = "C0", "C4", "C1", "#8A8F98", "#5F656E"
# Of each layer: what leads to it, its size, and where its middle is drawn, in inches.
MAPS = (
    ("image", 1, 64, 0.5),
    ("conv", 6, 60, 1.78),
    ("pool", 6, 30, 2.92),
    ("conv", 16, 26, 3.95),
    ("pool", 16, 13, 4.98),
)
UNITS = (("flatten", 2704, 5.84), ("linear", 120, 6.5), ("linear", 84, 7.12), ("linear", 84, 7.88))
PIXEL = 0.95 / 64  # of a map
HEART = (2, 5, 0, 16, 16)  # the classes of its latents
SHIFT = 0.028  # from a map to the one behind it
BAR = 0.2  # width of a layer of units
OUTPUT = 8.7  # where the classifier is
BOLD = {"weight": "bold", "size": 14, "ha": "center", "va": "center"}
PARTS, OPERATIONS, SIZES = 1.75, 1.28, -1.28  # heights of the lines of text


def plot_encoder(ax: Axes | None = None) -> Axes:
    """Draw the encoder and a classifier: maps as stacked squares, units as bars.

    The first square is an image of a heart. The height of a bar is the logarithm of its units; the
    features have a frame of red dashes.

    Args:
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes.
    """
    if ax is None:
        ax = plt.figure(figsize=(9, 3.6)).add_subplot()
    ends = [_draw_maps(ax, middle, n_maps, PIXEL * side) for _, n_maps, side, middle in MAPS]
    _draw_heart(ax)
    ends += [_draw_bar(ax, x, log2(units) / 6, ENCODER) for _, units, x in UNITS]
    ends += [_draw_bar(ax, OUTPUT, 0.5, CLASSIFIER)]
    for (_, start), (end, _) in pairwise(ends):
        arrow = {"arrowstyle": "-|>", "color": GREY, "shrinkA": 1, "shrinkB": 1}
        ax.annotate("", (end, 0), (start, 0), arrowprops=arrow)
    for operation, n_maps, side, x in MAPS:
        _name(ax, x, operation, f"{n_maps}×{side}×{side}")
    for operation, units, x in UNITS:
        _name(ax, x, operation, f"{units:,}")
    _name(ax, OUTPUT, "linear", "classes")

    _, units, x = UNITS[-1]
    height = log2(units) / 6 + 0.2
    ax.text(x, height / 2 + 0.17, "features", **BOLD, color=FEATURES)
    ax.add_patch(
        Rectangle(
            (x - 0.24, -height / 2),
            0.48,
            height,
            fill=False,
            edgecolor=FEATURES,
            linestyle="dashed",
            linewidth=1.8,
        )
    )
    for middle, part, colour in (
        (3.6, "encoder", ENCODER),
        (OUTPUT, "classifier", CLASSIFIER),
    ):
        ax.text(middle, PARTS, part, **BOLD, color=colour)
    ax.set(xlim=(0, 9.3), ylim=(SIZES - 0.2, PARTS + 0.2), aspect="equal")
    ax.set_axis_off()
    return ax


def _name(ax: Axes, x: float, operation: str, size: str) -> None:
    ax.text(x, OPERATIONS, operation, color=INK, ha="center", va="center", size=11.5)
    ax.text(x, SIZES, size, ha="center", va="center", size=11.5)


def _draw_maps(ax: Axes, middle: float, n_maps: int, side: float) -> tuple[float, float]:
    """Draw maps one behind the other and tell where they begin and end."""
    width = side + (n_maps - 1) * SHIFT
    left = middle - width / 2
    for k in reversed(range(n_maps)):
        # The last one lies behind, to the right and higher.
        corner = left + k * SHIFT, k * SHIFT - width / 2
        ax.add_patch(
            Rectangle(corner, side, side, facecolor=ENCODER, edgecolor="white", linewidth=0.7)
        )
    return left, left + width


def _draw_heart(ax: Axes) -> None:
    """Draw an image of the data over the first square."""
    _, _, side, middle = MAPS[0]
    left, half = middle - PIXEL * side / 2, PIXEL * side / 2
    image = draw_dsprites(latent_indices([HEART]))[0, 0].numpy()
    place = (left, left + 2 * half, -half, half)
    ax.imshow(image, cmap="gray", extent=place, interpolation="nearest", zorder=2)


def _draw_bar(ax: Axes, x: float, height: float, colour: str) -> tuple[float, float]:
    """Draw a layer of units and tell where it begins and ends."""
    ax.add_patch(
        FancyBboxPatch(
            (x - BAR / 2, -height / 2),
            BAR,
            height,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=colour,
            linewidth=0,
        )
    )
    return x - BAR / 2, x + BAR / 2
