"""Latent spaces of three dimensions, to turn with the mouse; no kernel is needed."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import plotly.graph_objects as go
import torch
import torch.nn.functional as F

from nma_ae.analysis.grids import decoded_images
from nma_ae.arguments import (
    require_callables,
    require_floats,
    require_image_shape,
    require_integers,
    require_labels,
    require_mappings,
    require_one_of,
    require_positive_integers,
    under_name,
)
from nma_ae.explorers.animation import DIGIT_COLOURS
from nma_ae.seeds import generator

POINT, DIGIT = 3, 11  # sizes in pixels
HEIGHT = 520
MOST_PLACES = 1000  # and pixels of a tile along a side: more would be too much for a page
FLAT = {"ambient": 1, "diffuse": 0, "specular": 0, "fresnel": 0}  # a surface's own colour
BALL = 0.88, "#eceff2"  # inside the codes' sphere


def latent_space_3d(
    spaces: Mapping[str, torch.Tensor],
    labels: torch.Tensor,
    *,
    opens_with: str | None = None,
    n_shown: int = 2000,
    seed: int = 0,
) -> go.Figure:
    """Show codes of three numbers in space, coloured by digit, with a switch between networks.

    A click on the legend hides a digit, in all networks. Further buttons change between points
    and digits.

    Args:
        spaces: The codes (n, 3) of the same images from each network, by its name. If there is
            only one, there is no switch.
        labels: Digits (n,), 0 to 9.
        opens_with: The name of the network that is shown at first; by default the first of them.
        n_shown: At most so many images are shown, the same in all networks, chosen at random.
        seed: Fixes the choice.

    Returns:
        A figure with one trace for each digit and one for the ball, and a frame for each network.

    Raises:
        ValueError: If there is no network, none of that name, or shapes do not fit.
    """
    require_positive_integers(n_shown=n_shown)
    require_mappings(torch.Tensor, spaces=spaces)
    require_labels(n_classes=10, labels=labels)
    if not spaces:
        raise ValueError("spaces must name at least one network, got none")
    opens_with = next(iter(spaces)) if opens_with is None else opens_with
    require_one_of(list(spaces), opens_with=opens_with)
    for name, codes in spaces.items():
        require_floats(f"({len(labels)}, 3)", least=1, **under_name(f"spaces[{name!r}]", codes))
    shown = torch.randperm(len(labels), generator=generator(seed))[:n_shown]
    digits = labels[shown]
    places = {name: codes.detach()[shown] for name, codes in spaces.items()}
    frames = [
        go.Frame(
            name=name,
            data=[
                *(_coordinates(codes[digits == digit]) for digit in range(10)),
                _ball_inside(codes),
            ],
            layout={"scene": _axes(codes)},
        )
        for name, codes in places.items()
    ]
    first = places[opens_with]
    traces = [
        _coordinates(
            first[digits == digit],
            name=str(digit),
            mode="markers",
            text=str(digit),
            marker={"size": POINT, "color": DIGIT_COLOURS[digit]},
            textfont={"size": DIGIT, "color": DIGIT_COLOURS[digit]},
            # Not %{text}: in space plotly gives its points no part in a text that all share.
            hovertemplate=f"digit {digit}<br>(%{{x:.2f}}, %{{y:.2f}}, %{{z:.2f}})<extra></extra>",
        )
        for digit in range(10)
    ]
    figure = go.Figure(
        data=[*traces, _ball_inside(first)], frames=frames if len(frames) > 1 else []
    )
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 80, "b": 0},
        legend={"title": "digit", "itemsizing": "constant", "y": 0.9},
        scene={**_axes(first), **_view()},
        updatemenus=[*_network_buttons(list(places), opens_with), _mode_buttons()],
    )
    return figure


def decoded_sphere(
    decoder: Callable[[torch.Tensor], torch.Tensor],
    *,
    n_images: int = 56,
    image_shape: tuple[int, int] = (28, 28),
    margin: int = 4,
    resolution: int = 16,
) -> go.Figure:
    """Show what the decoder makes of places spread evenly over the sphere, painted there.

    The places lie on a spiral from pole to pole (a Fibonacci lattice). The images point north.

    Args:
        decoder: Gives images (n, pixels) in [0, 1] for points (n, 3) of the unit sphere.
        n_images: Places, at least 2.
        image_shape: Height and width of an image.
        margin: Pixels cut off on each side; MNIST's digits keep away from their edges.
        resolution: What is left is shown with so many pixels each way, to keep the page small.

    Returns:
        A figure with a plain sphere and one surface of all images, a little above it.

    Raises:
        ValueError: If `n_images` or `resolution` is less than 2, or `margin` leaves less than two
            pixels.
    """
    require_callables(decoder=decoder)
    require_positive_integers(most=MOST_PLACES, n_images=n_images, resolution=resolution)
    image_shape = require_image_shape(image_shape)
    require_integers(0, max(image_shape), margin=margin)
    height, width = (side - 2 * margin for side in image_shape)
    if min(n_images, resolution, height, width) < 2:
        raise ValueError(
            "n_images and resolution must be at least 2, and margin leave two pixels of "
            f"{image_shape}, got {n_images}, {resolution} and {margin}"
        )
    centres = spiral(n_images)
    images = decoded_images(decoder, centres, image_shape)
    inner = images[:, margin : margin + height, margin : margin + width]
    small = F.interpolate(inner[:, None], (resolution, resolution), mode="area")[:, 0]
    small = small.flip(1)  # the first row of a tile is its southern edge
    tiles = _tiles(centres, resolution)
    # A surface has no holes but where it has no coordinates: a row of NaN after each tile.
    gap = torch.full((n_images, 1, resolution, 3), math.nan)
    x, y, z = torch.cat([tiles, gap], dim=1).flatten(0, 1).unbind(dim=2)
    shade = torch.cat([small, small[:, :1]], dim=1).flatten(0, 1)
    figure = go.Figure(
        data=[
            _ball(0.985, "#5d6b78"),
            go.Surface(
                x=x.numpy(),
                y=y.numpy(),
                z=z.numpy(),
                surfacecolor=shade.numpy(),
                cmin=0,
                cmax=1,
                colorscale="gray",
                showscale=False,
                lighting=FLAT,
                hoverinfo="skip",
            ),
        ]
    )
    hidden = {"visible": False}
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={"xaxis": hidden, "yaxis": hidden, "zaxis": hidden, **_view(distance=1.85)},
    )
    return figure


def spiral(n_points: int) -> torch.Tensor:
    """Spread points evenly over the sphere: a Fibonacci lattice.

    Args:
        n_points: At least 1.

    Returns:
        Points (n_points, 3) of length 1, from the south pole's neighbourhood to the north pole's.

    Source: Gonzalez 2010, Measurement of areas on a sphere using Fibonacci and latitude-longitude
    lattices, arXiv 0912.4540.
    """
    index = torch.arange(n_points, dtype=torch.float64)
    height = (2 * index + 1) / n_points - 1
    longitude = index * math.pi * (3 - math.sqrt(5))
    from_axis = (1 - height**2).sqrt()
    points = [from_axis * longitude.cos(), from_axis * longitude.sin(), height]
    return torch.stack(points, dim=1).float()


def _tiles(centres: torch.Tensor, resolution: int) -> torch.Tensor:
    """Squares (n, resolution, resolution, 3) laid on the sphere, rows from south to north."""
    side = 0.76 * math.sqrt(4 * math.pi / len(centres))
    axis = torch.tensor([0.0, 0.0, 1.0]).expand_as(centres)
    east = F.normalize(torch.linalg.cross(axis, centres), dim=1)
    north = torch.linalg.cross(centres, east)
    steps = torch.linspace(-side / 2, side / 2, resolution)
    up, right = steps[:, None, None], steps[None, :, None]
    flat = centres[:, None, None] + up * north[:, None, None] + right * east[:, None, None]
    return F.normalize(flat, dim=3)


def _ball(radius: float, colour: str) -> go.Surface:
    """A plain ball, so that the far side of a sphere does not shine through."""
    longitude = torch.linspace(0, 2 * math.pi, 37)[None]
    latitude = torch.linspace(-math.pi / 2, math.pi / 2, 19)[:, None]
    x = radius * latitude.cos() * longitude.cos()
    y = radius * latitude.cos() * longitude.sin()
    z = radius * latitude.sin() + 0 * longitude
    return go.Surface(
        x=x.numpy(),
        y=y.numpy(),
        z=z.numpy(),
        colorscale=[[0, colour], [1, colour]],
        showscale=False,
        lighting=FLAT,
        hoverinfo="skip",
    )


def _coordinates(codes: torch.Tensor, **more: Any) -> go.Scatter3d:
    x, y, z = codes.float().unbind(dim=1)
    return go.Scatter3d(x=x.numpy(), y=y.numpy(), z=z.numpy(), **more)


def _axes(codes: torch.Tensor) -> dict:
    """One scale for all three axes, wide enough for all but the outermost codes."""
    low, high = torch.quantile(codes.float(), torch.tensor([0.005, 0.995]), dim=0)
    on_sphere = _on_sphere(codes)
    middle, reach = (low + high) / 2, 0.55 * float((high - low).max())
    if on_sphere:
        middle, reach = torch.zeros(3), 1.05
    return {
        f"{axis}axis": {
            "title": {"text": f"z{i + 1}" if not on_sphere else f"s{i + 1}"},
            "range": [round(float(middle[i]) - reach, 2), round(float(middle[i]) + reach, 2)],
            "showspikes": False,
        }
        for i, axis in enumerate("xyz")
    }


def _on_sphere(codes: torch.Tensor) -> bool:
    return bool(((codes.norm(dim=1) - 1).abs() < 1e-3).all())


def _ball_inside(codes: torch.Tensor) -> go.Surface:
    """The ball inside codes on a sphere; for free codes a mere dot at the origin."""
    radius, colour = BALL
    # The site gives what is marked so the colour of its own surfaces, by day and in the dark.
    return _ball(radius if _on_sphere(codes) else 1e-3, colour).update(meta="surface")


def _view(distance: float = 2.35) -> dict:
    direction = {"x": 0.65, "y": 0.65, "z": 0.39}
    eye = {axis: round(distance * value, 3) for axis, value in direction.items()}
    # Said outright: on touch screens the site leaves a drag to the page unless a figure wants it.
    # Below the cube's middle: the names of its lowest axes need room.
    camera = {"eye": eye, "center": {"x": 0, "y": 0, "z": -0.1}}
    return {"aspectmode": "cube", "dragmode": "orbit", "camera": camera}


def _network_buttons(names: list[str], pressed: str) -> list[dict]:
    """A menu of one network is none."""
    at_once = {
        "mode": "immediate",
        "frame": {"duration": 0, "redraw": True},
        "transition": {"duration": 0},
    }
    buttons = [{"label": name, "method": "animate", "args": [[name], at_once]} for name in names]
    menu = {**_row_of_buttons(0), "buttons": buttons, "active": names.index(pressed)}
    return [menu] if len(names) > 1 else []


def _mode_buttons() -> dict:
    buttons = [
        {"label": label, "method": "restyle", "args": [{"mode": mode}, list(range(10))]}
        for label, mode in (("points", "markers"), ("digits", "text"))
    ]
    return {**_row_of_buttons(1), "buttons": buttons}


def _row_of_buttons(x: float) -> dict:
    anchor = "left" if x == 0 else "right"
    return {
        "type": "buttons",
        "direction": "right",
        "x": x,
        "xanchor": anchor,
        "y": 1.0,
        "yanchor": "bottom",
        "pad": {"b": 6},
        "showactive": True,
    }
