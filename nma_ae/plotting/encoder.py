"""The schematic of the convolutional encoder of dSprites, with its classifier."""

from itertools import pairwise
from math import log2

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle

from nma_ae.data import draw_dsprites, latent_indices
from nma_ae.plotting.axes import axes_or_new

ENCODER, FEATURES, CLASSIFIER, GREY, INK = "C0", "C4", "C1", "#8A8F98", "#5F656E"
# Of each layer: what leads to it, its size, and where its middle is drawn, in inches. Two rows: in
# one, the words would be too small on a phone.
MAPS = (
    ("image", 1, 64, 0.85),
    ("conv", 6, 60, 2.6),
    ("pool", 6, 30, 4.1),
    ("conv", 16, 26, 5.4),
    ("pool", 16, 13, 6.72),
)
UNITS = (("flatten", 2704, 0.95), ("linear", 120, 2.2), ("linear", 84, 3.4), ("linear", 84, 4.8))
OUTPUT = 6.4  # where the classifier is
MAPS_ROW, UNITS_ROW = 0.0, -3.55  # heights of the middles of the rows
PIXEL = 1.15 / 64  # of a map
HEART = (2, 5, 0, 16, 16)  # the classes of its latents
SHIFT = 0.035  # from a map to the one behind it
BAR = 0.26  # width of a layer of units
LINES = 0.95, -0.95  # heights of the lines of text over and under the middle of a row
BOLD = {"weight": "bold", "size": 15, "ha": "center", "va": "center"}
RIGHT = 7.5


def plot_encoder(ax: Axes | None = None) -> Axes:
    """Draw the encoder and a classifier: maps as stacked squares, units as bars.

    The first square is an image of a heart. The height of a bar is the logarithm of its units; the
    features have a frame of red dashes.

    Args:
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes.
    """
    ax = axes_or_new(ax, (7.5, 5.9))
    maps = [_draw_maps(ax, middle, n_maps, PIXEL * side) for _, n_maps, side, middle in MAPS]
    units = [_draw_bar(ax, x, _height(n_units), ENCODER) for _, n_units, x in UNITS]
    units += [_draw_bar(ax, OUTPUT, 0.5, CLASSIFIER)]
    _draw_heart(ax)
    for row, ends in ((MAPS_ROW, maps), (UNITS_ROW, units)):
        for (_, start), (end, _) in pairwise(ends):
            _draw_arrow(ax, start, end, row)
    _lead_on(ax, maps[-1][1], units[0][0])
    for operation, n_maps, side, x in MAPS:
        _name(ax, x, MAPS_ROW, operation, f"{n_maps}×{side}×{side}")
    for operation, n_units, x in UNITS:
        _name(ax, x, UNITS_ROW, operation, f"{n_units:,}")
    _name(ax, OUTPUT, UNITS_ROW, "linear", "classes")
    _frame_features(ax)
    over = LINES[0] + 0.42
    ax.text(RIGHT / 2, MAPS_ROW + over, "encoder", BOLD, color=ENCODER)
    ax.text(UNITS[-1][2], UNITS_ROW + over, "features", BOLD, color=FEATURES)
    ax.text(OUTPUT, UNITS_ROW + over, "classifier", BOLD, color=CLASSIFIER)
    ax.set(xlim=(0, RIGHT), ylim=(UNITS_ROW + LINES[1] - 0.25, MAPS_ROW + over + 0.25))
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax


def _height(n_units: int) -> float:
    return log2(n_units) / 7.5


def _name(ax: Axes, x: float, row: float, operation: str, size: str) -> None:
    for line, text, colour in zip(LINES, (operation, size), (INK, None), strict=True):
        look = {"color": colour} if colour else None
        ax.text(x, row + line, text, look, ha="center", va="center", size=13)


def _draw_maps(ax: Axes, middle: float, n_maps: int, side: float) -> tuple[float, float]:
    """Draw maps one behind the other and tell where they begin and end."""
    width = side + (n_maps - 1) * SHIFT
    left = middle - width / 2
    for k in reversed(range(n_maps)):
        # The last one lies behind, to the right and higher.
        corner = left + k * SHIFT, MAPS_ROW + k * SHIFT - width / 2
        ax.add_patch(
            Rectangle(corner, side, side, facecolor=ENCODER, edgecolor="white", linewidth=0.7)
        )
    return left, left + width


def _draw_heart(ax: Axes) -> None:
    """Draw an image of the data over the first square."""
    _, _, side, middle = MAPS[0]
    half = PIXEL * side / 2
    image = draw_dsprites(latent_indices([HEART]))[0, 0].numpy()
    place = (middle - half, middle + half, MAPS_ROW - half, MAPS_ROW + half)
    ax.imshow(image, cmap="gray", extent=place, interpolation="nearest", zorder=2)


def _draw_bar(ax: Axes, x: float, height: float, colour: str) -> tuple[float, float]:
    """Draw a layer of units and tell where it begins and ends."""
    ax.add_patch(
        FancyBboxPatch(
            (x - BAR / 2, UNITS_ROW - height / 2),
            BAR,
            height,
            boxstyle="round,pad=0,rounding_size=0.07",
            facecolor=colour,
            linewidth=0,
        )
    )
    return x - BAR / 2, x + BAR / 2


def _draw_arrow(ax: Axes, start: float, end: float, height: float) -> None:
    arrow = {"arrowstyle": "-|>", "color": GREY, "shrinkA": 1, "shrinkB": 1, "mutation_scale": 14}
    ax.annotate("", (end, height), (start, height), arrowprops=arrow)


def _lead_on(ax: Axes, start: float, end: float) -> None:
    """Lead from the end of the first row to the beginning of the second, between the two."""
    between, outside, left = MAPS_ROW - 1.38, RIGHT - 0.08, 0.3
    x = [start + 0.04, outside, outside, left, left]
    y = [MAPS_ROW, MAPS_ROW, between, between, UNITS_ROW]
    ax.plot(x, y, color=GREY, linewidth=1, solid_joinstyle="round")
    _draw_arrow(ax, left - 0.02, end, UNITS_ROW)


def _frame_features(ax: Axes) -> None:
    _, n_units, x = UNITS[-1]
    width, height = 0.62, _height(n_units) + 0.24
    ax.add_patch(
        Rectangle(
            (x - width / 2, UNITS_ROW - height / 2),
            width,
            height,
            fill=False,
            edgecolor=FEATURES,
            linestyle="dashed",
            linewidth=1.8,
        )
    )
