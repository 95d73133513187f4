"""What a recipe gives to `pretrain`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from torch import nn


class Trained(NamedTuple):
    """A network that a recipe has trained, and what `pretrain` needs to store it.

    Attributes:
        model: The network, on the CPU.
        facts: What its card says: data, objective, settings, losses.
        measure: What storing it in float16 must not change, by name, such as {"test_loss": 0.17}.
            Called with a network like `model`, in float32 and eval mode.
        half_precision_cost: The most that float16 may change a measured number.
        calibrate: Measures anew, in place, what a network has measured on its training images;
            None where it measures nothing.
    """

    model: nn.Module
    facts: dict[str, Any]
    measure: Callable[[nn.Module], dict[str, float]]
    half_precision_cost: float
    calibrate: Callable[[nn.Module], None] | None = None


class Recipe(Protocol):
    """The settings from which a network is trained."""

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the network.

        Args:
            checkpoint: As in `fit`: where the state is kept, so that a stopped training goes on.
            progress: Whether a progress bar is shown, where somebody watches.
        """
        ...
