"""How well small classifiers of spirals do, by depth, number of parameters and training time."""

from dataclasses import dataclass
from pathlib import Path

import torch

from nma_ae.data import Spirals, load_spirals
from nma_ae.experiments.trained import Trained
from nma_ae.networks import build_mlp, hidden_units
from nma_ae.seeds import generator, seeded
from nma_ae.training import Recording, fit_together
from nma_ae.training.recording import BUDGET_DEPTHS, BUDGET_EPOCHS, BUDGETS


@dataclass(frozen=True)
class BudgetsRecipe:
    """The settings of the training, with Adam and cross-entropy; test accuracies are stored.

    Attributes:
        epochs: How often each point is used; each number of epochs is a training of its own.
        n_networks: Of each form, each from its own seed.
        batch_size: Points per step.
        learning_rate: Adam's step size.
        seed: Starts the first network of each form; the next has the next seed, and so on.
        data_seed: Draws the points.
    """

    epochs: tuple[int, ...] = BUDGET_EPOCHS
    n_networks: int = 20
    batch_size: int = 128
    learning_rate: float = 1e-3
    seed: int = 0
    data_seed: int = 2021

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train all networks, those of one form together; see `Recipe.train`. No checkpoint."""
        data = load_spirals(generator=generator(self.data_seed))
        widths = [[hidden_units(budget, n) for n in BUDGET_DEPTHS] for budget in BUDGETS]
        accuracies = torch.tensor(
            [
                [
                    [
                        self._accuracies(data, n, width, n_epochs, progress)
                        for n_epochs in self.epochs
                    ]
                    for n, width in zip(BUDGET_DEPTHS, row, strict=True)
                ]
                for row in widths
            ]
        )
        recording = Recording(
            accuracies=accuracies,
            budgets=torch.tensor(BUDGETS),
            depths=torch.tensor(BUDGET_DEPTHS),
            epochs=torch.tensor(self.epochs),
            widths=torch.tensor(widths),
        )
        facts = {
            "data": f"spirals, {len(data.train_points):,} training points of four arms",
            "objective": "cross-entropy, in nats",
            "optimizer": "Adam",
            "epochs": list(self.epochs),
            "batch_size": self.batch_size,
            "learning_rate": self.learning_rate,
            "n_networks": self.n_networks,
            "seed": self.seed,
            "data_seed": self.data_seed,
            "architecture": str(recording).splitlines(),
            "mean_test_accuracies": {
                f"{budget} parameters, {n_epochs} epochs": [
                    round(mean, 4) for mean in accuracies[b, :, e].mean(dim=1).tolist()
                ]
                for b, budget in enumerate(BUDGETS)
                for e, n_epochs in enumerate(self.epochs)
            },
        }
        return Trained(recording, facts, lambda _recording: {}, 0)

    def _accuracies(
        self, data: Spirals, n_layers: int, width: int, n_epochs: int, progress: bool
    ) -> list[float]:
        networks = []
        seeds = range(self.seed, self.seed + self.n_networks)
        for seed in seeds:
            with seeded(seed):
                networks.append(build_mlp([2, *[width] * n_layers, 4]))
        fit_together(
            networks,
            data.train_points,
            data.train_labels,
            n_epochs=n_epochs,
            batch_size=self.batch_size,
            rate=self.learning_rate,
            generators=[generator(seed) for seed in seeds],
            progress=progress,
        )
        with torch.no_grad():
            predictions = [network(data.test_points).argmax(dim=1) for network in networks]
        return [(each == data.test_labels).float().mean().item() for each in predictions]
