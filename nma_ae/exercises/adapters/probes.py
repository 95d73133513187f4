"""Ways to look at what came back that do not depend on how it was written."""

import math

import torch
from torch import nn

FEWEST_WEIGHTS = 20_000
"""Of a layer, for the statistics of two draws to agree within 3 %."""


def fill(model: nn.Module) -> nn.Module:
    """Set all parameters of a network to fixed values that depend on their shapes alone.

    Two networks with the same layers then compute the same, in whatever order or under whatever
    names their layers were written.

    Args:
        model: changed in place.

    Returns:
        The same network.
    """
    with torch.no_grad():
        for parameter in model.parameters():
            phase = torch.arange(parameter.numel(), dtype=torch.float64) * 0.37
            values = torch.sin(phase + sum(parameter.shape)).reshape(parameter.shape)
            fan_in = parameter[0].numel() if parameter.ndim > 1 else 10
            parameter.copy_(2 * values / math.sqrt(fan_in))
    return model


def parameter_count(model: nn.Module) -> int:
    """Return the number of learnable parameters of a network."""
    return sum(parameter.numel() for parameter in model.parameters())


def spread(weight: torch.Tensor) -> dict[str, float]:
    """Return what tells one way of drawing weights from another.

    Args:
        weight: (n_out, n_in), FEWEST_WEIGHTS or more, or the statistics are too coarse.

    Returns:
        "standard deviation times root of inputs": 1.41 for Kaiming, 0.58 as torch draws a Linear;
        "share beyond two standard deviations": 0.046 for a normal distribution, 0 for a uniform.
    """
    scale = weight.detach().std()
    return {
        "standard deviation times root of inputs": float(scale * math.sqrt(weight.shape[1])),
        "share beyond two standard deviations": float((weight.abs() > 2 * scale).float().mean()),
    }


def initial_weights(model: nn.Module, _inputs: dict) -> dict[str, dict[int, dict[str, float]]]:
    """Look at how the weights of a network's Linear layers were drawn.

    Args:
        model: as it was built. Layers of fewer than FEWEST_WEIGHTS are left out.

    Returns:
        The `spread` of each layer's weights, by the number of the Linear layer, from 1.
    """
    linear = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    return {
        "weights of the Linear layers": {
            number: spread(layer.weight)
            for number, layer in enumerate(linear, start=1)
            if layer.weight.numel() >= FEWEST_WEIGHTS
        }
    }
