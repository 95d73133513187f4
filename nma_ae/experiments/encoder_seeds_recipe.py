"""What an encoder of the table of results reaches when it is trained from other seeds."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn

from nma_ae.analysis import compute_features
from nma_ae.data import DSprites, load_dsprites, split_images
from nma_ae.experiments.dsprites_recipe import DSpritesRecipe, calibrate
from nma_ae.experiments.results import shape_accuracies
from nma_ae.experiments.trained import Trained
from nma_ae.training import Recording
from nma_ae.training.recording import ENCODER_SEEDS
from nma_ae.weights import card, trained


@dataclass(frozen=True)
class EncoderSeedsRecipe:
    """The trainings of an encoder from several seeds, of which the accuracies are stored.

    Attributes:
        shipped: The name of the encoder that is shipped, which stands for the first seed.
        recipe: How the others are trained: as it was.
        classifier_epochs: Of the classifier of the shape, as in the encoder's row of the table.
        seeds: Of the trainings.
    """

    shipped: str
    recipe: DSpritesRecipe
    classifier_epochs: int
    seeds: tuple[int, ...] = ENCODER_SEEDS

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train one encoder after the other; see `Recipe.train`."""
        data = load_dsprites()
        losses, accuracies = [card(self.shipped)["losses"]["train"][-1]], []
        encoders = [trained(self.shipped)]
        with tempfile.TemporaryDirectory() as scratch:
            kept = checkpoint or Path(scratch) / "training"
            parts = [kept.with_suffix(f".{seed}") for seed in self.seeds[1:]]
            for seed, part in zip(self.seeds[1:], parts, strict=True):
                encoder, loss = _train(replace(self.recipe, seed=seed), data, part, progress)
                encoders.append(encoder)
                losses.append(loss)
            for encoder in encoders:
                features = compute_features(encoder, data.images)
                accuracies.append(shape_accuracies(features, self.classifier_epochs)[1])
            for part in parts:
                part.unlink()
        recording = Recording(
            losses=torch.tensor(losses),
            seeds=torch.tensor(self.seeds),
            test_accuracies=torch.tensor(accuracies),
        )
        facts = {
            "data": f"dSprites, 16,000 of the course's {len(data.images):,} images",
            **self.recipe.facts(),
            "seed": self.seeds[0],
            "seeds": list(self.seeds),
            "architecture": str(recording).splitlines(),
            "losses": {"train": [round(loss, 4) for loss in losses]},
        }
        return Trained(recording, facts, lambda _recording: {}, 0)


def _train(
    recipe: DSpritesRecipe, data: DSprites, part: Path, progress: bool
) -> tuple[nn.Module, float]:
    """Train an encoder, or go on where it was stopped; give it, and its last loss."""
    encoder, fit_until = recipe.prepare(part, progress)
    history = fit_until(n_epochs=recipe.n_epochs)
    calibrate(encoder.cpu(), data.images[split_images(len(data.images)).train])
    return encoder.eval(), history.epoch_means[-1]
