"""How the size of a signal changes on its way through layers, forwards and backwards."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F

from nma_ae.arguments import (
    require_floats,
    require_items,
    require_numbers,
    require_one_dtype,
    under_name,
)


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

    Raises:
        ValueError: If an argument is of another kind or not finite, or the shapes do not fit.
    """
    require_layers(inputs, weights, negative_slope)
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

    Raises:
        ValueError: If an argument is of another kind or not finite, or the shapes do not fit.
    """
    require_layers(inputs, weights, negative_slope)
    require_floats(f"({len(inputs)}, {len(weights[-1])})", output_gradients=output_gradients)
    require_one_dtype(inputs=inputs, output_gradients=output_gradients)
    signal = inputs.detach().requires_grad_()
    arriving = []
    for weight in weights:
        arriving.append(signal)
        signal = F.leaky_relu(signal @ weight.T, negative_slope)
    gradients = torch.autograd.grad(signal, arriving, output_gradients)
    return [gradient.square().mean().item() for gradient in gradients]


def require_layers(
    inputs: torch.Tensor, weights: Sequence[torch.Tensor], negative_slope: float
) -> None:
    """Raise a ValueError that says what is wrong, unless a signal can be sent through layers."""
    require_floats("(n, n_0)", least=1, inputs=inputs)
    require_items(torch.Tensor, weights=weights)
    require_numbers(negative_slope=negative_slope)
    if not weights:
        raise ValueError("weights must hold at least one matrix, got none")
    n_in = inputs.shape[1]
    for i, weight in enumerate(weights):
        require_floats(f"(n_out, {n_in})", **under_name(f"weights[{i}]", weight))
        n_in = len(weight)
    require_one_dtype(inputs=inputs, **{f"weights[{i}]": each for i, each in enumerate(weights)})
