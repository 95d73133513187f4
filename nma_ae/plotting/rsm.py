"""Similarity matrices, sorted by a latent, and the distribution of similarities."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.image import AxesImage

from nma_ae.analysis import order_by_class, similarity_histogram
from nma_ae.arguments import (
    require_floats,
    require_items,
    require_kinds,
    require_labels,
    require_positive_integers,
)
from nma_ae.plotting.axes import axes_or_new

PIXELS = 400  # more than a figure can show
MOST_LABELS = 8
N_SHADES = 101  # more are not told apart, and make the pictures larger
# From a similarity of -1 to one of 1: white at 0, so that a colour says that images are alike or
# opposite. The colours change fastest there, where the averages over many images lie.
SIMILARITY_COLOURS = (
    (0.0, "#123F50"),
    (0.325, "#1F6F8B"),
    (0.5, "#FFFFFF"),
    (0.675, "#E07A3F"),
    (1.0, "#8C3A12"),
)


def plot_rsm(
    features: torch.Tensor,
    labels: torch.Tensor,
    *,
    names: Sequence[str] | None = None,
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw the similarity matrix of images that are sorted by the class of one latent.

    Args:
        features: (n, n_features).
        labels: The class of each image, (n,) int64.
        names: What each class is called at the axes; by default its number.
        title: The title.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes. Its image goes from -1 to 1; matrices of more than 400 rows are drawn as averages
        over squares.

    Raises:
        ValueError: If there is not a label for each image, or not a name for each class.
    """
    require_kinds(str, title=title)
    matrix, starts = sorted_rsm(features, labels)
    n_classes = len(starts) - 1
    names = [str(k) for k in range(n_classes)] if names is None else names
    require_items(str, names=names)
    if len(names) < n_classes:
        raise ValueError(f"names must be one for each of {n_classes} classes, got {len(names)}")
    ax = axes_or_new(ax, (4.2, 3.6))
    n = len(features)
    image = draw_similarities(ax, matrix, n)
    middles = (starts[1:] + starts[:-1]) / 2
    step = -(-n_classes // MOST_LABELS)
    ax.set_xticks(middles[::step], names[:n_classes:step])
    ax.set_yticks(middles[::step], names[:n_classes:step])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(True)  # much of a matrix may be as white as the page
    ax.set_title(title)
    ax.figure.colorbar(image, ax=ax, label="cosine similarity", ticks=[-1, 0, 1])
    return ax


def draw_similarities(ax: Axes, matrix: torch.Tensor, n: int) -> AxesImage:
    """Draw a matrix of similarities in the colours of all of them, from -1 to 1.

    Args:
        ax: Where to draw.
        matrix: (m, m).
        n: How many images its rows stand for: the length of the axes.

    Raises:
        ValueError: If an argument is of another kind or shape.
    """
    require_kinds(Axes, ax=ax)
    require_floats("(m, m)", least=1, matrix=matrix)
    require_positive_integers(n=n)
    # An odd number, so that one of them is white.
    colours = LinearSegmentedColormap.from_list("similarity", SIMILARITY_COLOURS, N=N_SHADES)
    return ax.imshow(
        matrix.detach().numpy(),
        cmap=colours,
        vmin=-1,
        vmax=1,
        extent=(0, n, n, 0),
        interpolation="nearest",
    )


def sorted_rsm(
    features: torch.Tensor, labels: torch.Tensor, n_pixels: int = PIXELS
) -> tuple[torch.Tensor, torch.Tensor]:
    """Compute the similarity matrix of sorted images, no larger than can be shown.

    Args:
        features: (n, n_features).
        labels: The class of each image, (n,) int64.
        n_pixels: The most rows that are given.

    Returns:
        (matrix, starts): the matrix, (m, m) with m = min(n, n_pixels), each entry the average over
        a square of similarities; and where each class begins, in images, as `order_by_class` says.

    Raises:
        ValueError: If `features` is not of that shape, or there is not a label for each image.
    """
    require_floats("(n, n_features)", least=1, features=features)
    require_labels(len(features), labels=labels)
    require_positive_integers(n_pixels=n_pixels)
    order, starts = order_by_class(labels)
    directions = F.normalize(features[order], dim=1)
    # The average over a square of products is the product of two averages.
    averages = F.adaptive_avg_pool1d(directions.T, min(len(features), n_pixels)).T
    return (averages @ averages.T).clamp_(-1, 1), starts


def plot_similarity_histogram(
    features: Sequence[torch.Tensor],
    names: Sequence[str],
    n_bins: int = 100,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw how the similarities of all pairs of different images are distributed.

    Args:
        features: Of each encoder its features of at least two images, (n, n_features).
        names: What each encoder is called in the legend.
        n_bins: How many equal parts the cosines from -1 to 1 are divided into.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes. For each encoder it has the density of the cosines, each pair of images counted
        once and no image compared with itself; and a dashed line at 0.

    Raises:
        ValueError: If there is not a name for each encoder, or as `similarity_histogram` does.
    """
    require_items(torch.Tensor, features=features)
    require_items(str, names=names)
    require_kinds(Axes | None, ax=ax)
    if len(names) != len(features):
        raise ValueError(
            f"names must be one for each of {len(features)} encoders, got {len(names)}"
        )
    if ax is None:
        ax = plt.figure().add_subplot()
    for each, name in zip(features, names, strict=True):
        counts, edges = similarity_histogram(each, n_bins)
        density = counts / counts.sum() / (2 / n_bins)  # so that its area is 1
        ax.stairs(density.numpy(), edges.numpy(), fill=True, alpha=0.5, label=name)
    ax.axvline(0, color="black", linestyle="dashed", linewidth=1)
    ax.set_xlabel("cosine similarity of two images")
    ax.set_ylabel("density")
    ax.legend()
    return ax
