"""How well a digit is copied through codes of several sizes."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from nma_ae.data import load_mnist
from nma_ae.experiments.autoencoder_recipe import AutoencoderRecipe
from nma_ae.experiments.trained import Trained
from nma_ae.networks import build_mirrored_autoencoder
from nma_ae.training import Recording, mean_loss, reconstruction_bce, reconstruction_mse
from nma_ae.training.recording import CODE_SIZES


@dataclass(frozen=True)
class CodeSizesRecipe:
    """The deep autoencoder's training with codes of 1 to 64 numbers; test losses are stored.

    Attributes:
        n_epochs: How often each image is used.
        seed: Starts the weights and the order of the images.
    """

    n_epochs: int = 10
    seed: int = 0

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the networks one after the other, and keep their losses; see `Recipe.train`."""
        images = load_mnist(flatten=True).test_images
        parts = [checkpoint and checkpoint.with_suffix(f".{size}") for size in CODE_SIZES]
        networks = []
        for size, part in zip(CODE_SIZES, parts, strict=True):
            build = partial(build_mirrored_autoencoder, [784, 392, 64, size])
            recipe = AutoencoderRecipe(build, n_epochs=self.n_epochs, seed=self.seed)
            networks.append(recipe.train(part, progress))
        bce = [mean_loss(each.model, reconstruction_bce, images) for each in networks]
        losses = Recording(
            bce=torch.tensor(bce),
            mse=torch.tensor([mean_loss(n.model, reconstruction_mse, images) for n in networks]),
            sizes=torch.tensor(CODE_SIZES),
        )
        facts = {
            **networks[0].facts,
            "trained_architecture": [f"784 -> 392 -> 64 -> {size} and back" for size in CODE_SIZES],
            "architecture": str(losses).splitlines(),
            "losses": {"test": [round(loss, 5) for loss in bce]},
        }
        for part in parts:
            if part is not None:
                part.unlink(missing_ok=True)
        return Trained(losses, facts, lambda _losses: {}, 0)
