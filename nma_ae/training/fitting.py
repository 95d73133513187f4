"""Training of any model on any objective."""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn
from tqdm.auto import tqdm

from nma_ae.arguments import (
    fitting_together,
    require_callables,
    require_flags,
    require_kinds,
    require_positive_integers,
)
from nma_ae.memory import memory_given_back
from nma_ae.progress_bars import progress_bar_wanted
from nma_ae.training.checkpoint import TrainingState
from nma_ae.training.history import History

Inputs = torch.Tensor | tuple[torch.Tensor, ...]
Objective = Callable[..., torch.Tensor]

EVALUATION_BATCH = 500  # a layer's output then stays in the processor's cache


def fit(
    model: nn.Module,
    objective: Objective,
    inputs: Inputs,
    *,
    n_epochs: int,
    batch_size: int = 128,
    optimizer: torch.optim.Optimizer | None = None,
    scheduler: torch.optim.lr_scheduler.LRScheduler | None = None,
    evaluate: Mapping[str, Inputs] | None = None,
    generator: torch.Generator | None = None,
    autocast: torch.dtype | None = None,
    checkpoint: Path | None = None,
    progress: bool = True,
) -> History:
    """Train a model, in place.

    Args:
        model: Any network. Afterwards it is in the mode (train or eval) that it was in before.
        objective: Called as objective(model, batch), gives the loss to make small: a scalar, the
            mean over the batch, such as `reconstruction_bce`. With several inputs it is called as
            `objective(model, *batch)`, such as `shape_loss(model, images, labels)`.
        inputs: What to train on, (n, ...); or a tuple of tensors, all of them of n, such as
            (images, labels).
        n_epochs: How often each input is used, at least 1.
        batch_size: Inputs per step, at least 1; the last batch of an epoch takes what remains.
        optimizer: Holds the parameters of `model`; by default Adam with torch's settings.
        scheduler: Changes the step size of `optimizer` after each epoch, such as torch's
            `CosineAnnealingLR`; None leaves it as it is.
        evaluate: Sets whose loss is measured after each epoch, by name, such as
            {"train": train_images, "test": test_images}. The model is in eval mode meanwhile.
        generator: Draws the order of the inputs; by default torch's global one. An objective that
            draws should draw from it too: then a checkpoint holds all chance there is.
        autocast: Computes the training steps in this dtype where that is safe, such as
            torch.bfloat16 on a processor that has it. Evaluation stays in the model's own.
        checkpoint: A file in which the state of the training is kept, written after each epoch.
            Where it is there already, the training goes on from it, to the same end as if it had
            never stopped.
        progress: Whether a progress bar is shown, where somebody watches.

    Returns:
        The loss of each batch, and of each evaluated set after each epoch.

    Raises:
        ValueError: If an argument is out of its range, `inputs` or a set is empty, the loss is not
            a finite scalar, or `checkpoint` is damaged or of another training.

    Example:
        >>> history = fit(model, reconstruction_bce, images, n_epochs=10)
    """
    sets = {} if evaluate is None else evaluate
    _check(model, objective, inputs, sets, optimizer, scheduler)
    _check_settings(n_epochs, batch_size, generator, autocast, checkpoint, progress)
    batch_size = int(batch_size)
    if optimizer is None:
        optimizer = torch.optim.Adam(model.parameters(), fused=True)
    tensors = _tensors(inputs)
    n_inputs = len(tensors[0])
    plan = {"inputs": n_inputs, "batch_size": batch_size, "evaluate": list(sets)}
    state = TrainingState(model, optimizer, scheduler, generator, plan)
    history = _gone_on(checkpoint, state, n_epochs) or History(
        [], -(-n_inputs // batch_size), {name: [] for name in sets}
    )
    n_steps = n_epochs * history.steps_per_epoch
    start = time.perf_counter() - history.seconds

    n_done = len(history.batch_losses)
    with memory_given_back(), _mode_kept(model), _progress_bar(n_done, n_steps, progress) as bar:
        for _ in range(history.n_epochs, n_epochs):
            model.train()
            # By index: a shuffled copy of all inputs would take time, and their memory once more.
            # index_select gives what values[indices] gives, in a fifth of its time.
            for indices in torch.randperm(n_inputs, generator=generator).split(batch_size):
                batch = [values.index_select(0, indices) for values in tensors]
                with _step_named(len(history.batch_losses) + 1, n_steps):
                    loss = _finite_loss(model, objective, batch, autocast)
                    optimizer.zero_grad(set_to_none=True)
                    loss.backward()
                optimizer.step()
                history.batch_losses.append(loss.item())
                bar.update()
            if scheduler is not None:
                scheduler.step()
            model.eval()
            for name, values in sets.items():
                history.evaluations[name].append(_measured(model, objective, name, values))
            history = replace(history, seconds=time.perf_counter() - start)
            if checkpoint is not None:
                state.write(checkpoint, history)
    return history


def mean_loss(model: nn.Module, objective: Objective, inputs: Inputs) -> float:
    """Measure an objective on a whole set, in parts and without gradients.

    Args:
        model: Any network, in the mode that it is to be measured in.
        objective: Gives the mean over a batch, as in `fit`.
        inputs: (n, ...), at least one; or a tuple of such tensors, as in `fit`.

    Returns:
        The mean over all inputs.

    Raises:
        ValueError: If an argument is of another kind, `inputs` is empty, or the loss is not a
            finite scalar.
    """
    require_kinds(nn.Module, model=model)
    require_callables(objective=objective)
    _check_inputs("inputs", inputs)
    tensors = _tensors(inputs)
    with torch.no_grad(), fitting_together("model", "objective", "inputs"):
        total = sum(
            _checked_loss(objective(model, *batch)).item() * len(batch[0])
            for batch in zip(*(values.split(EVALUATION_BATCH) for values in tensors), strict=True)
        )
    return total / len(tensors[0])


def _measured(model: nn.Module, objective: Objective, name: str, values: Inputs) -> float:
    try:
        return mean_loss(model, objective, values)
    except ValueError as error:
        raise ValueError(f"evaluate[{name!r}] cannot be measured: {error}") from error


def _tensors(inputs: Inputs) -> tuple[torch.Tensor, ...]:
    return inputs if isinstance(inputs, tuple) else (inputs,)


def _finite_loss(
    model: nn.Module,
    objective: Objective,
    batch: list[torch.Tensor],
    autocast: torch.dtype | None,
) -> torch.Tensor:
    with torch.autocast(batch[0].device.type, dtype=autocast, enabled=autocast is not None):
        loss = objective(model, *batch)
    return _checked_loss(loss)


def _checked_loss(loss: torch.Tensor) -> torch.Tensor:
    """Give what an objective gave, or say what is wrong with it."""
    if not isinstance(loss, torch.Tensor):
        raise ValueError(f"objective must give a tensor, got {type(loss).__name__}")
    if loss.shape != ():
        raise ValueError(
            f"objective must give a scalar, got shape {tuple(loss.shape)}; average over the batch"
        )
    if not math.isfinite(loss.item()):
        raise ValueError(
            f"the loss is {loss.item()}; try a smaller learning rate, and check that the inputs "
            "are finite, and what the model makes of them"
        )
    return loss


def _gone_on(checkpoint: Path | None, state: TrainingState, n_epochs: int) -> History | None:
    """Take up a training where its checkpoint is; None where there is none."""
    if checkpoint is None or not checkpoint.exists():
        return None
    history = state.read(checkpoint)
    if history.n_epochs > n_epochs:
        raise ValueError(
            f"the checkpoint {checkpoint.name} has {history.n_epochs} epochs already, n_epochs "
            f"asks for {n_epochs}"
        )
    return history


def _progress_bar(done: int, n_steps: int, progress: bool) -> tqdm:
    shown = progress and progress_bar_wanted()
    return tqdm(total=n_steps, initial=done, desc="Training", unit="batch", disable=not shown)


@contextmanager
def _step_named(step: int, n_steps: int) -> Iterator[None]:
    """Say in errors at which step they happened."""
    try:
        with fitting_together("model", "objective", "inputs"):
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
    model: nn.Module,
    objective: Objective,
    inputs: Inputs,
    sets: Mapping[str, Inputs],
    optimizer: torch.optim.Optimizer | None,
    scheduler: torch.optim.lr_scheduler.LRScheduler | None,
) -> None:
    require_kinds(nn.Module, model=model)
    require_callables(objective=objective)
    require_kinds(torch.optim.Optimizer | None, optimizer=optimizer)
    require_kinds(torch.optim.lr_scheduler.LRScheduler | None, scheduler=scheduler)
    if not isinstance(sets, Mapping):
        raise ValueError(
            f'evaluate must name its sets, as {{"test": images}}, got {type(sets).__name__}'
        )
    _check_inputs("inputs", inputs)
    for name, values in sets.items():
        _check_inputs(f"evaluate[{name!r}]", values)
    if scheduler is not None and scheduler.optimizer is not optimizer:
        raise ValueError("scheduler must be made from the optimizer that is given beside it")


def _check_settings(
    n_epochs: int,
    batch_size: int,
    generator: torch.Generator | None,
    autocast: torch.dtype | None,
    checkpoint: Path | None,
    progress: bool,
) -> None:
    require_positive_integers(n_epochs=n_epochs, batch_size=batch_size)
    require_kinds(torch.Generator | None, generator=generator)
    require_kinds(torch.dtype | None, autocast=autocast)
    require_kinds(Path | None, checkpoint=checkpoint)
    require_flags(progress=progress)


def _check_inputs(name: str, inputs: Inputs) -> None:
    if not isinstance(inputs, tuple):
        _check_tensor(name, inputs)
        return
    if not inputs:
        raise ValueError(f"{name} must hold at least one tensor, got an empty tuple")
    for i, values in enumerate(inputs):
        _check_tensor(f"{name}[{i}]", values)
    lengths = [len(values) for values in inputs]
    if len(set(lengths)) > 1:
        raise ValueError(f"{name} must hold tensors of equal length, got lengths {lengths}")


def _check_tensor(name: str, values: torch.Tensor) -> None:
    if not isinstance(values, torch.Tensor):
        raise ValueError(f"{name} must be a tensor, got {type(values).__name__}")
    if values.ndim == 0 or len(values) == 0:
        raise ValueError(f"{name} must hold at least one input, got shape {tuple(values.shape)}")
