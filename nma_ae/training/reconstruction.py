"""How far a network's output is from its input: the objectives of autoencoders."""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd.function import once_differentiable

from nma_ae.arguments import require_floats
from nma_ae.training.checks import output_of


def reconstruction_bce(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Measure the binary cross-entropy of reconstructions, -x log y - (1 - x) log(1 - y).

    A pixel x in [0, 1] is read as the probability that it is white. For grey pixels the best
    possible value is therefore not 0, but the entropy of the pixels themselves.

    Args:
        model: Gives reconstructions y in [0, 1] of the shape of its input.
        images: x in [0, 1], (n, ...).

    Returns:
        The mean over pixels and images, in nats: a scalar with a gradient.

    Raises:
        ValueError: If images or reconstructions leave [0, 1], or differ in shape.
    """
    require_floats("(n, ...)", least=1, finite=False, images=images)
    _check_in_unit_interval("images", images, "divide pixels of 0 to 255 by 255")
    reconstructions = _reconstruct(model, images)
    _check_in_unit_interval("reconstructions", reconstructions, "end the model with a Sigmoid")
    limits = torch.finfo(reconstructions.dtype)  # under autocast not that of the images
    return _BinaryCrossEntropy.apply(
        reconstructions.to(images.dtype), images, limits.tiny, 1 - limits.eps / 2
    )


class _BinaryCrossEntropy(torch.autograd.Function):
    """The mean of -x log y - (1 - x) log(1 - y), faster than torch's own.

    F.binary_cross_entropy takes one logarithm at a time, and four times as long. And with the
    derivative written out, (y - x) / (y (1 - y)), little memory is asked for on the way back.
    """

    @staticmethod
    def forward(
        ctx: Any, reconstructions: torch.Tensor, images: torch.Tensor, least: float, most: float
    ) -> torch.Tensor:
        # What the network's precision cannot tell from 0 or 1 is taken as the number beside it,
        # whose logarithm is finite. Then the sum is an interpolation between two logarithms.
        y = reconstructions.clamp(least, most)
        ctx.save_for_backward(y, images)
        return -(1 - y).log_().lerp_(y.log(), images).mean()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        y, images = ctx.saved_tensors
        slope = (y - images).div_((1 - y).mul_(y)).mul_(gradient / y.numel())
        return slope, None, None, None


def reconstruction_mse(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Measure the mean squared error of reconstructions, (x - y)**2.

    Args:
        model: Gives reconstructions y of the shape of its input.
        images: x, (n, ...).

    Returns:
        The mean over pixels and images: a scalar with a gradient.

    Raises:
        ValueError: If images and reconstructions differ in shape, or are not finite.
    """
    require_floats("(n, ...)", least=1, images=images)
    return F.mse_loss(_reconstruct(model, images).to(images.dtype), images)


def _reconstruct(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    reconstructions = output_of(model, images, "images")  # under autocast in another dtype
    if reconstructions.shape != images.shape:
        raise ValueError(
            f"model must give reconstructions of shape {tuple(images.shape)}, as its input, "
            f"got {tuple(reconstructions.shape)}"
        )
    return reconstructions


def _check_in_unit_interval(name: str, values: torch.Tensor, advice: str) -> None:
    low, high = (bound.item() for bound in values.detach().aminmax())
    if math.isnan(low):
        raise ValueError(
            f"{name} must lie in [0, 1], got NaN; if that began in the middle of a training, "
            "try a smaller learning rate"
        )
    if low < 0 or high > 1:
        raise ValueError(f"{name} must lie in [0, 1], got {low:.3g} to {high:.3g}; {advice}")
