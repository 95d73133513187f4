"""Training of any model on any objective."""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import nn
from tqdm.auto import tqdm

from nma_ae.arguments import require_positive_integers
from nma_ae.audience import somebody_watches
from nma_ae.training.history import History

Objective = Callable[[nn.Module, torch.Tensor], torch.Tensor]

EVALUATION_BATCH = 500  # a layer's output then stays in the processor's cache


def fit(
    model: nn.Module,
    objective: Objective,
    inputs: torch.Tensor,
    *,
    n_epochs: int,
    batch_size: int = 128,
    optimizer: torch.optim.Optimizer | None = None,
    evaluate: Mapping[str, torch.Tensor] | None = None,
    generator: torch.Generator | None = None,
    autocast: torch.dtype | None = None,
    progress: bool = True,
) -> History:
    """Train a model, in place.

    Args:
        model: Any network. Afterwards it is in the mode (train or eval) that it was in before.
        objective: Called as objective(model, batch), gives the loss to make small: a scalar, the
            mean over the batch, such as `reconstruction_bce`.
        inputs: What to train on, (n, ...).
        n_epochs: How often each input is used, at least 1.
        batch_size: Inputs per step, at least 1; the last batch of an epoch takes what remains.
        optimizer: Holds the parameters of `model`; by default Adam with torch's settings.
        evaluate: Sets whose loss is measured after each epoch, by name, such as
            {"train": train_images, "test": test_images}. The model is in eval mode meanwhile.
        generator: Draws the order of the inputs; by default torch's global one.
        autocast: Computes the training steps in this dtype where that is safe, such as
            torch.bfloat16 on a processor that has it. Evaluation stays in the model's own.
        progress: Whether a progress bar is shown, where somebody watches.

    Returns:
        The loss of each batch, and of each evaluated set after each epoch.

    Raises:
        ValueError: If an argument is out of its range, `inputs` or a set is empty, or the loss is
            not a finite scalar.

    Example:
        >>> history = fit(model, reconstruction_bce, images, n_epochs=10)
    """
    sets = {} if evaluate is None else evaluate
    _check(n_epochs, batch_size, inputs, sets)
    if optimizer is None:
        optimizer = torch.optim.Adam(model.parameters(), fused=True)
    steps_per_epoch = -(-len(inputs) // batch_size)
    n_steps = n_epochs * steps_per_epoch
    batch_losses: list[float] = []
    evaluations: dict[str, list[float]] = {name: [] for name in sets}

    shown = progress and somebody_watches()
    bar = tqdm(total=n_steps, desc="Training", unit="batch", disable=not shown)
    with _mode_kept(model), bar:
        for _ in range(n_epochs):
            model.train()
            # By index: a shuffled copy of all inputs would take time, and their memory once more.
            for indices in torch.randperm(len(inputs), generator=generator).split(batch_size):
                with _step_named(len(batch_losses) + 1, n_steps):
                    loss = _finite_loss(model, objective, inputs[indices], autocast)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
                batch_losses.append(loss.item())
                bar.update()
            model.eval()
            for name, values in sets.items():
                evaluations[name].append(mean_loss(model, objective, values))
    return History(batch_losses, steps_per_epoch, evaluations)


def mean_loss(model: nn.Module, objective: Objective, inputs: torch.Tensor) -> float:
    """Measure an objective on a whole set, in parts and without gradients.

    Args:
        model: Any network, in the mode that it is to be measured in.
        objective: Gives the mean over a batch, as in `fit`.
        inputs: (n, ...), at least one.

    Returns:
        The mean over all inputs.
    """
    with torch.no_grad():
        total = sum(
            objective(model, batch).item() * len(batch) for batch in inputs.split(EVALUATION_BATCH)
        )
    return total / len(inputs)


def _finite_loss(
    model: nn.Module, objective: Objective, batch: torch.Tensor, autocast: torch.dtype | None
) -> torch.Tensor:
    with torch.autocast(batch.device.type, dtype=autocast, enabled=autocast is not None):
        loss = objective(model, batch)
    if loss.shape != ():
        raise ValueError(
            f"objective must give a scalar, got shape {tuple(loss.shape)}; average over the batch"
        )
    if not math.isfinite(loss.item()):
        raise ValueError(
            f"the loss is {loss.item()}; try a smaller learning rate, and check that the inputs "
            "are finite"
        )
    return loss


@contextmanager
def _step_named(step: int, n_steps: int) -> Iterator[None]:
    """Say in errors at which step they happened."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"training stopped at step {step} of {n_steps}: {error}") from error


@contextmanager
def _mode_kept(model: nn.Module) -> Iterator[None]:
    was_training = model.training
    try:
        yield
    finally:
        model.train(was_training)


def _check(
    n_epochs: int, batch_size: int, inputs: torch.Tensor, sets: Mapping[str, torch.Tensor]
) -> None:
    require_positive_integers(n_epochs=n_epochs, batch_size=batch_size)
    if not isinstance(sets, Mapping):
        raise ValueError(
            f'evaluate must name its sets, as {{"test": images}}, got {type(sets).__name__}'
        )
    _check_tensor("inputs", inputs)
    for name, values in sets.items():
        _check_tensor(f"evaluate[{name!r}]", values)


def _check_tensor(name: str, values: torch.Tensor) -> None:
    if not isinstance(values, torch.Tensor):
        raise ValueError(f"{name} must be a tensor, got {type(values).__name__}")
    if values.ndim == 0 or len(values) == 0:
        raise ValueError(f"{name} must hold at least one input, got shape {tuple(values.shape)}")
