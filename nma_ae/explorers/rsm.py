"""Similarity matrices to play with: of several encoders, sorted by each latent in turn."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
import torch

from nma_ae.analysis import order_by_class
from nma_ae.arguments import require_positive_integers
from nma_ae.data import LATENT_NAMES
from nma_ae.plotting.rsm import SIMILARITY_COLOURS, sorted_rsm
from nma_ae.plotting.rsm_panel import class_names, named_middles, require_classes

MOST_ENCODERS = 4
INK = "#2B2F36"
LEFT = 60  # pixels beside the matrix, for the names of its rows
AT_ONCE = {"mode": "immediate", "frame": {"duration": 0}, "transition": {"duration": 0}}


def rsm_explorer(
    features: Mapping[str, torch.Tensor], classes: torch.Tensor, *, n_pixels: int = 100
) -> go.Figure:
    """Show the similarity matrices of encoders under two menus that need no kernel.

    One menu chooses the encoder, the other the latent that rows and columns are sorted by.

    Args:
        features: By the names of one to four encoders, their features of the same images,
            (n, n_features).
        classes: The latents of these images, (n, 5) int64, as `DSprites.classes` has them.
        n_pixels: A matrix is shown with at most so many rows, each the average of several images.

    Returns:
        A figure with a heatmap for each encoder, of which the first is shown, and a frame for each
        latent. The similarities are in hundredths, rounded to whole numbers.

    Raises:
        ValueError: If there is no encoder or more than four, `n_pixels` is below 1, or `classes`
            are not five for each image.
    """
    if not 1 <= len(features) <= MOST_ENCODERS:
        raise ValueError(
            f"features must be of 1 to {MOST_ENCODERS} encoders, got {len(features)}: "
            f"{', '.join(features)}"
        )
    require_positive_integers(n_pixels=n_pixels)
    for name, each in features.items():
        require_classes(classes, each, f"features[{name!r}]")
    frames = [
        _frame(latent, features, labels, n_pixels)
        for latent, labels in zip(LATENT_NAMES, classes.T, strict=True)
    ]
    figure = go.Figure(data=frames[0].data, frames=frames, layout=frames[0].layout)
    for trace in figure.data[1:]:
        trace.visible = False
    latents = [
        {"label": f"sorted by {latent}", "method": "animate", "args": [[latent], AT_ONCE]}
        for latent in LATENT_NAMES
    ]
    encoders = [
        {"label": name, "method": "restyle", "args": [{"visible": [n == name for n in features]}]}
        for name in features
    ]
    menu = {"y": 1, "yanchor": "bottom", "showactive": True}
    figure.update_layout(
        updatemenus=[
            {"buttons": latents, "x": 0, "xanchor": "left", "pad": {"b": 62, "l": -LEFT}, **menu},
            {"buttons": encoders, "x": 1, "xanchor": "right", "pad": {"b": 62}, **menu},
        ],
        width=450,
        height=530,
        margin={"l": LEFT, "r": 14, "t": 112, "b": 30},
        plot_bgcolor="white",
        font={"color": INK},
        coloraxis={
            "cmin": -100,
            "cmax": 100,
            "colorscale": list(SIMILARITY_COLOURS),
            "colorbar": {
                "orientation": "h",
                "y": 1,
                "yanchor": "bottom",
                "thickness": 10,
                "tickvals": [-100, -50, 0, 50, 100],
                "ticktext": ["−1", "−0.5", "0", "0.5", "1"],
                "title": {"text": "cosine similarity", "side": "top"},
            },
        },
    )
    # The square keeps to the top where the page is narrow, so that nothing lies between it and the
    # menus.
    side = {"constrain": "domain", "showticklabels": False}
    # Much of a matrix may be as white as the page: it has a frame.
    side |= {"showgrid": False, "zeroline": False, "showline": True, "mirror": True}
    side |= {"linecolor": "#8A8F98"}
    first, last = -0.5, len(figure.data[0].z) - 0.5
    figure.update_xaxes(range=[first, last], **side)
    figure.update_yaxes(range=[last, first], scaleanchor="x", constraintoward="top", **side)
    return figure


def _frame(
    latent: str, features: Mapping[str, torch.Tensor], labels: torch.Tensor, n_pixels: int
) -> go.Frame:
    order, starts = order_by_class(labels)
    heatmaps = [_heatmap(latent, each, labels, n_pixels) for each in features.values()]
    n, n_shown = len(labels), len(heatmaps[0].z)
    # plotly looks up the text of a tick for its hover label too: a tick, unseen, at every pixel
    # tells the class there.
    ticks = {
        "tickmode": "array",
        "tickvals": list(range(n_shown)),
        "ticktext": _pixel_names(latent, labels[order], n_shown),
    }
    names = []
    for middle, name in named_middles(latent, starts):
        place = middle * n_shown / n - 0.5
        text = {"text": name, "showarrow": False, "font": {"size": 12, "color": INK}}
        below = {"x": place, "y": 0, "yref": "y domain", "yanchor": "top", "yshift": -2}
        left = {"x": 0, "y": place, "xref": "x domain", "xanchor": "right", "xshift": -4}
        names += [{**text, **below}, {**text, **left}]
    return go.Frame(
        name=latent,
        data=heatmaps,
        traces=list(range(len(heatmaps))),
        layout={"xaxis": ticks, "yaxis": ticks, "annotations": names},
    )


def _heatmap(
    latent: str, features: torch.Tensor, labels: torch.Tensor, n_pixels: int
) -> go.Heatmap:
    matrix, _ = sorted_rsm(features, labels, n_pixels)
    return go.Heatmap(
        z=(100 * matrix).round().to(torch.int8).numpy(),
        coloraxis="coloraxis",
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
