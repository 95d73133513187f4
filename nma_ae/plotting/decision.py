"""The map of a classifier's decisions over the plane of its two inputs."""

import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from nma_ae.analysis import decision_grid
from nma_ae.analysis.grids import Classifier, classified
from nma_ae.arguments import require_floats, require_labels, require_positive_integers
from nma_ae.plotting.axes import axes_or_new

COLOURS = ("#1F6F8B", "#E07A3F", "#6A4C93", "#4F9D69", "#C2405A", "#8A8F98")
PALE = ("#CFE3EA", "#F9DFCF", "#DDD3E8", "#D3E9DA", "#F3D1D8", "#E4E5E8")
MARKERS = "os^DvP"


def plot_decision_map(
    classify: Classifier,
    points: torch.Tensor,
    labels: torch.Tensor,
    *,
    limit: float = 2.0,
    n_cells: int = 200,
    n_shown: int = 400,
    ax: Axes | None = None,
) -> Axes:
    """Draw what a classifier says everywhere, and data on top of it.

    What is said is a pale ground with a number in it; data are marks, of a shape for each class.
    Those that are classified wrongly are crossed.

    Args:
        classify: Gives logits (n, classes) for points (n, 2); at most six classes.
        points: (n, 2), x1 across and x2 up.
        labels: (n,) int64.
        limit: The map reaches from -limit to limit on both axes.
        n_cells: Cells of the ground along each side.
        n_shown: At most so many points are drawn, evenly chosen.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes. Their first image is the grid of `decision_grid`.

    Raises:
        ValueError: As `decision_grid`; or if points and labels do not fit, or there are more than
            six classes.
    """
    require_positive_integers(n_shown=n_shown)
    require_floats("(n, 2)", least=1, points=points)
    require_labels(len(points), of="points", n_classes=len(COLOURS), labels=labels)
    points = points.detach()
    grid = decision_grid(classify, limit, n_cells)
    if grid.max() >= len(COLOURS):
        raise ValueError(f"classify must give at most {len(COLOURS)} classes to be drawn")
    ax = axes_or_new(ax, (5.6, 5.6))
    extent = (-limit, limit, -limit, limit)
    ground = ListedColormap(PALE)
    top = len(PALE) - 0.5
    ax.imshow(
        grid.numpy(),
        origin="lower",
        extent=extent,
        cmap=ground,
        vmin=-0.5,
        vmax=top,
        interpolation="nearest",
    )
    _number_regions(ax, grid, limit)
    chosen = slice(None, None, -(-len(points) // n_shown))
    wrong = classified(classify, points[chosen]) != labels[chosen]
    _draw_points(ax, points[chosen], labels[chosen], wrong)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", xlim=(-limit, limit), ylim=(-limit, limit))
    ax.set_box_aspect(1)
    return ax


def _draw_points(ax: Axes, points: torch.Tensor, labels: torch.Tensor, wrong: torch.Tensor) -> None:
    for label in labels.unique().tolist():
        own = points[labels == label].numpy()
        ax.scatter(
            own[:, 0],
            own[:, 1],
            s=26,
            c=COLOURS[label],
            marker=MARKERS[label],
            edgecolors="white",
            linewidths=0.5,
            label=f"class {label}",
        )
    if wrong.any():
        crossed = points[wrong].numpy()
        ax.scatter(crossed[:, 0], crossed[:, 1], s=42, marker="x", c="black", linewidths=1.3)


def _number_regions(ax: Axes, grid: torch.Tensor, limit: float) -> None:
    """Write each class's number where it is deepest inside its region, away from the data."""
    n_cells = len(grid)
    middles = limit * ((2 * torch.arange(n_cells) + 1) / n_cells - 1)
    outside = torch.cartesian_prod(middles, middles).norm(dim=1).view_as(grid) > 0.7 * limit
    for label in grid.unique().tolist():
        region = (grid == label).float()[None, None]
        depth = torch.zeros(n_cells, n_cells)
        while region.any():
            depth += region[0, 0]
            # What still stands after a layer of cells was taken off, at the map's edge as well.
            gaps = F.pad(1 - region, (1, 1, 1, 1), value=1.0)
            region = 1 - F.max_pool2d(gaps, 3, stride=1)
        depth = torch.where(outside, depth, 0.1 * depth)
        row, column = divmod(int(depth.argmax()), n_cells)
        ax.text(
            middles[column].item(),
            middles[row].item(),
            str(label),
            color=COLOURS[label],
            weight="bold",
            size=18,
            ha="center",
            va="center",
        )
