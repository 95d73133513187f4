"""Walk over the sphere the shortest way, in equal steps."""

import math
import random

import numpy as np
import torch

from nma_ae.analysis import angles_to_sphere, sphere_to_angles
from nma_ae.exercises import Case, Exercise, Misconception, edit


def by_two_sines(start, end, n_points=11):
    angle = torch.acos((start @ end).clamp(-1, 1)).clamp(min=1e-12)
    t = torch.linspace(0, 1, n_points)[:, None]
    a, b = torch.sin((1 - t) * angle), torch.sin(t * angle)
    return (a * start + b * end) / torch.sin(angle)


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


def line_on_the_map(start, end, n_points=11):
    first, last = sphere_to_angles(torch.stack([start, end]))
    t = torch.linspace(0, 1, n_points)[:, None]
    return angles_to_sphere((1 - t) * first + t * last)


def _inputs(start, end, n_points=11):
    points = (torch.tensor(point, dtype=torch.float32) for point in (start, end))
    a, b = (point / point.norm() for point in points)
    return {"start": a, "end": b, "n_points": n_points}


def _with_defaults(answer, inputs):
    return answer(inputs["start"], inputs["end"])


def generated(random: random.Random) -> Case:
    """Make a case: equal ends, close ones, right angles and nearly half a circle among them."""
    first, other = ([random.gauss(0, 1) for _ in range(3)] for _ in range(2))
    along = sum(a * b for a, b in zip(first, other, strict=True)) / sum(a * a for a in first)
    aside = [b - along * a for a, b in zip(first, other, strict=True)]
    scale = math.hypot(*first) / math.hypot(*aside)
    angle = random.choice([0, 0.01, 1, math.pi / 2, 2.9, random.uniform(0, 2.9)])
    end = [
        math.cos(angle) * a + math.sin(angle) * scale * b for a, b in zip(first, aside, strict=True)
    ]
    axes = [[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]]
    if random.random() < 0.2:
        first, end = random.choice(axes), random.choice(axes)
    if random.random() < 0.1:
        return Case(inputs=lambda: _inputs(first, end), call=_with_defaults, rtol=3e-4)
    n_points = random.choice([2, 3, random.randint(2, 50)])
    return Case(inputs=lambda: _inputs(first, end, n_points), rtol=3e-4)


exercise = Exercise(
    cases=[
        Case(inputs=lambda: _inputs([1, 0, 0], [0, 1, 0], 3)),
        Case(inputs=lambda: _inputs([3, 4, 0], [4, 3, 0], 4)),
        Case(inputs=lambda: _inputs([0, -1, 0], [0, -1, 0], 3)),
        # Rounded, the product of such a pair is a little more than 1, or a little less.
        Case(inputs=lambda: _inputs([2, 2, 1], [2, 2, 1], 2)),
        Case(inputs=lambda: _inputs([-3, -2, -1], [-3, -2, -1], 3)),
        Case(
            inputs=lambda: _inputs([-3, 1, 2], [2, -1, 1]),
            call=_with_defaults,
            shown="two points more than a right angle apart, and no `n_points`",
            rtol=3e-4,
        ),
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
            edit(
                "straight_line",
                ("(a * start + b * end) / torch.sin(angle)", "(1 - t) * start + t * end"),
                of=by_two_sines,
            ),
            "That is the straight line, which runs through the inside of the sphere, where no code "
            "has ever been. The way has to stay on the surface.",
        ),
        Misconception(
            edit(
                "line_pushed_outwards",
                (
                    "(a * start + b * end) / torch.sin(angle)",
                    "torch.nn.functional.normalize((1 - t) * start + t * end)",
                ),
                of=by_two_sines,
            ),
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
            edit("end_for_ahead", ("F.normalize(ahead, dim=0)", "end")),
            "cos(a) · start + sin(a) · end works only where the two are at right angles. Take away "
            "from `end` its part along `start`, and divide what is left by its length.",
        ),
        Misconception(
            edit("not_divided", (" / torch.sin(angle)", ""), of=by_two_sines),
            "Almost: the two sines have to be divided by the sine of the whole angle, so that the "
            "way starts at `start` and has length 1 everywhere. (And think of equal ends.)",
        ),
        Misconception(
            edit("never_arrives", ("(n_points - 1)", "n_points"), of=by_right_angles),
            "The last point falls short of `end`. Both ends count: `torch.linspace(0, 1, "
            "n_points)`, or i / (n_points - 1).",
        ),
        Misconception(
            edit("backwards", ("ahead = end", "start, end = end, start\n    ahead = end")),
            "You walk from `end` to `start`.",
        ),
        Misconception(
            edit("the_long_way", (" * angle", " * (angle - 2 * math.pi)")),
            "You walk on the right circle, but the long way round.",
        ),
        Misconception(
            edit("ahead_of_any_length", ("F.normalize(ahead, dim=0)", "ahead")),
            "`ahead` has to have length 1 before it is turned with: divide it by its length.",
        ),
    ],
    generated=generated,
)
