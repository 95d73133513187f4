"""How the size of a signal changes on its way through layers, forwards and backwards."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F


def second_moments(
    inputs: torch.Tensor, weights: Sequence[torch.Tensor], negative_slope: float
) -> list[float]:
    """Send inputs through layers and measure the mean square after each.

    A layer multiplies by its weights and applies a LeakyReLU; there are no biases.

    Args:
        inputs: (n, n_0).
        weights: One matrix per layer, (n_out, n_in) as `nn.Linear` keeps it.
        negative_slope: Of the LeakyReLU; 0 is a ReLU.

    Returns:
        For each layer the mean of the squared activations over inputs and units.
    """
    moments = []
    for weight in weights:
        inputs = F.leaky_relu(inputs @ weight.T, negative_slope)
        moments.append(inputs.square().mean().item())
    return moments


def gradient_moments(
    inputs: torch.Tensor,
    weights: Sequence[torch.Tensor],
    negative_slope: float,
    output_gradients: torch.Tensor,
) -> list[float]:
    """Send gradients back through layers and measure the mean square before each.

    Args:
        inputs: (n, n_0).
        weights: As `second_moments`.
        negative_slope: Of the LeakyReLU.
        output_gradients: The gradient with respect to the last layer's activations, (n, n_L).

    Returns:
        For each layer, from the first to the last, the mean square of the gradient with respect to
        what comes into it.
    """
    signal = inputs.detach().requires_grad_()
    arriving = []
    for weight in weights:
        arriving.append(signal)
        signal = F.leaky_relu(signal @ weight.T, negative_slope)
    gradients = torch.autograd.grad(signal, arriving, output_gradients)
    return [gradient.square().mean().item() for gradient in gradients]
