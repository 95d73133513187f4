"""What an encoder of dSprites reaches when it is trained from other seeds."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn

from nma_ae.analysis import compute_features
from nma_ae.data import DSprites, load_dsprites
from nma_ae.experiments.bias import measure_bias
from nma_ae.experiments.dsprites_recipe import DSpritesRecipe, calibrate, choose_images
from nma_ae.experiments.results import shape_accuracies
from nma_ae.experiments.trained import Trained
from nma_ae.training import Recording
from nma_ae.training.recording import ENCODER_SEEDS
from nma_ae.weights import card, trained


@dataclass(frozen=True)
class EncoderSeedsRecipe:
    """The trainings of an encoder from several seeds, of which losses and accuracies are stored.

    Attributes:
        shipped: The name of the encoder that is shipped, which stands for the first seed.
        recipe: How the others are trained: as it was.
        classifier_epochs: Of the classifier of the shape that measures them.
        seeds: Of the trainings.
    """

    shipped: str
    recipe: DSpritesRecipe
    classifier_epochs: int
    seeds: tuple[int, ...] = ENCODER_SEEDS

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train one encoder after the other; see `Recipe.train`."""
        data = load_dsprites()
        encoders, losses = [trained(self.shipped)], [card(self.shipped)["losses"]["train"]]
        with tempfile.TemporaryDirectory() as scratch:
            kept = checkpoint or Path(scratch) / "training"
            # A finished one is kept until all are, so that a stop costs no more than an epoch.
            parts = [kept.with_suffix(f".{seed}") for seed in self.seeds[1:]]
            for seed, part in zip(self.seeds[1:], parts, strict=True):
                encoder, means = _train(replace(self.recipe, seed=seed), data, part, progress)
                encoders.append(encoder)
                losses.append(means)
            for part in parts:
                part.unlink()
        recording = Recording(
            losses=torch.tensor(losses),
            seeds=torch.tensor(self.seeds),
            test_accuracies=torch.tensor([self._accuracy(each, data) for each in encoders]),
        )
        train, _ = choose_images(data, self.recipe.images)
        facts = {
            "data": f"dSprites, {len(train):,} of the course's {len(data.images):,} images",
            **self.recipe.facts(),
            "seed": self.seeds[0],
            "seeds": list(self.seeds),
            "architecture": str(recording).splitlines(),
            "losses": {"train": [round(means[-1], 4) for means in losses]},
        }
        return Trained(recording, facts, lambda _recording: {}, 0)

    def _accuracy(self, encoder: nn.Module, data: DSprites) -> float:
        """Of the shape, in percent, on the test images, as the chapter's tables have it."""
        images, n_epochs = self.recipe.images, self.classifier_epochs
        if images == "train":
            return shape_accuracies(compute_features(encoder, data.images), n_epochs)[1]
        return measure_bias(encoder, data, images, n_epochs=n_epochs).test


def _train(
    recipe: DSpritesRecipe, data: DSprites, part: Path, progress: bool
) -> tuple[nn.Module, list[float]]:
    """Train an encoder, or go on where it was stopped; give it, and its losses per epoch."""
    encoder, fit_until = recipe.prepare(part, progress)
    history = fit_until(n_epochs=recipe.n_epochs)
    train, _ = choose_images(data, recipe.images)
    calibrate(encoder.cpu(), data.images[train])
    return encoder.eval(), history.epoch_means
