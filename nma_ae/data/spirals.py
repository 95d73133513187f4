"""Points on spiral arms, drawn as often as one likes: a task that no straight line can do.

Source of the formula: Neuromatch Academy, Deep MLPs. Its noise is given there as `sigma**2` with
sigma = 0.4; as a standard deviation that is 0.16.
"""

import math
from typing import NamedTuple

import torch

from nma_ae.arguments import (
    require_kinds,
    require_numbers,
    require_pairs,
    require_positive_integers,
)

NOISE = 0.16
TEST_SHARE = 0.2
MOST_ARMS, MOST_PER_ARM = 1000, 10_000_000  # more would not fit into memory


class Spirals(NamedTuple):
    """Points of several spiral arms, shuffled and split.

    Attributes:
        train_points: (n, 2) float32, x1 and x2.
        train_labels: (n,) int64, the number of the arm.
        test_points: (m, 2) float32.
        test_labels: (m,) int64.
    """

    train_points: torch.Tensor
    train_labels: torch.Tensor
    test_points: torch.Tensor
    test_labels: torch.Tensor


def draw_spirals(
    n_arms: int = 4,
    n_per_arm: int = 1000,
    *,
    noise: float = NOISE,
    radii: tuple[float, float] = (0.0, 1.0),
    generator: torch.Generator | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points on spiral arms that start at the origin, arm after arm.

    A point at radius t of arm k lies at t (sin a, cos a) with a = 2 pi (2 t + k) / n_arms, plus
    noise of standard deviation `noise` * t in each direction.

    Args:
        n_arms: How many arms, which are the classes.
        n_per_arm: Points on each arm, at even steps of the radius.
        noise: Standard deviation of the noise at radius 1, at least 0.
        radii: Where the arms begin and end; the course trains on 0 to 1.
        generator: Draws the noise; by default torch's global one.

    Returns:
        Points (n_arms * n_per_arm, 2) float32 and their arms, int64.

    Raises:
        ValueError: If a number is not positive, the noise is negative, or the radii do not ascend
            from at least 0.
    """
    require_positive_integers(most=MOST_ARMS, n_arms=n_arms)
    require_positive_integers(most=MOST_PER_ARM, n_per_arm=n_per_arm)
    require_numbers(least=0, noise=noise)
    require_pairs(radii=radii)
    require_kinds(torch.Generator | None, generator=generator)
    if not 0 <= radii[0] < radii[1]:
        raise ValueError(f"radii must ascend from at least 0, got {radii}")
    labels = torch.arange(n_arms).repeat_interleave(n_per_arm)
    radius = torch.linspace(*radii, n_per_arm).repeat(n_arms)
    angle = 2 * math.pi / n_arms * (2 * radius + labels)
    direction = torch.stack([angle.sin(), angle.cos()], dim=1)
    scatter = noise * torch.randn(len(labels), 2, generator=generator)
    return radius[:, None] * (direction + scatter), labels


def load_spirals(
    n_arms: int = 4, n_per_arm: int = 1000, *, generator: torch.Generator | None = None
) -> Spirals:
    """Draw the course's spirals, shuffle them and put a fifth aside to test with.

    Args:
        n_arms: How many arms.
        n_per_arm: Points on each.
        generator: Draws noise and order; by default torch's global one.

    Returns:
        Training and test points with their labels.

    Raises:
        ValueError: As `draw_spirals`.
    """
    points, labels = draw_spirals(n_arms, n_per_arm, generator=generator)
    order = torch.randperm(len(points), generator=generator)
    n_test = int(TEST_SHARE * len(points))
    test, train = order[:n_test], order[n_test:]
    return Spirals(points[train], labels[train], points[test], labels[test])
