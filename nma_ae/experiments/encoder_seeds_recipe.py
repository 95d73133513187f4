"""What other seeds of SimCLR, and of the encoders of the biased images, reach."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

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

PAIR: tuple[Literal["control", "biased"], ...] = ("control", "biased")
CLASSIFIER_EPOCHS = 10  # of SimCLR's row in the table of results


@dataclass(frozen=True)
class EncoderSeedsRecipe:
    """The trainings of encoders from several seeds, of which the accuracies are stored.

    Attributes:
        simclr: How SimCLR is trained.
        bias: How the supervised encoder and SimCLR are trained on the control.
        seeds: The first is that of the encoders that are shipped, which are measured.
    """

    simclr: DSpritesRecipe
    bias: tuple[DSpritesRecipe, ...]
    seeds: tuple[int, ...] = ENCODER_SEEDS

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train one encoder after the other; see `Recipe.train`."""
        data = load_dsprites()
        with tempfile.TemporaryDirectory() as scratch:
            kept = checkpoint or Path(scratch) / "training"
            parts: list[Path] = []

            def encoder_of(recipe: DSpritesRecipe, seed: int) -> tuple[nn.Module, float]:
                name = f"dsprites_{recipe.objective}"
                name += "" if recipe.images == "train" else f"_{recipe.images}"
                if seed == self.seeds[0]:
                    return trained(name), card(name)["losses"]["train"][-1]
                parts.append(kept.with_suffix(f".{name}.{seed}"))
                return _train(replace(recipe, seed=seed), data, parts[-1], progress)

            simclr, losses = [], []
            for seed in self.seeds:
                encoder, loss = encoder_of(self.simclr, seed)
                features = compute_features(encoder, data.images)
                simclr.append(shape_accuracies(features, CLASSIFIER_EPOCHS)[1])
                losses.append(loss)
            bias = [
                [
                    [
                        measure_bias(
                            encoder_of(replace(recipe, images=images), seed)[0],
                            data,
                            images,
                            progress=progress,
                        )
                        for seed in self.seeds
                    ]
                    for images in PAIR
                ]
                for recipe in self.bias
            ]
            for part in parts:
                part.unlink()
        recording = Recording(
            bias=torch.tensor(bias),
            seeds=torch.tensor(self.seeds),
            simclr_losses=torch.tensor(losses),
            simclr_test_accuracies=torch.tensor(simclr),
        )
        facts = {
            "data": f"dSprites, of the course's {len(data.images):,} images",
            "simclr": self.simclr.facts(),
            "bias": [recipe.facts() for recipe in self.bias],
            "seed": self.seeds[0],
            "seeds": list(self.seeds),
            "architecture": str(recording).splitlines(),
        }
        return Trained(recording, facts, lambda _recording: {}, 0)


def _train(
    recipe: DSpritesRecipe, data: DSprites, part: Path, progress: bool
) -> tuple[nn.Module, float]:
    """Train an encoder, or go on where it was stopped; give it, and its last loss."""
    encoder, fit_until = recipe.prepare(part, progress)
    history = fit_until(n_epochs=recipe.n_epochs)
    calibrate(encoder.cpu(), data.images[choose_images(data, recipe.images)[0]])
    return encoder.eval(), history.epoch_means[-1]
