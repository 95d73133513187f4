"""Similarity matrices to play with: of several encoders, sorted by each latent in turn."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch

from nma_ae.analysis import order_by_class
from nma_ae.arguments import require_mappings, require_positive_integers
from nma_ae.data import LATENT_NAMES
from nma_ae.explorers.animation import INK, animation_steps, title_in_lines
from nma_ae.plotting.rsm import SIMILARITY_COLOURS, sorted_rsm
from nma_ae.plotting.rsm_panel import MOST_NAMES, class_names, named_middles, require_classes

MOST_ENCODERS = 4
N_COLUMNS = 2  # more would be too small on a phone
GREY = "#8A8F98"
# Between matrices, as a part of their side: beside each, and above it for each line of a title.
GAP = 0.06, 0.16
WIDTHS = {1: 430, 2: 610}  # of the figure in pixels, by the number of columns
LEFT, TOP, RIGHT, BOTTOM = 52, 44, 10, 66  # pixels around the matrices and their titles
TITLE = 22  # pixels that a line of the upper titles takes


def rsm_explorer(
    features: Mapping[str, torch.Tensor], classes: torch.Tensor, *, n_pixels: int = 100
) -> go.Figure:
    """Show the similarity matrices of encoders side by side, under a menu that needs no kernel.

    The menu chooses the latent that rows and columns of all matrices are sorted by.

    Args:
        features: By the names of one to four encoders, their features of the same images,
            (n, n_features).
        classes: The latents of these images, (n, 5) int64, as `DSprites.classes` has them.
        n_pixels: A matrix is shown with at most so many rows, each the average of several images.

    Returns:
        A figure with a heatmap for each encoder, two in a row, and a frame for each latent. The
        similarities are in hundredths, rounded to whole numbers.

    Raises:
        ValueError: If there is no encoder or more than four, `n_pixels` is below 1, or `classes`
            are not five for each image.
    """
    require_mappings(torch.Tensor, features=features)
    if not 1 <= len(features) <= MOST_ENCODERS:
        raise ValueError(
            f"features must be of 1 to {MOST_ENCODERS} encoders, got {len(features)}: "
            f"{', '.join(features)}"
        )
    require_positive_integers(n_pixels=n_pixels)
    for name, each in features.items():
        require_classes(classes, each, f"features[{name!r}]")
    side = min(len(classes), n_pixels)
    n_lines = max(title_in_lines(name).count("<br>") + 1 for name in features)
    corners = _corners(len(features), side, n_lines)
    frames = [
        _frame(latent, features, labels, n_pixels, corners)
        for latent, labels in zip(LATENT_NAMES, classes.T, strict=True)
    ]
    matrices = [
        heatmap.update(x0=x, y0=y, coloraxis="coloraxis")
        for heatmap, (x, y) in zip(frames[0].data, corners, strict=True)
    ]
    figure = go.Figure(data=matrices, frames=frames, layout=frames[0].layout)
    for x, y in corners:
        # Much of a matrix may be as white as the page: each has a frame.
        square = {"x0": x - 0.5, "y0": y - 0.5, "x1": x + side - 0.5, "y1": y + side - 0.5}
        figure.add_shape(type="rect", **square, line={"color": GREY, "width": 1})
    n_columns, n_rows = (max(places) + side for places in zip(*corners, strict=True))
    _lay_out(figure, n_columns, n_rows, TOP + n_lines * TITLE)
    return figure


def _corners(n: int, side: int, n_lines: int) -> list[tuple[int, int]]:
    """Tell where the first pixel of each matrix lies: its column and its row."""
    beside, above = side + round(GAP[0] * side), side + round(GAP[1] * n_lines * side)
    return [(i % N_COLUMNS * beside, i // N_COLUMNS * above) for i in range(n)]


def _lay_out(figure: go.Figure, n_columns: int, n_rows: int, top: int) -> None:
    """Arrange menu, colour bar and matrices, which take so many columns and rows of pixels.

    The menu and the upper titles take `top` pixels.
    """
    width = WIDTHS[min(len(figure.data), N_COLUMNS)]
    buttons = animation_steps([f"sorted by {latent}" for latent in LATENT_NAMES], LATENT_NAMES)
    menu = {"buttons": buttons, "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}
    figure.update_layout(
        updatemenus=[{**menu, "pad": {"b": top - TOP + 4, "l": -LEFT}}],
        width=width,
        height=top + BOTTOM + (width - LEFT - RIGHT) * n_rows / n_columns,
        margin={"l": LEFT, "r": RIGHT, "t": top, "b": BOTTOM},
        plot_bgcolor="white",
        font={"color": INK},
        coloraxis={
            "cmin": -100,
            "cmax": 100,
            "colorscale": list(SIMILARITY_COLOURS),
            "colorbar": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "xpad": 6,
                "len": 0.5,
                "y": 0,
                "yanchor": "top",
                "ypad": 8,
                "thickness": 10,
                "tickvals": [-100, 0, 100],
                "ticktext": ["−1", "0", "1"],
                "title": {"text": "cosine similarity", "side": "top"},
            },
        },
    )
    # All matrices lie on one pair of axes: so they stay close where the page is narrow.
    axis = {"showgrid": False, "zeroline": False, "showticklabels": False, "constrain": "domain"}
    axis["fixedrange"] = True
    figure.update_xaxes(range=[-0.5, n_columns - 0.5], constraintoward="left", **axis)
    figure.update_yaxes(range=[n_rows - 0.5, -0.5], scaleanchor="x", constraintoward="top", **axis)


def _frame(
    latent: str,
    features: Mapping[str, torch.Tensor],
    labels: torch.Tensor,
    n_pixels: int,
    corners: list[tuple[int, int]],
) -> go.Frame:
    order, starts = order_by_class(labels)
    heatmaps = [_heatmap(latent, each, labels, n_pixels) for each in features.values()]
    n, side = len(labels), len(heatmaps[0].z)
    # plotly looks up the text of a tick for its hover label too: a tick, unseen, at every pixel
    # tells the class there.
    pixel_names = _pixel_names(latent, labels[order], side)
    xaxis, yaxis = (
        {
            "tickmode": "array",
            "tickvals": [first + k for first in sorted(set(firsts)) for k in range(side)],
            "ticktext": pixel_names * len(set(firsts)),
        }
        for firsts in zip(*corners, strict=True)
    )
    titles = [
        _text(
            title_in_lines(name),
            x - 0.5,
            y - 0.5,
            xanchor="left",
            yanchor="bottom",
            align="left",
            size=13,
        )
        for name, (x, y) in zip(features, corners, strict=True)
    ]
    names = [
        _text(name, -0.5, first + middle * side / n - 0.5, xanchor="right", xshift=-4)
        for first in sorted({y for _, y in corners})
        for middle, name in named_middles(latent, starts)
    ]
    # From frame to frame, plotly writes one text over another and removes none: all frames have as
    # many, and hide what they do not need.
    hidden = [{"visible": False}] * (len({y for _, y in corners}) * MOST_NAMES - len(names))
    return go.Frame(
        name=latent,
        data=heatmaps,
        traces=list(range(len(heatmaps))),
        layout={"xaxis": xaxis, "yaxis": yaxis, "annotations": titles + names + hidden},
    )


def _text(text: str, x: float, y: float, size: int = 12, **place: Any) -> dict[str, Any]:
    look = {"visible": True, "showarrow": False, "font": {"size": size}}
    return {"text": text, "x": x, "y": y, **look, **place}


def _heatmap(
    latent: str, features: torch.Tensor, labels: torch.Tensor, n_pixels: int
) -> go.Heatmap:
    matrix, _ = sorted_rsm(features, labels, n_pixels)
    return go.Heatmap(
        z=(100 * matrix).round().to(torch.int8).numpy(),
        hovertemplate=f"{latent} of the row: %{{y}}<br>{latent} of the column: %{{x}}<br>"
        "cosine similarity: %{z}/100<extra></extra>",
    )


def _pixel_names(latent: str, labels: torch.Tensor, n_shown: int) -> list[str]:
    """Tell the classes of the images that each pixel averages, from the sorted labels."""
    names = class_names(latent)
    edges = np.arange(n_shown + 1) * len(labels) / n_shown
    firsts, lasts = np.floor(edges[:-1]).astype(int), np.ceil(edges[1:]).astype(int) - 1
    return [
        names[first] if first == last else f"{names[first]} to {names[last]}"
        for first, last in zip(labels[firsts].tolist(), labels[lasts].tolist(), strict=True)
    ]
