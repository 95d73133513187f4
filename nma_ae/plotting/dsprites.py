"""Images of dSprites with their positions marked."""

from typing import Literal

import torch
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nma_ae.arguments import require_pixels, require_positive_integers, shown
from nma_ae.data import POSX_INTERVALS, sprite_centres
from nma_ae.data.dsprites import SIDE, pixel_position
from nma_ae.plotting.axes import axes_or_new
from nma_ae.plotting.images import GAP, plot_image_rows

PITCH = SIDE + GAP
COLOUR = "tab:red"


def plot_dsprites(
    images: torch.Tensor,
    classes: torch.Tensor | None = None,
    *,
    marks: Literal["range", "intervals"] | None = None,
    n_columns: int = 10,
    ax: Axes | None = None,
) -> Axes:
    """Draw images of dSprites in rows, and on them what their positions mean.

    Args:
        images: (n, 1, 64, 64) in [0, 1], at least one.
        classes: (n, 5) int64, their latents; needed for marks.
        marks: "range" marks the centre of each shape and the square in which all centres lie:
            posX and posY from 0 to 1. "intervals" marks the centres and the borders between left,
            middle and right. None marks nothing.
        n_columns: Images in a row; what is missing of the last row stays empty.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes that hold all images. The marks are drawn over the images, which stay as they are.

    Raises:
        ValueError: If `marks` is none of these, or the classes are missing or not as many.
    """
    if not (marks is None or (isinstance(marks, str) and marks in ("range", "intervals"))):
        raise ValueError(f"marks must be 'range', 'intervals' or None, got {shown(marks)}")
    require_pixels(f"(n, 1, {SIDE}, {SIDE})", least=1, images=images)
    require_positive_integers(n_columns=n_columns)
    centres = None if classes is None else sprite_centres(classes)
    if marks is not None and (centres is None or len(centres) != len(images)):
        raise ValueError("marks need classes, one row for each image")
    n_columns = min(int(n_columns), len(images))
    n_missing = -len(images) % n_columns
    images = images.float()
    blank = images.new_full((n_missing, 1, SIDE, SIDE), torch.nan)
    rows = torch.cat([images, blank]).split(n_columns)
    ax = axes_or_new(ax, (7.5, 7.2 * len(rows) / n_columns))
    plot_image_rows(rows, image_shape=(SIDE, SIDE), ax=ax)
    if marks is not None and centres is not None:
        _mark(ax, centres, marks, n_columns)
    return ax


def _mark(ax: Axes, centres: torch.Tensor, marks: str, n_columns: int) -> None:
    number = torch.arange(len(centres))
    corners = PITCH * torch.stack([number % n_columns, number // n_columns], 1) - 0.5
    places = corners + centres
    ax.plot(*places.T, ".", color=COLOUR, markersize=4)
    low, high = pixel_position(0.0), pixel_position(1.0)
    for x, y in corners.tolist():
        if marks == "range":
            side = high - low
            ax.add_patch(Rectangle((x + low, y + low), side, side, fill=False, edgecolor=COLOUR))
        else:
            borders = [x + pixel_position(border) for border in _borders()]
            ax.vlines(borders, y + low, y + high, color=COLOUR, linewidth=0.8)


def _borders() -> list[float]:
    """All ends of the intervals but those of the whole range."""
    ends = {end for interval in POSX_INTERVALS.values() for end in interval}
    return sorted(ends - {0.0, 1.0})
