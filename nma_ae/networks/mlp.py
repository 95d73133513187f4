"""Multilayer perceptrons for classification, as `nn.Sequential`s that can be sliced."""

import copy
from collections.abc import Sequence
from itertools import pairwise

from torch import nn

from nma_ae.arguments import require_widths


def build_mlp(widths: Sequence[int], activation: nn.Module | None = None) -> nn.Sequential:
    """Build a network of Linear layers with an activation after each but the last.

    Args:
        widths: Units per layer, from the input to the output: [2, 6, 6, 4] has two hidden layers,
            [2, 4] none.
        activation: The module to put between the layers, such as `nn.Tanh()`; each place gets a
            copy of its own. By default `nn.ReLU()`.

    Returns:
        A network from inputs (n, ...), which are flattened to widths[0] numbers each, to logits
        (n, widths[-1]). Its layers are Flatten, Linear, activation, Linear, ... , Linear.

    Raises:
        ValueError: If there are fewer than two widths, one is not a positive integer, or
            `activation` is no module.
    """
    widths = require_widths(widths, in_memory=True)
    activation = nn.ReLU() if activation is None else activation
    if not isinstance(activation, nn.Module):
        raise ValueError(f"activation must be a module such as nn.ReLU(), got {activation!r}")
    layers: list[nn.Module] = [nn.Flatten()]
    for n_in, n_out in pairwise(widths):
        # One that learns, such as PReLU, must not be shared between layers.
        layers += [nn.Linear(n_in, n_out), copy.deepcopy(activation)]
    return nn.Sequential(*layers[:-1])
