"""Compute the points of the sphere that have given longitudes and latitudes."""

import math
import random

import numpy as np
import torch

from nma_ae.exercises import Case, Exercise, Misconception, edit


def with_columns(angles):
    longitude, latitude = angles[:, 0], angles[:, 1]
    x = torch.cos(longitude) * torch.cos(latitude)
    y = torch.sin(longitude) * torch.cos(latitude)
    z = torch.sin(latitude)
    return torch.column_stack([x, y, z])


def one_by_one(angles):
    points = torch.zeros(len(angles), 3)
    for i, (longitude, latitude) in enumerate(angles.tolist()):
        ring = math.cos(latitude)
        points[i, 0] = ring * math.cos(longitude)
        points[i, 1] = ring * math.sin(longitude)
        points[i, 2] = math.sin(latitude)
    return points


def with_numpy(angles):
    longitude, latitude = angles.numpy().T
    flat = np.exp(1j * longitude) * np.cos(latitude)
    return torch.from_numpy(np.stack([flat.real, flat.imag, np.sin(latitude)], axis=1))


def from_the_pole(angles):
    phi, theta = angles[:, 0], math.pi / 2 - angles[:, 1]
    return torch.stack([theta.sin() * phi.cos(), theta.sin() * phi.sin(), theta.cos()], dim=-1)


def by_cat(angles):
    longitude, latitude = angles.split(1, dim=1)
    ring = torch.cat([longitude.cos(), longitude.sin()], dim=1) * latitude.cos()
    return torch.cat([ring, latitude.sin()], dim=1)


def _random(n_points):
    longitude = (torch.rand(n_points) - 0.5) * 2 * math.pi
    latitude = (torch.rand(n_points) - 0.5) * math.pi
    return torch.stack([longitude, latitude], dim=1)


def generated(random: random.Random) -> Case:
    """Make a case: poles, seam and equator, equal points, and angles by columns among them."""
    longitudes = [0.0, math.pi, -math.pi, math.pi / 2, -math.pi / 2]
    latitudes = [0.0, math.pi / 2, -math.pi / 2]
    is_edge = random.choice([0, 0.3, 1])

    def angle(edges, largest):
        if random.random() < is_edge:
            return random.choice(edges)
        return random.uniform(-largest, largest)

    n_points = random.choice([1, 2, random.randint(1, 40)])
    rows = [[angle(longitudes, math.pi), angle(latitudes, math.pi / 2)] for _ in range(n_points)]
    if random.random() < 0.1:
        rows = rows[:1] * n_points
    if random.random() < 0.3:
        return Case(inputs=lambda: {"angles": torch.tensor([*zip(*rows, strict=True)]).T})
    return Case(inputs=lambda: {"angles": torch.tensor(rows)})


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: {"angles": torch.tensor([[0.0, 0.0], [math.pi / 2, 0.0]])},
            shown="two points on the equator, at longitude 0 and π/2",
        ),
        Case(
            inputs=lambda: {"angles": torch.tensor([[0.0, math.pi / 2], [2.0, -math.pi / 2]])},
            shown="the north pole and the south pole",
        ),
        Case(
            inputs=lambda: {"angles": torch.tensor([[math.pi, 0.3], [-math.pi, 0.3]])},
            shown="one point of the seam, once from the east and once from the west",
        ),
        Case(inputs=lambda: {"angles": _random(20)}),
    ],
    hints=[
        "Start with the height: it depends on the latitude alone. What is it on the equator, and "
        "at the north pole?",
        "The points of one latitude form a ring around the axis. Its radius is the cosine of the "
        "latitude: 1 on the equator, 0 at the poles.",
        "`cos(latitude) * cos(longitude)`, `cos(latitude) * sin(longitude)`, `sin(latitude)`, put "
        "together with `torch.stack([...], dim=1)`.",
    ],
    variants=[with_columns, one_by_one, with_numpy, from_the_pole, by_cat],
    misconceptions=[
        Misconception(
            edit("angle_from_the_pole", ("math.pi / 2 - ", ""), of=from_the_pole),
            "Your formulas count the angle from the pole (θ). The latitude is counted from the "
            "equator, so its sine and cosine change places.",
        ),
        Misconception(
            edit(
                "sine_and_cosine_exchanged",
                ("longitude.cos()", "longitude.sin()"),
                ("longitude.sin()", "longitude.cos()"),
            ),
            "At longitude 0 the point has to lie on the first axis: the cosine of the longitude "
            "belongs to the first coordinate, the sine to the second.",
        ),
        Misconception(
            edit("columns_exchanged", ("longitude, latitude =", "latitude, longitude =")),
            "You took the columns in the wrong order: the longitude is the first, the latitude the "
            "second.",
        ),
        Misconception(
            edit("ring_of_full_size", (" * latitude.cos()", ""), of=by_cat),
            "These points lie on a cylinder around the sphere. The ring of a latitude shrinks "
            "towards the poles: multiply the first two coordinates by the cosine of the latitude.",
        ),
        Misconception(
            edit(
                "ring_for_the_first_only", ("latitude.cos() * longitude.sin()", "longitude.sin()")
            ),
            "The first coordinate shrinks towards the poles, the second does not. Both need the "
            "cosine of the latitude.",
        ),
        Misconception(
            edit("in_degrees", ("angles.unbind", "torch.deg2rad(angles).unbind")),
            "You converted from degrees, but the angles come in radians already.",
        ),
        Misconception(
            edit("angle_for_height", ("latitude.sin()", "latitude")),
            "The third coordinate is the height above the equator's plane: the sine of the "
            "latitude, not the latitude itself.",
        ),
        Misconception(
            edit(
                "scaled_afterwards",
                ("ring = math.cos(latitude)", "ring = 1"),
                ("return points", "return points / points.norm(dim=1, keepdim=True)"),
                of=one_by_one,
            ),
            "You divided by the length at the end. The points do lie on the sphere then, but at "
            "other latitudes than asked for. Shrink the ring by the cosine of the latitude.",
        ),
    ],
    generated=generated,
)
