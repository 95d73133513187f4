"""How many parameters an autoencoder has, from its widths alone."""

from collections.abc import Sequence
from itertools import pairwise

from nma_ae.arguments import require_widths


def count_parameters(widths: Sequence[int]) -> int:
    """Count the parameters of a mirrored autoencoder from its widths alone.

    Each Linear from n_in to n_out units has n_in * n_out weights and n_out biases; each PReLU has
    one slope, and follows every Linear but the last.

    Args:
        widths: Units per layer of the encoder, from the input to the code, such as
            [784, 392, 64, 2]. The decoder goes the same way back.

    Returns:
        The number of weights, biases and slopes.

    Raises:
        ValueError: If there are fewer than two widths, or one is not a positive integer.

    Example:
        >>> count_parameters([784, 392, 64, 2])
        666791
    """
    widths = require_widths(widths)
    way = widths + widths[-2::-1]  # there and back
    linear = sum(n_in * n_out + n_out for n_in, n_out in pairwise(way))
    slopes = len(way) - 2
    return linear + slopes
