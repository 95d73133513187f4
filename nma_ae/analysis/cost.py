"""What a network costs: the multiplications that one input takes."""

from typing import Any

import torch
from torch import nn

from nma_ae.arguments import fitting_together, require_floats, require_kinds


def multiply_adds(model: nn.Module, example: torch.Tensor) -> int:
    """Count the multiplications, each with its addition, for one input's way through a network.

    Counted are linear layers and convolutions, transposed ones included: all else is small beside
    them. A step of training costs about three times as much: once forwards, and twice backwards,
    for the gradients of the inputs and those of the weights.

    Args:
        model: Any network.
        example: One batch of inputs of any length; nothing is learnt from it.

    Returns:
        The number for one input of the batch.

    Raises:
        ValueError: If an argument is of another kind, or the two do not fit together.
    """
    require_kinds(nn.Module, model=model)
    require_floats("(n, ...)", least=1, example=example)
    total = 0

    def count(layer: nn.Module, inputs: tuple[Any, ...], output: torch.Tensor) -> None:
        nonlocal total
        if isinstance(layer, nn.Linear):
            total += output[0].numel() * layer.in_features
        elif isinstance(layer, nn.Conv2d):
            # Each output looks at a kernel's worth of its group's input channels.
            total += output[0].numel() * layer.weight[0].numel()
        elif isinstance(layer, nn.ConvTranspose2d):
            # Each input pixel puts down a kernel in each of its group's output channels.
            total += inputs[0][0].numel() * layer.weight[0].numel()

    kinds = (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)
    hooks = [
        layer.register_forward_hook(count) for layer in model.modules() if isinstance(layer, kinds)
    ]
    was_training = model.training
    try:
        with torch.no_grad(), fitting_together("model", "example"):
            model.eval()(example)
    finally:
        model.train(was_training)
        for hook in hooks:
            hook.remove()
    return total
