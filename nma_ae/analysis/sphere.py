"""The unit sphere: angles, an equal-area map, great circles, and how evenly points cover it.

Points are rows (n, 3) of length 1. The third coordinate is the axis of the globe: (0, 0, 1) is the
north pole. Angles are in radians.
"""

import math
from typing import Any

import torch
import torch.nn.functional as F

from nma_ae.arguments import require_floats, require_numbers, require_positive_integers

MOST_POINTS = 10_000_000  # on a path: more would not fit into memory
PAIRS_AT_ONCE = 2_000_000  # distances held in memory at a time


def sphere_to_angles(points: torch.Tensor) -> torch.Tensor:
    """Compute longitude and latitude, as on a globe.

    Both come from `atan2`, which knows the quadrant (the arctangent of y / x does not) and keeps
    its digits near the poles (the arcsine of z does not). The length of a point does not matter.

    Args:
        points: (n, 3), none of them the origin.

    Returns:
        Angles (n, 2): the longitude in (-pi, pi], 0 at the first axis and pi/2 at the second; the
        latitude in [-pi/2, pi/2], 0 on the equator and pi/2 at the north pole. Each point has one
        pair of angles only: on the seam the longitude is pi, at the poles, where it could be any,
        0.

    Raises:
        ValueError: If `points` is not (n, 3), or a point is the origin or not finite.
    """
    require_points(points=points)
    x, y, z = points.unbind(dim=1)
    from_axis = torch.hypot(x, y)
    longitude = torch.atan2(y, x)
    longitude = torch.where(longitude <= -math.pi, -longitude, longitude)  # of y = -0.0
    longitude = torch.where(from_axis == 0, torch.zeros_like(x), longitude)
    return torch.stack([longitude, torch.atan2(z, from_axis)], dim=1)


def angles_to_sphere(angles: torch.Tensor) -> torch.Tensor:
    """Compute the points of the unit sphere that have these angles.

    Args:
        angles: (n, 2), longitude and latitude in radians.

    Returns:
        Points (n, 3) of length 1.

    Raises:
        ValueError: If `angles` is not (n, 2), or not finite.
    """
    require_floats("(n, 2)", angles=angles)
    longitude, latitude = angles.unbind(dim=1)
    return torch.stack(
        [
            latitude.cos() * longitude.cos(),
            latitude.cos() * longitude.sin(),
            latitude.sin(),
        ],
        dim=1,
    )


def sphere_to_equal_area(points: torch.Tensor) -> torch.Tensor:
    """Map the sphere onto a rectangle on which equal areas stay equal.

    It is the cylindrical map of Lambert (1772): across goes the longitude, upwards the height of
    the point itself, the sine of its latitude. That the areas stay equal is a theorem of
    Archimedes: a slice of a sphere has as much surface as the slice of the cylinder around it.

    Args:
        points: (n, 3), none of them the origin; their length does not matter.

    Returns:
        Places (n, 2): longitude in (-pi, pi], height in [-1, 1].

    Raises:
        ValueError: As `sphere_to_angles`.
    """
    longitude, latitude = sphere_to_angles(points).unbind(dim=1)
    return torch.stack([longitude, latitude.sin()], dim=1)


def equal_area_to_sphere(places: torch.Tensor) -> torch.Tensor:
    """Compute the points of the unit sphere that lie at these places of the equal-area map.

    Args:
        places: (n, 2), longitude and height, the height in [-1, 1].

    Returns:
        Points (n, 3) of length 1.

    Raises:
        ValueError: If `places` is not (n, 2), or a height is outside [-1, 1].
    """
    require_floats("(n, 2)", places=places)
    longitude, height = places.unbind(dim=1)
    if not (height.abs() <= 1).all():
        raise ValueError(f"places must have heights in [-1, 1], got {height.abs().max():.4g}")
    from_axis = ((1 - height) * (1 + height)).sqrt()
    return torch.stack([from_axis * longitude.cos(), from_axis * longitude.sin(), height], dim=1)


def great_circle_path(start: torch.Tensor, end: torch.Tensor, n_points: int = 11) -> torch.Tensor:
    """Walk over the sphere from one point to another, the shortest way, in equal steps.

    Args:
        start: A point of length 1, (d,); d is 3 on the sphere, but any number from 2 will do.
        end: Another, (d,). If it is the start itself, the walk stays there.
        n_points: Points on the way, start and end included, at least 2.

    Returns:
        Points (n_points, d) of length 1, the first `start`, the last `end`.

    Raises:
        ValueError: If a point is not of length 1, their shapes differ, or they lie exactly
            opposite each other, where every great circle leads from one to the other.
    """
    require_positive_integers(n_points=n_points, most=MOST_POINTS)
    require_unit_length(start=start, end=end)
    if start.shape != end.shape or n_points < 2:
        raise ValueError(
            f"start and end must have one shape and n_points be at least 2, got "
            f"{tuple(start.shape)}, {tuple(end.shape)} and {n_points}"
        )
    ahead = end - (start @ end) * start  # the direction in which to leave
    if start @ end < 0 and ahead.norm() < 1e-6:
        raise ValueError("end lies opposite start: no way there is the shortest")
    angle = torch.atan2(ahead.norm(), start @ end)
    turned = torch.linspace(0, 1, n_points, dtype=start.dtype)[:, None] * angle
    return turned.cos() * start + turned.sin() * F.normalize(ahead, dim=0)


def resultant_length(points: torch.Tensor) -> float:
    """Measure how far a cloud on the sphere leans to one side.

    Args:
        points: (n, d) of length 1.

    Returns:
        The length of the mean point: 0 where the cloud is balanced, 1 where all points agree. A
        cloud can be balanced and still leave most of the sphere empty.

    Raises:
        ValueError: If `points` is not a matrix of rows of length 1.
    """
    require_floats("(n, d)", least=1, points=points)
    require_unit_length(points=points)
    return points.mean(dim=0).norm().item()


def used_fraction(points: torch.Tensor, angle: float = math.radians(10)) -> float:
    """Measure on how much of the sphere a cloud of points spreads.

    Two points chosen at random from an even spread are closer than `angle` with the probability
    (1 - cos angle) / 2, the area of such a cap as a share of the sphere. Where only a part of the
    sphere is used, pairs are close more often. The ratio of the two is the share of the sphere
    that, covered evenly, would bring points together as often. It does not depend on how the sphere
    is turned.

    Args:
        points: (n, 3) of length 1, at least 2; a few thousand give two digits.
        angle: What is close, above 0 and below pi/2. The smaller, the finer the holes that count,
            and the more points are needed.

    Returns:
        About 1 for an even spread, 0.5 for an even spread over half of the sphere, nearly 0 where
        all points lie together. Infinity where no two points are close.

    Raises:
        ValueError: If `points` is not (n, 3) of length 1, or `angle` is out of its range.
    """
    require_floats("(n, 3)", least=2, points=points)
    require_unit_length(points=points)
    require_numbers(above=0, below=math.pi / 2, angle=angle)
    n_points = len(points)
    rows = max(1, PAIRS_AT_ONCE // n_points)
    nearest = math.cos(angle)
    close = sum(int((part @ points.T > nearest).sum()) for part in points.split(rows))
    pairs = close - n_points  # each point is close to itself
    if pairs == 0:
        return math.inf
    return (1 - math.cos(angle)) / 2 * n_points * (n_points - 1) / pairs


def require_points(**arguments: Any) -> None:
    """Raise a ValueError that names the first argument that holds no directions (n, 3)."""
    require_floats("(n, 3)", **arguments)
    for name, points in arguments.items():
        length = points.norm(dim=1)
        if not ((length > 0) & length.isfinite()).all():
            raise ValueError(f"{name} must be finite, and none of them the origin")


def require_unit_length(**arguments: Any) -> None:
    """Raise a ValueError that names the first argument with a row that is not of length 1."""
    require_floats(**arguments)
    for name, points in arguments.items():
        if points.ndim not in (1, 2) or points.numel() == 0:
            raise ValueError(f"{name} must be floats (d,) or (n, d), got {tuple(points.shape)}")
        lengths = points.norm(dim=-1)
        if not ((lengths - 1).abs() < 1e-3).all():
            raise ValueError(f"{name} must have length 1, got {lengths.flatten()[0]:.4g}")
