"""Polynomial features: what makes a linear classifier wide."""

import torch

from nma_ae.arguments import require_floats, require_positive_integers

MOST_DEGREES = 1000  # of a higher degree, there are more features than memory


def polynomial_features(points: torch.Tensor, degree: int) -> torch.Tensor:
    """Compute all products x1**n * x2**m with 1 <= n + m <= degree.

    The constant (n = m = 0) is left out: a linear layer has a bias.

    Args:
        points: (k, 2), x1 and x2.
        degree: The largest sum of exponents, at least 1.

    Returns:
        (k, (degree + 1) * (degree + 2) / 2 - 1) features: n ascends, and for each n, m.

    Raises:
        ValueError: If `points` is not (k, 2) and finite, or `degree` is not a positive integer.
    """
    require_positive_integers(most=MOST_DEGREES, degree=degree)
    require_floats("(k, 2)", points=points)
    exponents = torch.arange(degree + 1)
    x1_powers = points[:, :1] ** exponents  # (k, degree + 1)
    x2_powers = points[:, 1:] ** exponents
    columns = [x1_powers[:, n : n + 1] * x2_powers[:, : degree + 1 - n] for n in range(degree + 1)]
    return torch.cat(columns, dim=1)[:, 1:]
