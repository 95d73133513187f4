"""Losses over the course of a training."""

import numpy as np
from matplotlib.axes import Axes

from nma_ae.arguments import require_kinds
from nma_ae.plotting.axes import axes_or_new
from nma_ae.training import History

MAX_POINTS = 500


def plot_history(history: History, ax: Axes | None = None) -> Axes:
    """Draw the loss of the batches and, after each epoch, of the evaluated sets.

    Args:
        history: What `fit` returned.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes. Their first line is the batches (at most 500 of them, evenly chosen), then
        comes one line for each evaluated set, under its name.

    Raises:
        ValueError: If an argument is of another kind.
    """
    require_kinds(History, history=history)
    ax = axes_or_new(ax)
    losses = np.asarray(history.batch_losses)
    thinned = slice(None, None, -(-len(losses) // MAX_POINTS))
    epochs = np.arange(len(losses)) / history.steps_per_epoch
    ax.plot(epochs[thinned], losses[thinned], color="C5", lw=1.2, alpha=0.7, label="batches")
    for i, (name, values) in enumerate(history.evaluations.items()):
        # Open markers, so that curves which coincide are seen to do so.
        ax.plot(
            np.arange(1, len(values) + 1),
            values,
            label=name,
            color=f"C{i}",
            marker="os^v"[i % 4],
            fillstyle="none",
        )
    ax.set(xlabel="epoch", ylabel="loss", xlim=(0, 1.02 * history.n_epochs))
    ax.set_ylim(top=_top(losses, history.evaluations))
    ax.locator_params(axis="x", integer=True)
    ax.grid(axis="y")
    ax.legend()
    return ax


def _top(losses: np.ndarray, evaluations: dict[str, list[float]]) -> float:
    """Choose where the loss axis ends: the first steep steps would flatten all that follows."""
    after_start = np.quantile(losses, 0.98)
    highest = max([after_start, *(max(values) for values in evaluations.values())])
    return highest + 0.1 * (highest - losses.min())
