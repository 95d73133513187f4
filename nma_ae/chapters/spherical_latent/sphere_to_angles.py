"""Compute longitude and latitude of points on the sphere."""

import math
import random

import numpy as np
import torch

from nma_ae.exercises import Case, Exercise, Misconception, edit


def by_arcsine(points):
    x, y, z = points.unbind(dim=1)
    longitude, latitude = torch.atan2(y, x), torch.asin(z.clamp(-1, 1))
    return torch.stack([longitude, latitude], dim=1)


def from_the_pole(points):
    x, y, z = points.T
    theta = torch.arccos(z / torch.sqrt(x**2 + y**2 + z**2))
    return torch.column_stack([torch.arctan2(y, x), math.pi / 2 - theta])


def one_by_one(points):
    angles = []
    for x, y, z in points.tolist():
        angles.append([math.atan2(y, x), math.atan2(z, math.hypot(x, y))])
    return torch.tensor(angles)


def with_numpy(points):
    values = points.numpy().astype(np.float64)
    angles = np.empty((len(values), 2))
    angles[:, 0] = np.arctan2(values[:, 1], values[:, 0])
    angles[:, 1] = np.arcsin(np.clip(values[:, 2], -1, 1))
    return torch.from_numpy(angles)


def with_complex_numbers(points):
    flat = torch.complex(points[:, 0], points[:, 1])
    latitude = torch.angle(torch.complex(flat.abs(), points[:, 2]))
    return torch.stack((flat.angle(), latitude), 1)


def _random(n_points):
    points = torch.randn(n_points, 3)
    return points / points.norm(dim=1, keepdim=True)


def _point(random: random.Random) -> list[float]:
    longitude = random.choice([0, random.uniform(-3.1, 3.1)])
    far = random.uniform(-1.5, 1.5)
    # Closer to a pole, the arcsine of the height has too few digits left.
    near_a_pole = random.choice([-1, 1]) * (math.pi / 2 - random.choice([0.01, 0.03, 0.1]))
    latitude = random.choice([0, far, far, near_a_pole])
    ring = math.cos(latitude)
    return [ring * math.cos(longitude), ring * math.sin(longitude), math.sin(latitude)]


def generated(random: random.Random) -> Case:
    """Make a case: both ends of each axis, points near a pole and equal ones among them."""
    ends = [[1.0, 0, 0], [-1.0, 0, 0], [0, 1.0, 0], [0, -1.0, 0], [0, 0, 1.0], [0, 0, -1.0]]
    is_end = random.choice([0, 0.3, 1])
    n_points = random.choice([1, 2, random.randint(1, 40)])
    rows = [
        random.choice(ends) if random.random() < is_end else _point(random) for _ in range(n_points)
    ]
    if random.random() < 0.1:
        rows = rows[:1] * n_points
    if random.random() < 0.3:
        columns = [*zip(*rows, strict=True)]
        return Case(
            inputs=lambda: {"points": torch.tensor(columns, dtype=torch.float32).T}, rtol=5e-4
        )
    return Case(inputs=lambda: {"points": torch.tensor(rows, dtype=torch.float32)}, rtol=5e-4)


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: {"points": torch.tensor([[1.0, 0, 0], [0.6, 0.8, 0], [0.8, 0, 0.6]])},
        ),
        Case(
            inputs=lambda: {
                "points": torch.tensor([[-0.6, -0.8, 0], [0, -1, 0], [-399 / 401, -40 / 401, 0]])
            },
            shown="three points on the western half of the equator",
        ),
        Case(
            inputs=lambda: {
                "points": torch.tensor(
                    [[-1, 0, 0], [0, 0, 1], [0, 0, -1], [-0.006, 0.008, 0.99995]]
                )
            },
            shown="a point on the seam, both poles, and a point close to one of them",
        ),
        Case(inputs=lambda: {"points": _random(20)}, rtol=5e-4),
    ],
    hints=[
        "Look at the drawing. Seen from above, a point lies at (s1, s2): the longitude is the "
        "angle of that arrow. The latitude is how far the point stands above the equator.",
        "`torch.atan2(y, x)` is the angle of the arrow (x, y), in all four quadrants. For the "
        "latitude, the height s3 of a point of length 1 is the sine of the angle.",
        "`longitude = torch.atan2(points[:, 1], points[:, 0])`, "
        "`latitude = torch.asin(points[:, 2].clamp(-1, 1))`, and `torch.stack` both with dim=1.",
    ],
    variants=[by_arcsine, from_the_pole, one_by_one, with_numpy, with_complex_numbers],
    misconceptions=[
        Misconception(
            edit("quadrant_lost", ("torch.atan2(y, x),", "torch.atan(y / x),"), of=by_arcsine),
            "The arctangent of s2 / s1 cannot tell a point from the one across the axis: both "
            "coordinates changed their sign, the quotient did not. `torch.atan2(s2, s1)` knows "
            "the quadrant.",
        ),
        Misconception(
            edit("x_and_y_exchanged", ("atan2(y, x)", "atan2(x, y)")),
            "`atan2` takes the second coordinate first: `torch.atan2(s2, s1)`. Yours counts the "
            "longitude from the second axis, and backwards.",
        ),
        Misconception(
            edit("angle_from_the_pole", ("math.pi / 2 - ", ""), of=from_the_pole),
            "That is θ, the angle from the north pole. The latitude is counted from the equator: "
            "π/2 − θ, the arcsine of s3.",
        ),
        Misconception(
            edit(
                "columns_exchanged",
                ("[longitude, latitude]", "[latitude, longitude]"),
                of=by_arcsine,
            ),
            "The columns are exchanged: the longitude comes first, as it goes across the map.",
        ),
        Misconception(
            edit("in_degrees", ("return torch.stack", "return 180 / math.pi * torch.stack")),
            "Those are degrees. Return radians, as `torch.sin` and `torch.cos` expect.",
        ),
        Misconception(
            edit("no_negative_longitudes", ("atan2(y, x)", "atan2(y, x) % (2 * math.pi)")),
            "Your longitudes run from 0 to 2π. Here they run from −π to π, west of the first axis "
            "negative, as `atan2` gives them.",
        ),
        Misconception(
            edit("height_for_latitude", ("torch.asin(z.clamp(-1, 1))", "z"), of=by_arcsine),
            "You returned the height s3 itself. The latitude is the angle whose sine it is.",
        ),
        Misconception(
            edit(
                "arctangent_for_latitude",
                ("torch.asin(z.clamp(-1, 1))", "torch.atan2(z, x)"),
                of=by_arcsine,
            ),
            "The latitude is the angle above the equator, so its other side is the distance from "
            "the axis, the root of s1² + s2², not s1 alone.",
        ),
        Misconception(
            edit(
                "arccosine_for_longitude",
                ("torch.atan2(y, x),", "torch.acos(x / torch.hypot(x, y).clamp(min=1e-12)),"),
                of=by_arcsine,
            ),
            "Your longitudes are never negative: a point in the west gets that of a point in the "
            "east. An arccosine cannot tell them apart, `torch.atan2` can.",
        ),
    ],
    generated=generated,
)
