"""Training of many small networks of one form at once, each as if it were alone.

A step of a small network is mostly waiting: a dozen operations, each of a few microseconds of
arithmetic and as much again of calling it. Here the networks' weights lie in one tensor per layer,
(networks, inputs, outputs), so that one grouped matrix product makes the step of all of them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import nn
from tqdm.auto import tqdm

from nma_ae.arguments import (
    fitting_together,
    require_callables,
    require_flags,
    require_floats,
    require_integer_tensors,
    require_items,
    require_kinds,
    require_numbers,
    require_positive_integers,
    require_tensors,
)
from nma_ae.progress_bars import progress_bar_wanted

# Multiply-adds of a step. Below, a second thread saves a tenth of the time at most, and takes as
# much of the processor again; where others use that, the two wait for one another, many times as
# long as they work.
SMALL_STEP = 10_000_000


def fit_together(
    networks: Sequence[nn.Sequential],
    inputs: torch.Tensor,
    labels: torch.Tensor,
    *,
    n_epochs: int,
    batch_size: int = 128,
    rate: float = 1e-3,
    optimizer: Callable[..., torch.optim.Optimizer] = torch.optim.Adam,
    generators: Sequence[torch.Generator] | None = None,
    progress: bool = True,
) -> torch.Tensor:
    """Train classifiers of one form on the same data by cross-entropy, in place.

    Each ends where it would have ended alone, but for rounding: with its own first weights and its
    own order of the inputs. Where a step is small, one thread takes it.

    Args:
        networks: Of the form that `build_mlp` makes, equal but for their weights. Activations
            must work number by number and learn nothing.
        inputs: (n, ...); each network flattens them.
        labels: (n,) int64; or (networks, n), where each has its own.
        n_epochs: How often each input is used.
        batch_size: Inputs per step; the last batch of an epoch takes what remains.
        rate: The learning rate.
        optimizer: A torch optimizer that treats every weight by itself, such as Adam or SGD.
        generators: One per network, draws the order of its inputs; or a single one, whose order
            all share, which is quicker where inputs are large. By default torch's global one
            draws an order that all share.
        progress: Whether a progress bar is shown, where somebody watches.

    Returns:
        The mean loss of each network in each epoch, (networks, n_epochs).

    Raises:
        ValueError: If the networks are not of one form, or an argument is out of its range.
    """
    require_positive_integers(n_epochs=n_epochs, batch_size=batch_size)
    require_numbers(above=0, rate=rate)
    require_callables(classes=True, optimizer=optimizer)
    require_flags(progress=progress)
    _check(networks, inputs, labels, generators)
    batch_size = int(batch_size)
    flat = inputs.flatten(1)
    labels = labels.expand(len(networks), -1)
    stack = _Stack(networks)
    options = {"fused": True} if optimizer in (torch.optim.Adam, torch.optim.SGD) else {}
    steps = optimizer(stack.parameters(), lr=rate, **options)
    require_kinds(torch.optim.Optimizer, **{"what optimizer gives": steps})
    losses = []
    shown = progress and progress_bar_wanted()
    one_thread = _threads_for(stack, min(batch_size, len(flat)))
    with one_thread, fitting_together("networks", "inputs"):
        for _ in tqdm(range(n_epochs), desc="Training", unit="epoch", disable=not shown):
            total = torch.zeros(len(networks))
            for indices in _orders(len(flat), generators).split(batch_size, dim=1):
                own = labels.gather(1, indices.expand(len(networks), -1))
                batch = flat.index_select(0, indices.flatten()).view(*indices.shape, -1)
                loss = stack.losses(batch, own)
                steps.zero_grad(set_to_none=True)
                loss.sum().backward()
                steps.step()
                total += loss.detach() * indices.shape[1]
            losses.append(total / len(flat))
    stack.write_back(networks)
    return torch.stack(losses, dim=1)


@contextmanager
def _threads_for(stack: "_Stack", batch_size: int) -> Iterator[None]:
    """Take one thread for small steps, and leave as many as there were."""
    n_threads = torch.get_num_threads()
    if batch_size * sum(weight.numel() for weight in stack.weights) < SMALL_STEP:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


class _Stack(nn.Module):
    """The networks' weights, one tensor per layer."""

    def __init__(self, networks: Sequence[nn.Sequential]) -> None:
        super().__init__()
        self.steps: list[nn.Module | int] = []  # an activation, or the number of a Linear
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        for layers in zip(*networks, strict=True):
            if isinstance(layers[0], nn.Linear):
                self.steps.append(len(self.weights))
                # (inputs, networks, outputs): all networks' weights side by side.
                weights = torch.stack([layer.weight.detach().T for layer in layers], dim=1)
                biases = torch.stack([layer.bias.detach() for layer in layers])
                self.weights.append(nn.Parameter(weights))
                self.biases.append(nn.Parameter(biases[:, None]))
            elif not isinstance(layers[0], nn.Flatten):
                self.steps.append(layers[0])

    def losses(self, batch: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the mean cross-entropy of each network.

        Args:
            batch: (networks or 1, batch, inputs).
            labels: (networks, batch).
        """
        hidden = batch
        for step in self.steps:
            if not isinstance(step, int):
                hidden = step(hidden)
                continue
            weight, bias = self.weights[step], self.biases[step]
            if len(hidden) < len(bias):
                # All see the same inputs: one wide product is quicker than many narrow ones.
                wide = hidden[0] @ weight.flatten(1)
                hidden = wide.view(len(wide), *weight.shape[1:]).transpose(0, 1) + bias
            else:
                hidden = torch.baddbmm(bias, hidden, weight.transpose(0, 1))
        each = F.cross_entropy(hidden.flatten(0, 1), labels.flatten(), reduction="none")
        return each.view(labels.shape).mean(dim=1)

    @torch.no_grad()
    def write_back(self, networks: Sequence[nn.Sequential]) -> None:
        """Copy the weights into the networks that they came from."""
        for number, network in enumerate(networks):
            linear = [layer for layer in network if isinstance(layer, nn.Linear)]
            for layer, weight, bias in zip(linear, self.weights, self.biases, strict=True):
                layer.weight.copy_(weight[:, number].T)
                layer.bias.copy_(bias[number, 0])


def _orders(n_inputs: int, generators: Sequence[torch.Generator] | None) -> torch.Tensor:
    each: Sequence[torch.Generator | None] = generators or [None]
    return torch.stack([torch.randperm(n_inputs, generator=one) for one in each])


def _check(
    networks: Sequence[nn.Sequential],
    inputs: torch.Tensor,
    labels: torch.Tensor,
    generators: Sequence[torch.Generator] | None,
) -> None:
    require_items(nn.Sequential, networks=networks)
    require_floats("(n, ...)", inputs=inputs)
    require_tensors(labels=labels)
    if len(networks) == 0:
        raise ValueError("networks must hold at least one network, got none")
    forms = {str(network) for network in networks}
    if len(forms) > 1:
        raise ValueError(f"networks must be equal but for their weights, got {len(forms)} forms")
    for layer in networks[0]:
        plain = isinstance(layer, nn.Linear) and layer.bias is not None
        if list(layer.parameters()) and not plain:
            raise ValueError(f"networks may learn in Linear layers with biases only, got {layer}")
    n_inputs = len(inputs)
    if n_inputs == 0 or tuple(labels.shape) not in ((n_inputs,), (len(networks), n_inputs)):
        raise ValueError(
            f"labels must be ({n_inputs},) or ({len(networks)}, {n_inputs}) for as many inputs, at "
            f"least one, got {tuple(labels.shape)}"
        )
    linear = [layer for layer in networks[0] if isinstance(layer, nn.Linear)]
    if not linear:
        raise ValueError("networks must end with a Linear layer, got none")
    require_integer_tensors("(...)", most=linear[-1].out_features - 1, labels=labels)
    if generators is None:
        return
    require_items(torch.Generator, generators=generators)
    if len(generators) not in (1, len(networks)):
        raise ValueError(f"generators must be 1 or {len(networks)}, got {len(generators)}")
