"""How many parameters a multilayer perceptron has, and the widths that meet a budget of them."""

from collections.abc import Sequence
from itertools import pairwise

from nma_ae.arguments import require_positive_integers, require_widths


def count_mlp_parameters(widths: Sequence[int]) -> int:
    """Count the parameters of a network of Linear layers from its widths alone.

    A Linear from n_in to n_out units has n_in * n_out weights and n_out biases.

    Args:
        widths: Units per layer, from the input to the output.

    Returns:
        The number of weights and biases.

    Raises:
        ValueError: If there are fewer than two widths, or one is not a positive integer.

    Example:
        >>> count_mlp_parameters([2, 14, 4])
        102
    """
    widths = require_widths(widths)
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(widths))


def hidden_units(budget: int, n_layers: int, n_inputs: int = 2, n_outputs: int = 4) -> int:
    """Find the width at which equal hidden layers come closest to a number of parameters.

    With L layers of h units, n inputs and m outputs there are
    (n + 1) h + (L - 1) (h + 1) h + (h + 1) m parameters, so the budget is met where
    (L - 1) h**2 + (n + m + L) h + m - budget = 0.

    Args:
        budget: The number of parameters to come close to.
        n_layers: Hidden layers, at least 1, all of the same width.
        n_inputs: Input units.
        n_outputs: Output units.

    Returns:
        The units of a hidden layer, at least 1. Of two widths that come equally close, the smaller.

    Raises:
        ValueError: If an argument is not a positive integer.

    Example:
        >>> hidden_units(100, n_layers=3)
        5
    """
    require_positive_integers(
        budget=budget, n_layers=n_layers, n_inputs=n_inputs, n_outputs=n_outputs
    )
    a, b, c = n_layers - 1, n_inputs + n_outputs + n_layers, n_outputs - budget
    # The positive root, in the form that holds for one layer (a = 0) as well.
    root = -2 * c / (b + max(b * b - 4 * a * c, 0) ** 0.5)
    lower = max(int(root), 1)

    def miss(units: int) -> int:
        return abs(a * units**2 + b * units + c)

    return min(lower, lower + 1, key=miss)
