"""An autoencoder of MNIST of which only the decoder and the test images' codes are kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.data import load_mnist
from nma_ae.experiments.autoencoder_recipe import AutoencoderRecipe
from nma_ae.experiments.trained import Trained
from nma_ae.networks import CodesAndDecoder, split_autoencoder


@dataclass(frozen=True)
class CodesRecipe(AutoencoderRecipe):
    """The same training; what is stored is half as large, and still draws every map."""

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the network, and keep its decoder and codes; see `Recipe.train`."""
        whole = super().train(checkpoint, progress)
        images = load_mnist(flatten=True).test_images
        encoder, decoder = split_autoencoder(cast(nn.Sequential, whole.model.eval()))
        with torch.no_grad():
            stored = CodesAndDecoder(encoder(images), decoder)

        def measure(model: nn.Module) -> dict[str, float]:
            with torch.no_grad():
                return {"test_loss": F.binary_cross_entropy(model(model.codes), images).item()}

        facts = {
            **whole.facts,
            "trained_architecture": whole.facts["architecture"],
            "architecture": str(stored).splitlines(),
        }
        return whole._replace(model=stored, facts=facts, measure=measure)
