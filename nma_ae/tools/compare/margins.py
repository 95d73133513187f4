"""Measures whether a stored figure can be told from the others, its transpose and empty axes."""

import io
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from PIL import Image

from nma_ae.tools.compare.figures import Shrunken, decode, distance, shrink, sizes_agree
from nma_ae.tools.compare.outputs import PICTURES, Cells
from nma_ae.tools.compare.tolerance import cell_tolerance

DPI = 100


@dataclass(frozen=True)
class Margin:
    """How far the nearest wrong figure is.

    Attributes:
        figure: the figure, by its cell.
        limit: the largest distance that passes for the same figure.
        rival: the wrong figure that comes nearest.
        distance: how near it comes.
        told_apart: whether all wrong figures would fail.
    """

    figure: str
    limit: float
    rival: str
    distance: float
    told_apart: bool

    def __str__(self) -> str:
        times = f"{self.distance:.2f}, {self.distance / self.limit:.1f} times that"
        text = f"{self.figure}: passes within {self.limit:g}; nearest is {self.rival} at {times}"
        return text if self.told_apart else f"PROBLEM not told apart: {text}"


def figure_margins(cells: Cells, style: str | Path | None = None) -> list[Margin]:
    """Compare each stored figure with all that it must not be taken for.

    Args:
        cells: the code cells of an executed notebook.
        style: the style of its figures, for the empty axes; by default the present settings.

    Returns:
        A margin for each figure, in order.
    """
    figures = [
        (name, decode(data[kind]), cell_tolerance(cell).figtol)
        for name, cell in cells.items()
        for output in cell.outputs
        for data in [output.get("data", {})]
        for kind in PICTURES
        if kind in data
    ]
    shrunken = [shrink(image) for _, image, _ in figures]
    margins = []
    for number, (name, image, limit) in enumerate(figures):
        rivals = {
            "its transpose": (transposed(shrunken[number]), True),
            "empty axes": (shrink(empty_axes(image.size, style)), True),
        }
        for other, (other_name, other_image, _) in enumerate(figures):
            if other != number:
                same_size = sizes_agree(image, other_image)
                rivals[f"{other_name}, figure {other}"] = (shrunken[other], same_size)
        margins.append(_margin(f"{name}, figure {number}", shrunken[number], limit, rivals))
    return margins


def _margin(
    name: str, figure: Shrunken, limit: float, rivals: dict[str, tuple[Shrunken, bool]]
) -> Margin:
    distances = {rival: distance(figure, wrong) for rival, (wrong, _) in rivals.items()}
    nearest = min(distances, key=distances.__getitem__)
    told_apart = all(distances[rival] > limit or not same for rival, (_, same) in rivals.items())
    return Margin(name, limit, nearest, distances[nearest], told_apart)


def transposed(figure: Shrunken) -> Shrunken:
    """Return the figure with its axes exchanged, stretched to its former size."""
    tones, outlines = (part.transpose(1, 0, 2) for part in (figure.tones, figure.outlines))
    return Shrunken(tones, outlines, figure.ground)


def empty_axes(size: tuple[int, int], style: str | Path | None = None) -> Image.Image:
    """Draw axes with nothing in them.

    Args:
        size: width and height in pixels.
        style: as matplotlib names it, or a file; by default matplotlib's present settings.
    """
    buffer = io.BytesIO()
    with plt.style.context([] if style is None else [style]):
        # A layout would warn where the figure is too flat for its labels.
        figure = Figure(
            figsize=(size[0] / DPI, size[1] / DPI),
            dpi=DPI,
            layout="none",  # type: ignore[arg-type]  # documented; matplotlib's types leave it out
        )
        figure.subplots()
        figure.savefig(buffer, format="png", dpi=DPI)
    return decode(buffer.getvalue())
