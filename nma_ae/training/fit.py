"""Training of any model on any objective."""

from collections.abc import Callable

import torch
from torch import nn
from tqdm.auto import tqdm

from nma_ae.training.history import History

Objective = Callable[[nn.Module, torch.Tensor], torch.Tensor]

EVALUATION_BATCH = 1000  # small enough that a layer's output stays in the processor's cache


def fit(
    model: nn.Module,
    objective: Objective,
    inputs: torch.Tensor,
    *,
    n_epochs: int,
    batch_size: int = 128,
    optimizer: torch.optim.Optimizer | None = None,
    evaluate: dict[str, torch.Tensor] | None = None,
    generator: torch.Generator | None = None,
    autocast: torch.dtype | None = None,
    progress: bool = True,
) -> History:
    """Trains a model in place.

    Args:
        model: Any network; afterwards it is in the mode (train or eval) that it was in before.
        objective: Called as objective(model, batch), gives the loss to make small: a scalar, the
            mean over the batch, such as `reconstruction_bce`.
        inputs: What to train on, (n, ...).
        n_epochs: How often each input is used, at least 1.
        batch_size: Inputs per step, at least 1; the last batch of an epoch takes what remains.
        optimizer: Holds the parameters of `model`; by default Adam with torch's settings.
        evaluate: Sets whose loss is measured after each epoch, by name, such as
            {"train": train_images, "test": test_images}. The model is in eval mode meanwhile.
        generator: Draws the order of the inputs; by default torch's global one.
        autocast: Computes the training steps in this dtype, such as torch.bfloat16, where that is
            safe and the processor has it. Evaluation stays in float32.
        progress: Whether a progress bar is shown.

    Returns:
        The loss of each batch, and of each evaluated set after each epoch.

    Raises:
        ValueError: If an argument is out of its range, `inputs` or a set is empty, or the loss is
            not a finite scalar.

    Example:
        >>> history = fit(model, reconstruction_bce, images, n_epochs=10)
    """
    _check(inputs, n_epochs, batch_size, evaluate)
    optimizer = optimizer or torch.optim.Adam(model.parameters(), fused=True)
    steps_per_epoch = -(-len(inputs) // batch_size)
    batch_losses = torch.empty(n_epochs * steps_per_epoch)
    evaluations: dict[str, list[float]] = {name: [] for name in evaluate or {}}
    was_training = model.training
    bar = tqdm(total=len(batch_losses), desc="Training", unit="batch", disable=not progress)
    try:
        with bar:
            for epoch_losses in batch_losses.split(steps_per_epoch):
                order = torch.randperm(len(inputs), generator=generator)
                model.train()
                for step, indices in enumerate(order.split(batch_size)):
                    pass
                model.eval()
                for name, losses in evaluations.items():
                    losses.append(evaluate_loss(model, objective, evaluate[name]))
    finally:
        model.train(was_training)
    return History(batch_losses, steps_per_epoch, evaluations)
