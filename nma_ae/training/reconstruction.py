"""How far a network's output is from its input: the objectives of autoencoders."""

import torch
import torch.nn.functional as F
from torch import nn


def reconstruction_bce(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Measures the binary cross-entropy of reconstructions, -x log y - (1 - x) log(1 - y).

    Each pixel x in [0, 1] is taken as the probability that it is white. For grey pixels the best
    possible value is not 0 but the entropy of the pixels themselves.

    Args:
        model: Gives reconstructions y in [0, 1] of the shape of its input.
        images: x in [0, 1], (n, ...).

    Returns:
        The mean over pixels and images, in nats, a scalar that can be differentiated.
    """
    return F.binary_cross_entropy(model(images).float(), images)


def reconstruction_mse(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Measures the mean squared error of reconstructions, (x - y)**2.

    Args:
        model: Gives reconstructions y of the shape of its input.
        images: x, (n, ...).

    Returns:
        The mean over pixels and images, a scalar that can be differentiated.
    """
    return F.mse_loss(model(images).float(), images)
