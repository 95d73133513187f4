"""The features of several encoders, each laid out on a plane, under a menu that colours them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
import torch
import torch.nn.functional as F
from matplotlib import colormaps
from matplotlib.colors import to_hex

from nma_ae.analysis import principal_components
from nma_ae.arguments import require_integer_tensors, require_mappings, require_positive_integers
from nma_ae.data import LATENT_NAMES
from nma_ae.data.dsprites import SHAPES
from nma_ae.explorers.animation import INK, animation_steps, title_in_lines
from nma_ae.plotting.decision import COLOURS
from nma_ae.plotting.rsm_panel import class_names, require_classes

N_COLUMNS = 2  # more would be too small on a phone
MOST_ENCODERS = 6
MOST_VALUE = 32_767  # that an image is coloured by: they are kept in two bytes
PITCH = 2.25, 2.5  # from the middle of a plane to the next: on it, points lie within 1
WIDTH = 610  # of the figure in pixels
TOP, SIDE, BOTTOM = 48, 8, 76  # pixels around the planes
SHAPE_COLOURS = COLOURS[: len(SHAPES)]
SHADES = [to_hex(colour) for colour in colormaps["viridis"](np.linspace(0, 1, 9))]


def feature_plane_explorer(
    features: Mapping[str, torch.Tensor],
    classes: torch.Tensor,
    values: Mapping[str, torch.Tensor] | None = None,
    *,
    n_shown: int = 500,
) -> go.Figure:
    """Lay the features of each encoder out on a plane, under a menu that needs no kernel.

    The plane of an encoder is that of the two principal components of its features, each scaled to
    length 1 first: what counts is their direction, as in a similarity matrix.

    Args:
        features: By the names of one to six encoders, their features of the same images,
            (n, n_features).
        classes: The latents of these images, (n, 5) int64, as `DSprites.classes` has them.
        values: By name, further whole numbers to colour the images by, (n,).
        n_shown: The first so many images are shown; the plane is that of all of them.

    Returns:
        A figure with a trace for each encoder, two in a row, and a frame for each latent and each
        of `values`. A title tells the share of the variance that the plane keeps.

    Raises:
        ValueError: If there is no encoder or more than six, `n_shown` is below 1, `classes` are not
            five for each image, or `values` not one.
    """
    require_mappings(torch.Tensor, features=features)
    require_mappings(torch.Tensor, values=values or {})
    if not 1 <= len(features) <= MOST_ENCODERS:
        raise ValueError(
            f"features must be of 1 to {MOST_ENCODERS} encoders, got {len(features)}: "
            f"{', '.join(features)}"
        )
    require_positive_integers(n_shown=n_shown)
    for name, each in features.items():
        require_classes(classes, each, f"features[{name!r}]")
    for name, each in (values or {}).items():
        if each.shape != (len(classes),):
            raise ValueError(
                f"values[{name!r}] must be one for each of {len(classes)} images, got shape "
                f"{tuple(each.shape)}"
            )
        if each.is_floating_point() or each.is_complex() or each.dtype == torch.bool:
            raise ValueError(f"values[{name!r}] must be whole numbers, got {each.dtype}")
        require_integer_tensors("(n,)", most=MOST_VALUE, **{f"values[{name!r}]": each.long()})
    colours = dict(zip(LATENT_NAMES, classes.T, strict=True)) | dict(values or {})
    traces, titles = [], []
    for i, (name, each) in enumerate(features.items()):
        x, y = i % N_COLUMNS * PITCH[0], -(i // N_COLUMNS) * PITCH[1]
        points, share = _on_a_plane(each)
        # In thousandths, which a picture does not show: a third of the size of floats.
        place = (1000 * (points[:n_shown].double() + torch.tensor([x, y]))).round()
        traces.append(_trace(place.to(torch.int16).numpy()))
        text = f"{title_in_lines(name)}  {100 * share:.0f} %"
        titles.append(_title(text, 1000 * (x - 1), 1000 * (y + 1)))
    frames = [_frame(name, each[:n_shown], len(traces)) for name, each in colours.items()]
    for trace, first in zip(traces, frames[0].data, strict=True):
        trace.update(marker={"color": first.marker.color})
    figure = go.Figure(data=traces, frames=frames)
    _lay_out(figure, titles, list(colours), len(traces))
    figure.update_layout(coloraxis=frames[0].layout.coloraxis)
    return figure


def _on_a_plane(features: torch.Tensor) -> tuple[torch.Tensor, float]:
    """Project directions on their two principal components; tell the share that these keep."""
    directions = F.normalize(features, dim=1)
    points = principal_components(directions, 2).project(directions)
    total = directions.var(dim=0).sum()
    return points, (points.var(dim=0).sum() / total).item() if total > 0 else 1.0


def _trace(place: np.ndarray) -> go.Scatter:
    return go.Scatter(
        x=place[:, 0],
        y=place[:, 1],
        mode="markers",
        marker={"size": 4, "coloraxis": "coloraxis"},
        hoverinfo="skip",
        showlegend=False,
    )


def _title(text: str, x: float, y: float) -> dict[str, Any]:
    look = {"showarrow": False, "xanchor": "left", "yanchor": "bottom", "align": "left"}
    look["font"] = {"size": 13}
    return {"text": text, "x": x, "y": y, **look}


def _frame(name: str, values: torch.Tensor, n_traces: int) -> go.Frame:
    whole = values.to(torch.int16 if values.max() > 127 else torch.int8).numpy()
    marker = {"color": whole, "coloraxis": "coloraxis"}
    return go.Frame(
        name=name,
        data=[go.Scatter(marker=marker)] * n_traces,
        traces=list(range(n_traces)),
        layout={"coloraxis": _colour_axis(name, values)},
    )


def _colour_axis(name: str, values: torch.Tensor) -> dict[str, Any]:
    bar = {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "xpad": 6,
        "len": 0.6,
        "y": 0,
        "yanchor": "top",
        "ypad": 8,
        "thickness": 10,
        "title": {"text": name, "side": "top"},
    }
    if name == "shape":
        n = len(SHAPES)
        steps = [[k / n, colour] for i, colour in enumerate(SHAPE_COLOURS) for k in (i, i + 1)]
        ticks = {"tickvals": list(range(n)), "ticktext": list(SHAPES)}
        return {"cmin": -0.5, "cmax": n - 0.5, "colorscale": steps, "colorbar": {**bar, **ticks}}
    low, high = int(values.min()), int(values.max())
    tickvals = [low, (low + high) // 2, high]
    names = class_names(name) if name in LATENT_NAMES else None
    ticktext = [names[k] if names else str(k) for k in tickvals]
    ticks = {"tickvals": tickvals, "ticktext": ticktext}
    return {
        "cmin": low,
        "cmax": max(high, low + 1),
        "colorscale": SHADES,
        "colorbar": {**bar, **ticks},
    }


def _lay_out(figure: go.Figure, titles: list[dict], names: list[str], n: int) -> None:
    n_columns, n_rows = min(n, N_COLUMNS), -(-n // N_COLUMNS)
    # A title needs room above its plane, and more of it where it takes two lines.
    above = 500 if any("<br>" in title["text"] for title in titles) else 350
    across = 1000 * ((n_columns - 1) * PITCH[0] + 2.1)
    down = 1000 * ((n_rows - 1) * PITCH[1] + 2.05) + above
    width = WIDTH if n_columns > 1 else 340
    buttons = animation_steps([f"coloured by {name}" for name in names], names)
    menu = {"buttons": buttons, "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}
    figure.update_layout(
        updatemenus=[{**menu, "pad": {"b": 6}}],
        annotations=titles,
        width=width,
        height=TOP + BOTTOM + (width - 2 * SIDE) * down / across,
        margin={"l": SIDE, "r": SIDE, "t": TOP, "b": BOTTOM},
        plot_bgcolor="white",
        font={"color": INK},
    )
    axis: dict[str, Any] = {"showgrid": False, "zeroline": False, "showticklabels": False}
    axis |= {"fixedrange": True, "constrain": "domain"}
    figure.update_xaxes(range=[-1050, across - 1050], constraintoward="left", **axis)
    top = 1000 + above
    figure.update_yaxes(range=[top - down, top], scaleanchor="x", constraintoward="top", **axis)
