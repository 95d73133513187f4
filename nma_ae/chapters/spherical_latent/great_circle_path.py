"""Walk over the sphere the shortest way, in equal steps."""

import math

import numpy as np
import torch

from nma_ae.exercises import Case, Exercise, Misconception


def by_two_sines(start, end, n_points=11):
    angle = torch.acos((start @ end).clamp(-1, 1))
    if angle < 1e-6:
        return start.repeat(n_points, 1)
    t = torch.linspace(0, 1, n_points)[:, None]
    return (torch.sin((1 - t) * angle) * start + torch.sin(t * angle) * end) / torch.sin(angle)


def by_turning(start, end, n_points=11):
    axis = torch.linalg.cross(start, end)
    angle = math.atan2(float(axis.norm()), float(start @ end))
    if angle == 0:
        return torch.stack([start] * n_points)
    ahead = torch.linalg.cross(axis / axis.norm(), start)
    turned = [angle * i / (n_points - 1) for i in range(n_points)]
    return torch.stack([math.cos(a) * start + math.sin(a) * ahead for a in turned])


def with_numpy(start, end, n_points=11):
    a, b = start.double().numpy(), end.double().numpy()
    angle = 2 * np.arcsin(min(1.0, np.linalg.norm(b - a) / 2))
    t = np.linspace(0, 1, n_points)[:, np.newaxis]
    if angle == 0:
        return torch.from_numpy(a + 0 * t)
    return torch.from_numpy((np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle))


def by_right_angles(start, end, n_points=11):
    basis = torch.stack([start, end - (end @ start) * start])
    sideways = basis[1].norm()
    basis[1] /= max(float(sideways), 1e-12)
    angle = torch.atan2(sideways, end @ start)
    steps = torch.arange(n_points) * angle / (n_points - 1)
    return torch.stack([steps.cos(), steps.sin()], dim=1) @ basis


def straight_line(start, end, n_points=11):
    t = torch.linspace(0, 1, n_points)[:, None]
    return (1 - t) * start + t * end


def line_pushed_outwards(start, end, n_points=11):
    t = torch.linspace(0, 1, n_points)[:, None]
    line = (1 - t) * start + t * end
    return line / line.norm(dim=1, keepdim=True)


def line_on_the_map(start, end, n_points=11):
    def angles(point):
        x, y, z = point
        return torch.stack([torch.atan2(y, x), torch.asin(z.clamp(-1, 1))])

    t = torch.linspace(0, 1, n_points)[:, None]
    longitude, latitude = ((1 - t) * angles(start) + t * angles(end)).unbind(dim=1)
    ring = latitude.cos()
    return torch.stack([ring * longitude.cos(), ring * longitude.sin(), latitude.sin()], dim=1)


def end_for_ahead(start, end, n_points=11):
    angle = torch.acos((start @ end).clamp(-1, 1))
    turned = torch.linspace(0, 1, n_points)[:, None] * angle
    return turned.cos() * start + turned.sin() * end


def not_divided(start, end, n_points=11):
    angle = torch.acos((start @ end).clamp(-1, 1))
    t = torch.linspace(0, 1, n_points)[:, None]
    return torch.sin((1 - t) * angle) * start + torch.sin(t * angle) * end


def never_arrives(start, end, n_points=11):
    ahead = end - (start @ end) * start
    angle = torch.atan2(ahead.norm(), start @ end)
    turned = torch.arange(n_points)[:, None] / n_points * angle
    return turned.cos() * start + turned.sin() * ahead / ahead.norm().clamp(min=1e-12)


def backwards(start, end, n_points=11):
    ahead = start - (start @ end) * end
    angle = torch.atan2(ahead.norm(), start @ end)
    turned = torch.linspace(0, 1, n_points)[:, None] * angle
    return turned.cos() * end + turned.sin() * ahead / ahead.norm().clamp(min=1e-12)


def the_long_way(start, end, n_points=11):
    ahead = end - (start @ end) * start
    angle = torch.atan2(ahead.norm(), start @ end) - 2 * math.pi
    turned = torch.linspace(0, 1, n_points)[:, None] * angle
    return turned.cos() * start + turned.sin() * ahead / ahead.norm().clamp(min=1e-12)


def ahead_of_any_length(start, end, n_points=11):
    ahead = end - (start @ end) * start
    angle = torch.atan2(ahead.norm(), start @ end)
    turned = torch.linspace(0, 1, n_points)[:, None] * angle
    return turned.cos() * start + turned.sin() * ahead


def _inputs(start, end, n_points):
    points = (torch.tensor(point, dtype=torch.float32) for point in (start, end))
    a, b = (point / point.norm() for point in points)
    return {"start": a, "end": b, "n_points": n_points}


exercise = Exercise(
    cases=[
        Case(inputs=lambda: _inputs([1, 0, 0], [0, 1, 0], 3)),
        Case(inputs=lambda: _inputs([1, 0, 0], [-1, 0, 1], 4)),
        Case(inputs=lambda: _inputs([3, 4, 0], [3, 4, 0], 3)),
        Case(inputs=lambda: _inputs([-3, 1, 2], [-2, -1, -1], 11), rtol=3e-4),
    ],
    hints=[
        "The way is an arc of the circle that start, end and the middle of the sphere span. Once "
        "you have two arrows of length 1 at right angles in that plane, `start` and `ahead`, the "
        "points are cos(a) · start + sin(a) · ahead, with a from 0 to the angle between the ends.",
        "`ahead` is what is left of `end` when its part along `start` is taken away: "
        "`end - (start @ end) * start`, divided by its length. For equal ends that length is 0: "
        "`F.normalize(ahead, dim=0)` can take it.",
        "The angle is `torch.atan2(ahead.norm(), start @ end)` before you divide. Then "
        "`a = torch.linspace(0, 1, n_points)[:, None] * angle`, and "
        "`a.cos() * start + a.sin() * F.normalize(ahead, dim=0)`.",
    ],
    variants=[by_two_sines, by_turning, with_numpy, by_right_angles],
    misconceptions=[
        Misconception(
            straight_line,
            "That is the straight line, which runs through the inside of the sphere, where no code "
            "has ever been. The way has to stay on the surface.",
        ),
        Misconception(
            line_pushed_outwards,
            "Your points lie on the right circle, but the steps are not equal: dividing the points "
            "of a straight line by their length makes large steps in the middle. Divide the angle "
            "into equal parts, not the line.",
        ),
        Misconception(
            line_on_the_map,
            "You drew a straight line on the map of longitude and latitude. On the sphere that is "
            "a detour, and across the seam it goes around the whole world.",
        ),
        Misconception(
            end_for_ahead,
            "cos(a) · start + sin(a) · end works only where the two are at right angles. Take away "
            "from `end` its part along `start`, and divide what is left by its length.",
        ),
        Misconception(
            not_divided,
            "Almost: the two sines have to be divided by the sine of the whole angle, so that the "
            "way starts at `start` and has length 1 everywhere. (And think of equal ends.)",
        ),
        Misconception(
            never_arrives,
            "The last point falls short of `end`. Both ends count: `torch.linspace(0, 1, "
            "n_points)`, or i / (n_points - 1).",
        ),
        Misconception(
            backwards,
            "You walk from `end` to `start`.",
        ),
        Misconception(
            the_long_way,
            "You walk on the right circle, but the long way round.",
        ),
        Misconception(
            ahead_of_any_length,
            "`ahead` has to have length 1 before it is turned with: divide it by its length.",
        ),
    ],
)
