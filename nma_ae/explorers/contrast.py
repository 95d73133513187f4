"""The contrastive task on a few images: all cosines, and what a temperature makes of one row."""

from collections.abc import Sequence

import plotly.graph_objects as go
import torch

from nma_ae.analysis import similarity_matrix
from nma_ae.arguments import (
    is_number,
    require_floats,
    require_integers,
    require_items,
    require_pixels,
    shown,
)
from nma_ae.explorers.animation import INK, named_slider
from nma_ae.explorers.serialise import picture_address
from nma_ae.plotting.decision import COLOURS
from nma_ae.plotting.rsm import SIMILARITY_COLOURS

TEMPERATURES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
MOST_IMAGES = 6
BAR = 2.4  # cells that a probability of 1 is high
GAP = 1  # cell between the matrix and the bars
POSITIVE, NEGATIVE = COLOURS[1], COLOURS[-1]
CELL = 46  # pixels of the figure
TOP = 84  # pixels above it, for the slider


def contrast_explorer(
    views: torch.Tensor,
    features: torch.Tensor,
    *,
    row: int = 0,
    temperatures: Sequence[float] = TEMPERATURES,
) -> go.Figure:
    """Show the cosines of all views, and the softmax of one row under a slider of temperatures.

    Args:
        views: Two views of each of two to six images, (2n, 1, height, width) in [0, 1]: a first
            view of all, and then a second one of all in the same order.
        features: Of these views, (2n, n_features).
        row: Of which view the softmax is shown.
        temperatures: The stops of the slider, all above 0. It begins at the middle one.

    Returns:
        A figure with the views beside and above the matrix, whose positives are framed and whose
        diagonal is left out, and a frame for each temperature: the probability that the row gives
        to each view. The name of a stop tells the loss of the row.

    Raises:
        ValueError: If views and features are not of these shapes, there is no such row, or a
            temperature is not above 0.
    """
    require_pixels("(n, ...)", views=views)
    require_floats("(n, n_features)", features=features)
    require_items(object, temperatures=temperatures)
    n = len(views) // 2
    if views.ndim != 4 or views.shape[1] != 1 or len(views) % 2 or not 2 <= n <= MOST_IMAGES:
        raise ValueError(
            f"views must be (2n, 1, height, width) with n from 2 to {MOST_IMAGES}, got "
            f"{tuple(views.shape)}"
        )
    if len(features) != 2 * n:
        raise ValueError(
            f"features must be ({2 * n}, n_features), one row for each view, got "
            f"{tuple(features.shape)}"
        )
    require_integers(0, 2 * n - 1, row=row)
    if not all(is_number(each) and each > 0 for each in temperatures) or not temperatures:
        raise ValueError(f"temperatures must all be above 0, got {shown(temperatures)}")
    cosines = similarity_matrix(features)
    positive = (row + n) % (2 * n)
    frames, stops = [], []
    for temperature in temperatures:
        logits = cosines[row].double() / temperature
        logits[row] = -torch.inf
        losses = -logits.log_softmax(0)
        stops.append(f"τ = {temperature:g}: the loss of this row is {losses[positive]:.2f}")
        frames.append(
            go.Frame(name=f"{temperature:g}", data=[_bars(losses, row, positive)], traces=[3])
        )
    middle = len(frames) // 2
    pictures = [_pictures(views, down) for down in (False, True)]
    figure = go.Figure(data=[_matrix(cosines), *pictures, frames[middle].data[0]], frames=frames)
    _mark(figure, n, row)
    _lay_out(figure, 2 * n, stops, middle)
    return figure


def _matrix(cosines: torch.Tensor) -> go.Heatmap:
    """Show all cosines but those on the diagonal, which take no part."""
    shown = cosines.double().mul(100).round().div(100)
    rows = [[None if i == j else v for j, v in enumerate(r)] for i, r in enumerate(shown.tolist())]
    return go.Heatmap(
        z=rows,
        zmin=-1,
        zmax=1,
        colorscale=list(SIMILARITY_COLOURS),
        showscale=False,
        texttemplate="%{z:.1f}",
        textfont={"size": 11},
        hovertemplate="cosine of the two views: %{z}<extra></extra>",
        xgap=1,
        ygap=1,
    )


def _pictures(views: torch.Tensor, down: bool) -> go.Image:
    """Lay the views out in a column beside the matrix, or in a row above it."""
    height, width = views.shape[2:]
    images = torch.nn.functional.pad(views[:, 0].float(), (1, 1, 1, 1), value=1.0)
    canvas = torch.cat(list(images), dim=0 if down else 1)
    dx, dy = 1 / (width + 2), 1 / (height + 2)
    x0, y0 = (-1.5, -0.5) if down else (-0.5, -1.5)
    place = {"x0": x0 + dx / 2, "y0": y0 + dy / 2, "dx": dx, "dy": dy}
    return go.Image(source=picture_address(canvas), hoverinfo="skip", **place)


def _bars(losses: torch.Tensor, row: int, positive: int) -> go.Bar:
    n = len(losses)
    others = [k for k in range(n) if k != row]
    probabilities = losses.neg().exp()[others].tolist()
    return go.Bar(
        x=others,
        # Upwards, from under the matrix: rows are counted downwards.
        y=[-round(BAR * each, 4) for each in probabilities],
        base=n + GAP + BAR - 0.5,
        width=0.7,
        text=[f"{100 * each:.0f} %" for each in probabilities],
        textposition="outside",
        cliponaxis=False,
        marker={"color": [POSITIVE if k == positive else NEGATIVE for k in others]},
        hoverinfo="skip",
        showlegend=False,
    )


def _mark(figure: go.Figure, n: int, row: int) -> None:
    """Frame the positives and the row whose softmax is shown."""
    for i in range(2 * n):
        j = (i + n) % (2 * n)
        cell = {"x0": j - 0.5, "x1": j + 0.5, "y0": i - 0.5, "y1": i + 0.5}
        figure.add_shape(type="rect", **cell, line={"color": INK, "width": 3})
    whole = {"x0": -1.5, "x1": 2 * n - 0.5, "y0": row - 0.5, "y1": row + 0.5}
    figure.add_shape(type="rect", **whole, line={"color": POSITIVE, "width": 3})
    bottom = 2 * n + GAP + BAR - 0.5
    line = {"x0": -0.5, "x1": 2 * n - 0.5, "y0": bottom, "y1": bottom}
    figure.add_shape(type="line", **line, line={"color": NEGATIVE, "width": 1})


def _lay_out(figure: go.Figure, n: int, stops: list[str], active: int) -> None:
    names = [frame.name for frame in figure.frames]
    slider = named_slider(stops, names, active=active, y=1, yanchor="bottom", pad={"b": 10})
    rows = n + 1 + GAP + BAR + 0.2
    axis = {"visible": False, "constrain": "domain", "fixedrange": True}
    figure.update_layout(
        sliders=[slider],
        width=CELL * (n + 1) + 20,
        height=TOP + CELL * rows + 10,
        margin={"l": 10, "r": 10, "t": TOP, "b": 10},
        plot_bgcolor="white",
        font={"color": INK, "size": 11},
        xaxis={**axis, "range": [-1.5, n - 0.5], "constraintoward": "left"},
        yaxis={
            **axis,
            "range": [rows - 1.5, -1.5],
            "scaleanchor": "x",
            "constraintoward": "top",
        },
    )
