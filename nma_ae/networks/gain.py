"""What makes up for an activation."""

import math

from nma_ae.arguments import require_numbers


def leaky_relu_gain(negative_slope: float) -> float:
    """Compute the gain that makes up for a LeakyReLU.

    A LeakyReLU multiplies the mean square of numbers that are spread evenly around zero by
    (1 + negative_slope**2) / 2; weights that are larger by the root of its inverse restore it.

    Args:
        negative_slope: Slope for negative numbers: 0 for ReLU, 1 for no activation at all.

    Returns:
        sqrt(2 / (1 + negative_slope**2)).

    Raises:
        ValueError: If `negative_slope` is no finite number.

    Source: K. He et al. 2015, Delving deep into rectifiers, arXiv 1502.01852.
    """
    require_numbers(negative_slope=negative_slope)
    return math.sqrt(2 / (1 + negative_slope**2))
