"""The sphere on paper: its coordinates, its maps, and the network whose code lies on it."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Ellipse

from nma_ae.analysis import angles_to_sphere, sphere_to_angles, sphere_to_equal_area
from nma_ae.analysis.grids import MOST_CELLS, decoded_images
from nma_ae.arguments import (
    require_callables,
    require_flags,
    require_image_shape,
    require_numbers,
    require_positive_integers,
)
from nma_ae.plotting.axes import axes_or_new
from nma_ae.plotting.latent import checked_codes, plot_latent
from nma_ae.plotting.network import CODE, SPAN, plot_network

WIDTH = (-math.pi, math.pi)
MAPS = {False: (-math.pi / 2, math.pi / 2), True: (-1.0, 1.0)}  # by whether it is equal-area
# Width by height: of the rectangular map as many degrees, of the other a cylinder unrolled.
ASPECTS = {False: 2.0, True: math.pi}
INK, ACCENT, SECOND = "#2B2F36", "C1", "C0"


def plot_sphere_map(
    places: torch.Tensor,
    labels: torch.Tensor,
    *,
    equal_area: bool = False,
    n_shown: int = 400,
    ax: Axes | None = None,
) -> Axes:
    """Draw each image's digit where it lies on a map of the whole sphere.

    Args:
        places: Places on the map (n, 2): longitude and latitude of `sphere_to_angles`, or longitude
            and height of `sphere_to_equal_area`.
        labels: Digits (n,), 0 to 9.
        equal_area: Which of the two maps it is.
        n_shown: At most so many are drawn, chosen at random.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes. Their first collection has the places shown as offsets.

    Raises:
        ValueError: If shapes do not fit, a place is not finite, or a label is no digit.
    """
    places = checked_codes(places, "places")
    ax = _map_axes(ax, equal_area)
    plot_latent(places, labels, n_shown=n_shown, limits=(WIDTH, MAPS[equal_area]), ax=ax)
    return _label_map(ax, equal_area)


def plot_sphere_grid(
    decoder: Callable[[torch.Tensor], torch.Tensor],
    *,
    equal_area: bool = False,
    n_rows: int = 12,
    image_shape: tuple[int, int] = (28, 28),
    ax: Axes | None = None,
) -> Axes:
    """Draw what the decoder makes of each place on a map of the whole sphere.

    Args:
        decoder: Gives images (n, pixels) for places (n, 2) on the map, as in `plot_sphere_map`.
        equal_area: Which map it is.
        n_rows: Cells from south to north, at least 1. From west to east there are twice as many, on
            the equal-area map pi times (with 7 rows 22), so that images are nearly square.
        image_shape: Height and width of an image.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes; their only image is the canvas, north at the top, longitude growing to the right.

    Raises:
        ValueError: If `n_rows` is less than 1, or the decoder's images are not of `image_shape`.
    """
    require_callables(decoder=decoder)
    require_flags(equal_area=equal_area)
    require_positive_integers(most=MOST_CELLS, n_rows=n_rows)
    height, width = require_image_shape(image_shape)
    n_columns, limits = round(ASPECTS[equal_area] * n_rows), MAPS[equal_area]
    x = _centres(WIDTH, n_columns)
    y = _centres(limits, n_rows).flip(0)  # from the north down
    places = torch.cartesian_prod(y, x).flip(1)  # row by row, each (x, y)
    images = decoded_images(decoder, places, (height, width))
    # (row, column, height, width) -> (row, height, column, width) -> one canvas
    cells = images.reshape(n_rows, n_columns, height, width).transpose(1, 2)
    canvas = cells.reshape(n_rows * height, n_columns * width)
    ax = _map_axes(ax, equal_area)
    ax.imshow(canvas.numpy(), cmap="gray", vmin=0, vmax=1, extent=(*WIDTH, *limits), aspect="auto")
    return _label_map(ax, equal_area)


def plot_sphere_caps(
    *, equal_area: bool = False, radius: float = math.radians(10), ax: Axes | None = None
) -> Axes:
    """Draw circles that are equally large on the sphere, as a map shows them.

    Args:
        equal_area: Which map it is.
        radius: Of the circles, in radians, above 0 and below 15 degrees.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes, with one polygon for each circle.

    Raises:
        ValueError: If `radius` is out of its range.

    Source: Tissot 1859, whose indicatrix this is.
    """
    require_numbers(above=0, below=math.radians(15), radius=radius)
    ax = _map_axes(ax, equal_area)
    project = sphere_to_equal_area if equal_area else sphere_to_angles
    for latitude, step in ((-70, 180), (-35, 60), (0, 60), (35, 60), (70, 180)):
        for longitude in range(step // 2 - 180, 180, step):
            angles = torch.tensor([[longitude, latitude]], dtype=torch.float64).deg2rad()
            outline = project(_circle(angles_to_sphere(angles)[0], radius)).numpy()
            ax.fill(*outline.T, facecolor=ACCENT, alpha=0.6, linewidth=0)
    ax.set(xlim=WIDTH, ylim=MAPS[equal_area])
    return _label_map(ax, equal_area)


def plot_sphere_coordinates(ax: Axes | None = None) -> Axes:
    """Draw the unit sphere with its three axes, a point, and the point's two angles.

    Args:
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes.
    """
    ax = axes_or_new(ax, (5.4, 5.2))
    longitude, latitude = math.radians(50), math.radians(42)
    ax.add_patch(Circle((0, 0), 1, facecolor=SECOND, alpha=0.10, linewidth=0))
    ax.add_patch(Circle((0, 0), 1, fill=False, edgecolor=SECOND, linewidth=1.4))
    turn = np.linspace(0, 2 * math.pi, 181)
    _draw_arc(ax, turn, 0 * turn, color=SECOND, linewidth=1.0)  # the equator
    for axis, name in enumerate(("$s_1$", "$s_2$", "$s_3$")):
        tip = np.zeros(3)
        tip[axis] = 1.38
        _draw_arrow(ax, tip, name)
    point = _point(longitude, latitude)
    foot = _point(longitude, 0.0)
    for end, style in ((point, "-"), (foot, ":")):
        x, y = _seen(np.stack([0 * end, end]))
        ax.plot(x, y, style, color=INK, linewidth=1.4)
    arc = np.linspace(0, 1, 40)
    _draw_arc(ax, arc * longitude, 0 * arc, color=CODE, linewidth=3)
    _draw_arc(ax, 0 * arc + longitude, arc * latitude, color="C2", linewidth=3)
    _draw_text(ax, 1.17 * _point(longitude / 2, -0.02), r"$\varphi$", CODE)
    _draw_text(ax, 1.13 * _point(longitude + 0.07, latitude / 2), r"$\lambda$", "C2")
    _draw_arc(ax, 0 * arc + longitude, latitude + arc * (math.pi / 2 - latitude), color="C3")
    _draw_text(ax, 1.12 * _point(longitude, (latitude + math.pi / 2) / 2), r"$\theta$", "C3")
    ax.plot(*_seen(point[None]), "o", color=INK, markersize=8)
    _draw_text(ax, 1.2 * _point(longitude + 0.15, latitude), "$s$", INK)
    ax.set(xlim=(-1.35, 1.55), ylim=(-1.2, 1.5), aspect="equal")
    ax.set_axis_off()
    return ax


def plot_spherical_network(widths: Sequence[int], ax: Axes | None = None) -> Axes:
    """Draw a mirrored autoencoder with a sphere between its code and its decoder.

    Args:
        widths: Units per layer of the encoder, from the input to the code.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes.

    Raises:
        ValueError: As `plot_network`.
    """
    ax = axes_or_new(ax, (7.5, 4.8))
    plot_network(widths, ax=ax)
    ax.set_aspect("equal")
    step = SPAN / (2 * (len(widths) - 1))
    centre, radius = SPAN / 2 + step / 2, 0.31 * step
    ax.add_patch(Circle((centre, 0), radius, facecolor="white", edgecolor=CODE, linewidth=2.2))
    ax.add_patch(Ellipse((centre, 0), 2 * radius, 0.7 * radius, fill=False, edgecolor=CODE))
    ax.text(centre, radius + 0.1, "radius 1", color=CODE, ha="center", va="bottom", size=12)
    return ax


def _map_axes(ax: Axes | None, equal_area: bool) -> Axes:
    require_flags(equal_area=equal_area)
    return axes_or_new(ax, (8.0, 3.2 if equal_area else 4.4))


def _label_map(ax: Axes, equal_area: bool) -> Axes:
    """Put degrees on both axes; on the equal-area map parallels crowd towards the poles."""
    degrees = range(-180, 181, 60)
    ax.set_xticks([math.radians(d) for d in degrees], [f"{d}°".replace("-", "−") for d in degrees])
    parallels = range(-90, 91, 45 if equal_area else 30)
    heights = [math.sin(math.radians(d)) if equal_area else math.radians(d) for d in parallels]
    ax.set_yticks(heights, [f"{d}°".replace("-", "−") for d in parallels])
    ax.set(xlabel=r"longitude $\varphi$", ylabel=r"latitude $\lambda$")
    ax.set_box_aspect(1 / ASPECTS[equal_area])
    ax.grid(not ax.images)  # lines over pictures would hide some of them
    return ax


def _centres(limits: tuple[float, float], n_cells: int) -> torch.Tensor:
    low, high = limits
    return low + (high - low) * (torch.arange(n_cells) + 0.5) / n_cells


def _circle(centre: torch.Tensor, radius: float) -> torch.Tensor:
    """Points (n, 3) at an angle of `radius` around a centre that is no pole."""
    east = torch.linalg.cross(torch.tensor([0.0, 0.0, 1.0], dtype=centre.dtype), centre)
    east = east / east.norm()
    north = torch.linalg.cross(centre, east)
    turn = torch.linspace(0, 2 * math.pi, 73, dtype=centre.dtype)[:, None]
    around = turn.cos() * east + turn.sin() * north
    return math.cos(radius) * centre + math.sin(radius) * around


def _point(longitude: float, latitude: float) -> np.ndarray:
    angles = torch.tensor([[longitude, latitude]], dtype=torch.float64)
    return angles_to_sphere(angles)[0].numpy()


def _seen(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) as an eye sees them from 25 degrees north and 20 degrees east, far away."""
    turn, tilt = math.radians(20), math.radians(25)
    x, y, z = points.T
    ahead = x * math.cos(turn) + y * math.sin(turn)
    right = y * math.cos(turn) - x * math.sin(turn)
    return right, z * math.cos(tilt) - ahead * math.sin(tilt)


def _depth(points: np.ndarray) -> np.ndarray:
    """How far in front of the sphere's middle points (n, 3) lie, for the same eye."""
    turn, tilt = math.radians(20), math.radians(25)
    x, y, z = points.T
    return (x * math.cos(turn) + y * math.sin(turn)) * math.cos(tilt) + z * math.sin(tilt)


def _draw_arc(ax: Axes, longitudes: np.ndarray, latitudes: np.ndarray, **style: Any) -> None:
    """Draw a line on the sphere, dotted where it lies on the far side."""
    angles = torch.as_tensor(np.stack([longitudes, latitudes], axis=1))
    points = angles_to_sphere(angles).numpy()
    x, y = _seen(points)
    near = _depth(points) >= -1e-9
    ax.plot(np.where(near, x, np.nan), np.where(near, y, np.nan), **style)
    if not near.all():
        ax.plot(np.where(near, np.nan, x), np.where(near, np.nan, y), linestyle=":", **style)


def _draw_arrow(ax: Axes, tip: np.ndarray, name: str) -> None:
    x, y = (float(value[0]) for value in _seen(tip[None]))
    arrow = {"arrowstyle": "-|>", "color": "#8A8F98", "linewidth": 1.3}
    ax.annotate("", (x, y), (0, 0), arrowprops=arrow)
    _draw_text(ax, 1.07 * tip, name, INK)


def _draw_text(ax: Axes, place: np.ndarray, text: str, colour: str) -> None:
    x, y = (float(value[0]) for value in _seen(place[None]))
    ax.text(x, y, text, color=colour, ha="center", va="center", size=17)
