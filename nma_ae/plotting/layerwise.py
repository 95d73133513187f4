"""The two orders of greedy pre-training, as a schematic."""

from collections.abc import Container
from itertools import pairwise

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Polygon

from nma_ae.arguments import require_positive_integers

LEARNS, STILL = "C1", "C5"
BLOCK = 0.3  # width of a layer of units; layers stand 1 apart
COPIES = {
    "from the input up": lambda stage: "the image" if stage == 0 else f"features {stage}",
    "from both ends": lambda stage: "the image",
}


def plot_pretraining_orders(n_pairs: int = 3) -> list[list[Axes]]:
    """Draw which weights learn in each stage, for both orders, and what they learn to copy.

    Args:
        n_pairs: Pairs of layers, 1 to 5; real networks may have more than the drawn one.

    Returns:
        The axes, a row for each order (from the input up, from both ends), a column for each stage
        and one for the fine-tuning.

    Raises:
        ValueError: If `n_pairs` is no such number.
    """
    require_positive_integers(n_pairs=n_pairs)
    if n_pairs > 5:
        raise ValueError(f"n_pairs must be at most 5 to be drawn, got {n_pairs}")
    n_columns = n_pairs + 1
    _, axes = plt.subplots(2, n_columns, figsize=(2.3 * n_columns, 5.2), squeeze=False)
    for row, order in zip(axes, COPIES, strict=True):
        for stage in range(n_pairs):
            _draw_stage(row[stage], order, stage, n_pairs)
        _draw_units(row[-1], _there_and_back(n_pairs), n_pairs, learning=range(2 * n_pairs))
        _name(row[-1], "Fine-tuning", "the image", n_pairs)
        above = _height(0) / 2 + 0.8
        row[0].text(-0.5, above, order[0].upper() + order[1:], weight="bold", size=15)
    return [list(row) for row in axes]


def _draw_stage(ax: Axes, order: str, stage: int, n_pairs: int) -> None:
    inwards = order == "from both ends"
    levels = _there_and_back(stage + 1) if inwards else [*range(stage + 2), stage]
    middle = levels.index(max(levels))
    _draw_units(ax, levels, n_pairs, learning=(middle - 1, middle))
    _name(ax, f"Stage {stage + 1}", COPIES[order](stage), n_pairs)


def _there_and_back(n_pairs: int) -> list[int]:
    return [*range(n_pairs + 1), *range(n_pairs - 1, -1, -1)]


def _height(level: int) -> float:
    return 2.6 * 0.66**level


def _draw_units(ax: Axes, levels: list[int], n_pairs: int, learning: Container[int]) -> None:
    """Draw layers of units from left to right, and between them the weights in their colour."""
    shift = n_pairs - (len(levels) - 1) / 2  # stages have fewer layers: put them in the middle
    places = [(shift + i, _height(level) / 2) for i, level in enumerate(levels)]
    for i, ((x0, left), (x1, right)) in enumerate(pairwise(places)):
        corners = [(x0, -left), (x0, left), (x1, right), (x1, -right)]
        colour, alpha = (LEARNS, 0.75) if i in learning else (STILL, 0.3)
        ax.add_patch(Polygon(corners, facecolor=colour, alpha=alpha, linewidth=0))
    for x, half in places:
        ax.add_patch(
            FancyBboxPatch(
                (x - BLOCK / 2, -half),
                BLOCK,
                2 * half,
                boxstyle="round,pad=0,rounding_size=0.06",
                facecolor="C0",
                linewidth=0,
            )
        )


def _name(ax: Axes, title: str, copied: str, n_pairs: int) -> None:
    ax.text(n_pairs, _height(0) / 2 + 0.12, title, ha="center", va="bottom", size=14)
    ax.text(n_pairs, -_height(0) / 2 - 0.15, f"copies\n{copied}", ha="center", va="top", size=13)
    ax.set(xlim=(-0.4, 2 * n_pairs + 0.4), ylim=(-_height(0) / 2 - 1.2, _height(0) / 2 + 0.9))
    ax.set_axis_off()
