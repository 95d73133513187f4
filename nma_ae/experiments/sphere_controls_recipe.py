"""What the chapter on spheres says, measured on several seeds, with the causes removed."""

import math
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.analysis import (
    equal_area_to_sphere,
    great_circle_path,
    resultant_length,
    used_fraction,
)
from nma_ae.data import MNIST, load_mnist
from nma_ae.experiments.autoencoder_recipe import AutoencoderRecipe
from nma_ae.experiments.trained import Trained
from nma_ae.networks import (
    NormalizeLayer,
    build_deep_autoencoder,
    build_mirrored_autoencoder,
    build_mirrored_spherical_autoencoder,
    build_spherical_autoencoder,
    split_autoencoder,
)
from nma_ae.seeds import generator
from nma_ae.training import Recording, fit

NEAR = math.cos(math.radians(10))
N_SEEDS = 3
RETRAINING_EPOCHS = 2


def build_sphere_without_prelu() -> nn.Sequential:
    """Build the spherical autoencoder without the PReLU between its code and the sphere."""
    deep = build_deep_autoencoder(encoding_size=3)
    layers = list(deep)
    return nn.Sequential(*layers[:5], NormalizeLayer(), *layers[6:])


BUILD: dict[str, Callable[[], nn.Sequential]] = {
    "plane": partial(build_mirrored_autoencoder, [784, 392, 96, 2]),
    "free": partial(build_deep_autoencoder, encoding_size=3),
    "sphere": build_spherical_autoencoder,
    "without_prelu": build_sphere_without_prelu,
    "three_angles": partial(build_mirrored_spherical_autoencoder, [784, 392, 96, 4]),
}
"""The networks by name; beside the code all have 96 units."""


@dataclass(frozen=True)
class SphereControlsRecipe:
    """Networks with one cause removed in each, on several seeds; what is measured is stored.

    Attributes:
        n_epochs: How often each image is used.
        seed: The first of three seeds that follow each other.
    """

    n_epochs: int = 10
    seed: int = 0

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the networks one after the other, and measure them; see `Recipe.train`."""
        data = load_mnist(flatten=True)
        found: dict[str, list[torch.Tensor]] = {}
        parts: list[Path] = []
        seeds = range(self.seed, self.seed + N_SEEDS)
        for seed in seeds:
            for name, build in BUILD.items():
                part = checkpoint and checkpoint.with_suffix(f".{name}{seed}")
                recipe = AutoencoderRecipe(build, n_epochs=self.n_epochs, seed=seed)
                one = recipe.train(part, progress)
                parts += [part] if part else []
                measured = {"losses": torch.tensor(one.facts["losses"]["test"])}
                measured |= _measure(name, cast(nn.Sequential, one.model), data, seed)
                for quantity, values in measured.items():
                    found.setdefault(f"{name}_{quantity}", []).append(values)
        recording = Recording(**{name: torch.stack(values) for name, values in found.items()})
        facts = {
            **one.facts,
            "seed": self.seed,
            "seeds": list(seeds),
            "trained_architecture": list(BUILD),
            "architecture": str(recording).splitlines(),
            "losses": {"test": [round(row[-1].item(), 5) for row in found["sphere_losses"]]},
        }
        for part in parts:
            part.unlink(missing_ok=True)
        return Trained(recording, facts, lambda _recording: {}, 0)


def _measure(name: str, model: nn.Sequential, data: MNIST, seed: int) -> dict[str, torch.Tensor]:
    encoder, decoder = split_autoencoder(model)
    with torch.no_grad():
        codes = encoder(data.test_images)
    if name == "free":
        return {
            **_evenness(F.normalize(codes, dim=1)),
            **_without_length(encoder, decoder, data, seed),
        }
    if name == "sphere":
        return {
            **_evenness(codes),
            **_deserts(encoder, decoder, codes),
            "poorest_stops": _poorest_stops(codes, data.test_labels),
        }
    return _evenness(codes) if name == "without_prelu" else {}


def _evenness(points: torch.Tensor) -> dict[str, torch.Tensor]:
    return {
        "leaning": torch.tensor(resultant_length(points)),
        "share_in_use": torch.tensor(used_fraction(points)),
    }


def _without_length(
    encoder: nn.Module, decoder: nn.Module, data: MNIST, seed: int
) -> dict[str, torch.Tensor]:
    """Measure what the decoder draws from directions: as it is, and when it has seen such codes."""
    with torch.no_grad():
        codes, train_codes = encoder(data.test_images), encoder(data.train_images)
    median = codes.norm(dim=1).median()
    directions = median * F.normalize(codes, dim=1)
    train_directions = median * F.normalize(train_codes, dim=1)

    def drawing_loss(
        decoder: nn.Module, places: torch.Tensor, images: torch.Tensor
    ) -> torch.Tensor:
        return F.binary_cross_entropy(decoder(places), images)

    def after_retraining(places: torch.Tensor, test_places: torch.Tensor) -> torch.Tensor:
        retrained = deepcopy(decoder)
        fit(
            retrained,
            drawing_loss,
            (places, data.train_images),
            n_epochs=RETRAINING_EPOCHS,
            generator=generator(seed),
            progress=False,
        )
        with torch.no_grad():
            return drawing_loss(retrained, test_places, data.test_images)

    with torch.no_grad():
        unprepared = drawing_loss(decoder, directions, data.test_images)
    return {
        "direction_loss": unprepared,
        "direction_loss_retrained": after_retraining(train_directions, directions),
        "loss_retrained": after_retraining(train_codes, codes),
    }


def _nearby(places: torch.Tensor, codes: torch.Tensor) -> torch.Tensor:
    return (places @ codes.T > NEAR).sum(dim=1)


def _deserts(
    encoder: nn.Module, decoder: nn.Module, codes: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Measure how much of the sphere is desert, and how far drawings from there come back off."""
    longitudes = (torch.arange(60) + 0.5) / 60 * 2 * torch.pi - torch.pi
    heights = (torch.arange(30) + 0.5) / 15 - 1
    places = equal_area_to_sphere(torch.cartesian_prod(longitudes, heights))
    nearby, even = _nearby(places, codes), (1 - NEAR) / 2 * len(codes)
    desert, land = nearby < even / 10, nearby >= even / 2
    with torch.no_grad():
        drawings = decoder(places)
        apart = (encoder(drawings) * places).sum(dim=1).clamp(-1, 1).acos().rad2deg()
    grey = (drawings * (1 - drawings)).mean(dim=1)
    return {
        "desert": desert.float().mean(),
        "degrees_off": torch.stack([apart[desert].median(), apart[land].median()]),
        "grey": torch.stack([grey[desert].mean(), grey[land].mean()]),
    }


def _poorest_stops(codes: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Count the codes around the loneliest of eleven stops, for each pair of digits (10, 10)."""
    middles = [F.normalize(codes[labels == digit].mean(dim=0), dim=0) for digit in range(10)]
    poorest = torch.zeros(10, 10, dtype=torch.int64)
    for i in range(10):
        for j in range(i):
            stops = great_circle_path(middles[i], middles[j])
            poorest[i, j] = poorest[j, i] = _nearby(stops, codes).min()
    return poorest
