"""How the small classifiers of spirals are trained."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

import torch
from torch import nn

from nma_ae.data import Spirals, load_spirals
from nma_ae.experiments.trained import Trained
from nma_ae.networks import SPIRAL_FORMS, build_spiral_networks
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit_together

HALF_PRECISION_COST = 5e-3  # the most that storing in float16 may change an accuracy


@dataclass(frozen=True)
class SpiralsRecipe:
    """The settings of the training, with Adam and cross-entropy.

    Attributes:
        n_epochs: How often each point is used.
        batch_size: Points per step.
        learning_rate: Adam's step size.
        seed: Starts the weights and the order of the points.
        data_seed: Draws the points.
    """

    n_epochs: int = 100
    batch_size: int = 128
    learning_rate: float = 1e-3
    seed: int = 0
    data_seed: int = 2021

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train all networks, one after the other; no checkpoint is kept, for it takes seconds."""
        data = load_spirals(generator=generator(self.data_seed))
        with seeded(self.seed):
            networks = build_spiral_networks()
        for form in SPIRAL_FORMS:
            fit_together(
                [cast(nn.Sequential, networks[form.name])],
                data.train_points,
                data.train_labels,
                n_epochs=self.n_epochs,
                batch_size=self.batch_size,
                rate=self.learning_rate,
                generators=[generator(self.seed)],
                progress=progress,
            )
        facts = {
            "data": f"spirals, {len(data.train_points):,} training points of four arms",
            "objective": "cross-entropy, in nats",
            "optimizer": "Adam",
            **asdict(self),
            "architecture": str(networks).splitlines(),
            "test_accuracies": {
                name: round(accuracy, 4) for name, accuracy in _accuracies(networks, data).items()
            },
        }
        return Trained(networks, facts, lambda model: _accuracies(model, data), HALF_PRECISION_COST)


def _accuracies(networks: nn.Module, data: Spirals) -> dict[str, float]:
    with torch.no_grad():
        return {
            name: (network(data.test_points).argmax(1) == data.test_labels).float().mean().item()
            for name, network in networks.named_children()
        }
