"""Checks that several ways of training share."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import nn

from nma_ae.arguments import (
    fitting_together,
    is_finite,
    require_callables,
    require_floats,
    require_integer_tensors,
    require_kinds,
    require_positive_integers,
    under_name,
)

MakeOptimizer = Callable[[Iterable[nn.Parameter]], torch.optim.Optimizer]
ADVICE = "if that began in the middle of a training, try a smaller learning rate"


def output_of(
    model: Callable[[torch.Tensor], torch.Tensor], inputs: torch.Tensor, name: str
) -> torch.Tensor:
    """Give what a network makes of a batch.

    Args:
        model: Any network, which a caller knows as `model`.
        inputs: A batch, finite floats.
        name: What the caller calls them.

    Raises:
        ValueError: If it gives no finite floats, or torch finds that the two do not fit together.
    """
    require_callables(model=model)
    with fitting_together("model", name):
        outputs = model(inputs)
    result = f"what model makes of {name}"
    require_floats(finite=False, **under_name(result, outputs))
    if not is_finite(outputs) and not outputs.isfinite().all():
        raise ValueError(f"{result} must be finite, got NaN or infinity in it; {ADVICE}")
    return outputs


def checked_batch_size(
    optimizer: torch.optim.Optimizer, order: torch.Tensor, batch_size: int, **inputs: Any
) -> int:
    """Check what an epoch takes, and give the batch size as torch takes it.

    Args:
        optimizer: As the caller has it.
        order: Places in the inputs, (m,) int64.
        batch_size: Inputs per step.
        inputs: By the name that the caller knows, (n, n_in).

    Raises:
        ValueError: If one of them is of another kind or out of its range.
    """
    require_floats("(n, n_in)", least=1, **inputs)
    require_kinds(torch.optim.Optimizer, optimizer=optimizer)
    for values in inputs.values():
        require_integer_tensors("(n,)", most=len(values) - 1, order=order)
    if len(order) == 0:
        raise ValueError("order must hold at least one place, got none")
    require_positive_integers(batch_size=batch_size)
    return int(batch_size)


def optimizer_of(
    make_optimizer: MakeOptimizer, parameters: Iterable[nn.Parameter]
) -> torch.optim.Optimizer:
    """Make an optimizer as the caller wants it.

    Raises:
        ValueError: If it makes something else.
    """
    require_callables(classes=True, make_optimizer=make_optimizer)
    made = make_optimizer(parameters)
    require_kinds(torch.optim.Optimizer, **under_name("what make_optimizer gives", made))
    return made
