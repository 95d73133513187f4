"""How SimCLR with two negatives learns: in how many directions its features lie, by epoch."""

import tempfile
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from safetensors.torch import save as serialise
from torch import nn

from nma_ae.analysis import compute_features
from nma_ae.data import DSprites, load_dsprites, split_images
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.experiments.dsprites_recipe import DSpritesRecipe, calibrate
from nma_ae.experiments.results import shape_accuracies
from nma_ae.experiments.trained import Trained
from nma_ae.files import write_whole
from nma_ae.training import Recording
from nma_ae.training.recording import ENCODER_SEEDS, TWO_NEGATIVES_EPOCHS

N_DIRECTIONS = 3  # whose shares of the variance are kept
N_READ = 4_000  # training images from which the shape is learned, as many as there are test images
CLASSIFIER_EPOCHS = 50  # as in the table of results
RIDGE = 1e-2  # of the mean squared feature, against features that are nearly the same


@dataclass(frozen=True)
class TwoNegativesRecipe:
    """The training of "SimCLR, 2 negatives" from several seeds, looked at after each epoch.

    Attributes:
        n_epochs: How often each image is used.
        seeds: Of the trainings; the first is that of the encoder that is shipped.
    """

    n_epochs: int = TWO_NEGATIVES_EPOCHS
    seeds: tuple[int, ...] = ENCODER_SEEDS

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the encoders one after the other, and keep what was seen; see `Recipe.train`."""
        data, losses, looks, read = load_dsprites(), [], [], []
        with tempfile.TemporaryDirectory() as scratch:
            kept = checkpoint or Path(scratch) / "training"
            parts = [kept.with_suffix(f".{seed}") for seed in self.seeds]
            for seed, part in zip(self.seeds, parts, strict=True):
                recipe = DSpritesRecipe("simclr", self.n_epochs, n_negatives=2, seed=seed)
                encoder, losses_of_one, looks_of_one = _watch(recipe, data, part, progress)
                losses.append(losses_of_one)
                looks.append(looks_of_one)
                calibrate(encoder, data.images[split_images().train])
                features = compute_features(encoder, data.images)
                read.append(shape_accuracies(features, CLASSIFIER_EPOCHS)[1])
            seen = torch.stack(looks)
            recording = Recording(
                accuracies=seen[..., N_DIRECTIONS],
                losses=torch.stack(losses),
                seeds=torch.tensor(self.seeds),
                shares=seen[..., :N_DIRECTIONS],
                test_accuracies=torch.tensor(read),
            )
            facts = {
                "data": f"dSprites, 16,000 of the course's {len(data.images):,} images",
                **recipe.facts(),
                "seed": self.seeds[0],
                "seeds": list(self.seeds),
                "architecture": str(recording).splitlines(),
                "losses": {"train": [round(each[-1].item(), 4) for each in losses]},
            }
            for part in parts:
                part.unlink()
                _looks_file(part).unlink()
        return Trained(recording, facts, lambda _recording: {}, 0)


def look(encoder: nn.Module, data: DSprites) -> torch.Tensor:
    """See in how many directions the features of an encoder lie, and what they tell of the shape.

    Batch normalisation takes the statistics of the images that are looked at.

    Args:
        encoder: In training or not; it is left as it is.
        data: The course's images.

    Returns:
        (4,): of the features of the test images, at length 1, the shares of the variance along
        their first three principal directions, in [0, 1]; and how many of their shapes ridge
        regression on 4,000 training images gets right, in percent.
    """
    encoder = deepcopy(encoder).train()
    train, test = (part[:N_READ] for part in split_images(len(data.images)))
    shapes = data.labels("shape")
    with torch.no_grad():
        known, asked = (encoder(data.images[part]) for part in (train, test))
        directions = F.normalize(asked, dim=1)
        variances = torch.linalg.svdvals(directions - directions.mean(0)).square()
        known, asked = (torch.cat([each, torch.ones(len(each), 1)], 1) for each in (known, asked))
        known, asked = known.double(), asked.double()
        targets = F.one_hot(shapes[train], N_CLASSES[0]).double()
        damping = RIDGE * len(known) * torch.eye(known.shape[1], dtype=torch.float64)
        weights = torch.linalg.solve(known.T @ known + damping, known.T @ targets)
        right = (asked @ weights).argmax(1) == shapes[test]
    shares = (variances / variances.sum())[:N_DIRECTIONS]
    return torch.cat([shares, 100 * right.float().mean()[None]])


def _watch(
    recipe: DSpritesRecipe, data: DSprites, part: Path, progress: bool
) -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    """Train an encoder, and look at it after each epoch; one that was stopped goes on."""
    encoder, fit_until = recipe.prepare(part, progress)
    looks = list(load_file(_looks_file(part))["looks"]) if _looks_file(part).exists() else []
    for epoch in range(len(looks), recipe.n_epochs):
        fit_until(n_epochs=epoch + 1)
        looks.append(look(encoder, data))
        write_whole(_looks_file(part), serialise({"looks": torch.stack(looks)}))
    history = fit_until(n_epochs=recipe.n_epochs)
    return encoder, torch.tensor(history.epoch_means), torch.stack(looks)


def _looks_file(part: Path) -> Path:
    return part.with_name(part.name + ".looks")
