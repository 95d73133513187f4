"""How the autoencoders of MNIST are trained."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from nma_ae.data import MNIST, load_mnist
from nma_ae.experiments.trained import Trained
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit, mean_loss, reconstruction_bce

HALF_PRECISION_COST = 5e-4  # the most that storing in float16 may change the test loss


@dataclass(frozen=True)
class AutoencoderRecipe:
    """The settings of an autoencoder's training on MNIST, with Adam and binary cross-entropy.

    Attributes:
        build: Makes the untrained network.
        n_epochs: How often each image is used.
        batch_size: Images per step.
        learning_rate: Adam's step size.
        seed: Starts the weights and the order of the images.
    """

    build: Callable[[], nn.Module] = field(repr=False)
    n_epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 1e-3
    seed: int = 0

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the network; see `Recipe.train`."""
        data = load_mnist(flatten=True)
        with seeded(self.seed):
            model = self.build()
        history = fit(
            model,
            reconstruction_bce,
            data.train_images,
            n_epochs=self.n_epochs,
            batch_size=self.batch_size,
            optimizer=torch.optim.Adam(model.parameters(), lr=self.learning_rate, fused=True),
            evaluate={"train": data.train_images, "test": data.test_images},
            generator=generator(self.seed),
            checkpoint=checkpoint,
            progress=progress,
        )
        facts = {
            **self._facts(model, data),
            "losses": {
                part: [round(loss, 5) for loss in losses]
                for part, losses in history.evaluations.items()
            },
        }

        def measure(model: nn.Module) -> dict[str, float]:
            return {"test_loss": mean_loss(model, reconstruction_bce, data.test_images)}

        return Trained(model, facts, measure, HALF_PRECISION_COST)

    def _facts(self, model: nn.Module, data: MNIST) -> dict[str, Any]:
        settings = asdict(self)
        del settings["build"]
        return {
            "data": f"MNIST, {len(data.train_images):,} training images, pixels in [0, 1]",
            "objective": "binary cross-entropy, mean over pixels and images, in nats",
            "optimizer": "Adam",
            **settings,
            "architecture": str(model).splitlines(),
        }
