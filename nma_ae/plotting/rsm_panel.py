"""The similarity matrix of one encoder, sorted by each latent of dSprites in turn."""

import math

import matplotlib.pyplot as plt
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from nma_ae.arguments import (
    require_floats,
    require_integer_tensors,
    require_kinds,
    require_one_of,
    require_tensors,
    under_name,
)
from nma_ae.data import LATENT_NAMES, latent_indices
from nma_ae.data.dsprites import LATENT_VALUES, SHAPES
from nma_ae.plotting.rsm import draw_similarities, sorted_rsm

PIXELS = 80  # of each small matrix, along a side: more would be noise, and a larger file
MOST_NAMES = 6


def class_names(latent: str) -> list[str]:
    """Tell what the classes of a latent stand for, in few letters.

    Args:
        latent: One of `LATENT_NAMES`.

    Returns:
        A text for each class: shapes by name, orientations in degrees, others by their values.

    Raises:
        ValueError: If there is no such latent.
    """
    require_one_of(LATENT_NAMES, latent=latent)
    values = LATENT_VALUES[latent].tolist()
    if latent == "shape":
        return list(SHAPES)
    if latent == "orientation":
        return [f"{math.degrees(value):.0f}°" for value in values]
    return [f"{value:.{1 if latent == 'scale' else 2}f}" for value in values]


def named_middles(latent: str, starts: torch.Tensor) -> list[tuple[float, str]]:
    """Choose the classes to name beside a sorted matrix: few enough to be read.

    Args:
        latent: One of `LATENT_NAMES`.
        starts: Where each class begins and the last one ends, in images, as `sorted_rsm` says.

    Returns:
        The middle of each chosen class, in images, and its name. Classes without images have none.
    """
    names = class_names(latent)
    # Names of equal distance, of which the last is the last class: 0, 0.2, ..., 1.
    n_named = min(len(names), MOST_NAMES)
    chosen = torch.linspace(0, len(names) - 1, n_named).round().long().tolist()
    return [
        (float(starts[k] + starts[k + 1]) / 2, names[k])
        for k in chosen
        if k + 1 < len(starts) and starts[k] < starts[k + 1]
    ]


def plot_rsm_panel(features: torch.Tensor, classes: torch.Tensor, title: str = "") -> Figure:
    """Draw the similarity matrix of one encoder five times, sorted by each latent.

    Args:
        features: (n, n_features).
        classes: The latents of the same images, (n, 5) int64, as `DSprites.classes` has them.
        title: The title of the whole.

    Returns:
        A figure with an axes for each latent and one colour bar; all images go from -1 to 1 and
        are averages over squares if there are more than 80 rows.

    Raises:
        ValueError: If `classes` are not five for each image.
    """
    require_kinds(str, title=title)
    require_classes(classes, features)
    figure, axes = plt.subplots(2, 3, figsize=(7.5, 5.3))
    for latent, labels, ax in zip(LATENT_NAMES, classes.T, axes.flat, strict=False):
        image = _draw(ax, features, labels, latent)
    last = axes.flat[-1]
    last.set_axis_off()
    place = last.inset_axes((0.05, 0.55, 0.9, 0.07))
    bar = figure.colorbar(image, cax=place, orientation="horizontal", ticks=[-1, 0, 1])
    bar.set_label("cosine similarity")
    figure.suptitle(title)
    return figure


def require_classes(classes: torch.Tensor, features: torch.Tensor, name: str = "features") -> None:
    """Raise a ValueError unless there are five classes for each row of features."""
    require_floats("(n, n_features)", least=1, **under_name(name, features))
    require_tensors(classes=classes)
    if classes.shape != (len(features), len(LATENT_NAMES)):
        raise ValueError(
            f"classes must be {len(LATENT_NAMES)} for each of the {len(features)} images of "
            f"{name}, got shape {tuple(classes.shape)}"
        )
    require_integer_tensors("(n, ...)", classes=classes)
    latent_indices(classes)  # says of a class that is none


def _draw(ax: Axes, features: torch.Tensor, labels: torch.Tensor, latent: str) -> AxesImage:
    matrix, starts = sorted_rsm(features, labels, PIXELS)
    image = draw_similarities(ax, matrix, len(features))
    middles, names = zip(*named_middles(latent, starts), strict=True)
    ax.set_xticks([])
    ax.set_yticks(middles, names)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(True)  # much of a matrix may be as white as the page
    ax.set_title(latent)
    return image
