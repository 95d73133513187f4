"""What the chapter on the autoencoder family says of causes, measured with each cause removed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.analysis import clustering_accuracy, k_means, neighbour_accuracy
from nma_ae.data import load_mnist
from nma_ae.experiments.family_recipe import N_IMAGES, FamilyRecipe, erase_pixels
from nma_ae.experiments.trained import Trained
from nma_ae.networks import (
    PlainAutoencoder,
    build_residual_autoencoder,
    build_sparse_autoencoder,
    build_stacked_autoencoder,
    layer_pairs,
)
from nma_ae.networks.stacked import FAMILY_WIDTHS, init_weights_small_normal
from nma_ae.seeds import generator, seeded
from nma_ae.training import (
    Recording,
    fit,
    mean_loss,
    pretrain_pair,
    reconstruction_bce,
    relative_squared_error,
)

N_SEEDS = 3
EQUAL, UNEVEN = (7, 7, 7, 7, 7), (19, 4, 4, 4, 4)  # epochs of pre-training for each pair
FINE_TUNING = 15  # epochs
NEGATIVE_SLOPE = 0.1
Measured = dict[str, float]


@dataclass(frozen=True)
class FamilyControlsRecipe:
    """Members of the family with one thing changed in each, on several seeds.

    Attributes:
        learning_rate: SGD's step size.
        momentum: SGD's momentum.
        batch_size: Images per step.
    """

    learning_rate: float = 0.3
    momentum: float = 0.9
    batch_size: int = 256

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the networks one after the other, and measure them; see `Recipe.train`.

        It takes some minutes and keeps no checkpoint.
        """
        found: dict[str, list[float]] = {}
        for seed in range(N_SEEDS):
            for measure in (self._stacked, self._starts, self._codes, _relatives):
                for name, value in measure(seed).items():
                    found.setdefault(name, []).append(value)
        recording = Recording(**{name: torch.tensor(values) for name, values in found.items()})
        facts: dict[str, Any] = {
            "data": f"MNIST, the first {N_IMAGES:,} training images, pixels in [0, 1]",
            "objective": "binary cross-entropy, mean over pixels and images, in nats",
            "optimizer": "SGD with momentum",
            "learning_rate": self.learning_rate,
            "momentum": self.momentum,
            "batch_size": self.batch_size,
            "seed": list(range(N_SEEDS)),
            "architecture": str(recording).splitlines(),
            "losses": {"test": [round(loss, 5) for loss in found["equal_split"]]},
        }
        return Trained(recording, facts, lambda _recording: {}, 0)

    def _stacked(self, seed: int) -> Measured:
        """Pre-train from the input up: as the chapter, with no dying unit, and split unevenly."""
        measured: Measured = {}
        for name, split, change in (
            ("equal_split", EQUAL, None),
            ("leaky", EQUAL, _make_leaky),
            ("uneven_split", UNEVEN, None),
        ):
            with seeded(seed):
                model = build_stacked_autoencoder(FAMILY_WIDTHS)
            if change is not None:
                change(model)
            draw = generator(seed)
            self._pretrain(model, split, draw)
            self._fit(model, FINE_TUNING, draw)
            measured[name] = _loss(model)
            if change is None:
                measured[f"{name}_dead"] = _dead_units(model)
        return measured

    def _starts(self, seed: int) -> Measured:
        """Train with Kaiming's start as long as the fine-tuning; and with torch's own start."""
        with seeded(seed):
            kaiming = build_stacked_autoencoder(FAMILY_WIDTHS, kaiming=True)
            usual = build_stacked_autoencoder(FAMILY_WIDTHS)
            for layer in usual:
                if isinstance(layer, nn.Linear):
                    layer.reset_parameters()
        self._fit(kaiming, FINE_TUNING, generator(seed))
        self._fit(usual, 50, generator(seed))
        return {"kaiming_600": _loss(kaiming), "torch_start": _loss(usual)}

    def _codes(self, seed: int) -> Measured:
        """Compare the codes of a better copy with those of a worse one."""
        with seeded(seed):
            plain = PlainAutoencoder(784, 10, relu_code=False).apply(init_weights_small_normal)
        with seeded(seed):
            kaiming = build_stacked_autoencoder(FAMILY_WIDTHS, kaiming=True)
        data = load_mnist(flatten=True)
        measured: Measured = {}
        halves = {
            "plain": (plain, plain.encoder),
            "kaiming": (kaiming, kaiming[: len(kaiming) // 2]),
        }
        for name, (model, encoder) in halves.items():
            self._fit(model, 50, generator(seed))
            with torch.no_grad():
                known, codes = encoder(data.train_images[:N_IMAGES]), encoder(data.test_images)
            measured[name] = _loss(model)
            measured[f"{name}_groups"] = _groups(codes, data.test_labels)
            measured[f"{name}_neighbours"] = neighbour_accuracy(
                known, data.train_labels[:N_IMAGES], codes, data.test_labels
            )
            if name == "kaiming":
                even = (codes - codes.mean(dim=0)) / codes.std(dim=0)
                measured["kaiming_groups_even"] = _groups(even, data.test_labels)
        return measured

    def _pretrain(self, model: nn.Sequential, split: Sequence[int], draw: torch.Generator) -> None:
        features = load_mnist(flatten=True).train_images[:N_IMAGES]
        for i, (n_epochs, (encoder, decoder)) in enumerate(
            zip(split, layer_pairs(model), strict=True)
        ):
            loss = F.binary_cross_entropy if i == 0 else relative_squared_error
            optimizer = self._sgd([*encoder.parameters(), *decoder.parameters()])
            for _ in range(n_epochs):
                order = torch.randperm(len(features), generator=draw)
                codes = pretrain_pair(
                    encoder, decoder, features, loss, optimizer, order, self.batch_size
                )
            features = codes

    def _fit(self, model: nn.Module, n_epochs: int, draw: torch.Generator) -> None:
        fit(
            model,
            reconstruction_bce,
            load_mnist(flatten=True).train_images[:N_IMAGES],
            n_epochs=n_epochs,
            batch_size=self.batch_size,
            optimizer=self._sgd(model.parameters()),
            generator=draw,
            progress=False,
        )

    def _sgd(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        return torch.optim.SGD(parameters, lr=self.learning_rate, momentum=self.momentum)


def _relatives(seed: int) -> Measured:
    """Train the residual network with and without erased pixels, and the sparse one."""
    residual: Callable[[], nn.Module] = partial(build_residual_autoencoder, FAMILY_WIDTHS)
    images = load_mnist(flatten=True).test_images
    erased = erase_pixels(images, generator(seed))
    measured: Measured = {}
    for name, share in (("residual", 0.0), ("denoising", 0.5)):
        model = FamilyRecipe(residual, erased=share, seed=seed).train(None, False).model.eval()
        measured[name] = _loss(model)
        with torch.no_grad():
            measured[f"{name}_erased"] = F.binary_cross_entropy(model(erased), images).item()
    recipe = FamilyRecipe(
        build_sparse_autoencoder, optimizer="Adam", learning_rate=0.001, seed=seed
    )
    model = recipe.train(None, False).model.eval()
    with torch.no_grad():
        never = (model.get_submodule("encoder")(images) == 0).all(dim=0)
    return {**measured, "sparse": _loss(model), "sparse_dead": float(never.sum())}


def _make_leaky(model: nn.Sequential) -> None:
    """Let each unit pass a part of what is negative, so that none can die."""
    for i, layer in enumerate(model):
        if isinstance(layer, nn.ReLU):
            model[i] = nn.LeakyReLU(NEGATIVE_SLOPE)


def _dead_units(model: nn.Sequential) -> float:
    signal, n_dead = load_mnist(flatten=True).test_images, 0
    with torch.no_grad():
        for layer in model:
            signal = layer(signal)
            if isinstance(layer, nn.ReLU):
                n_dead += int((signal == 0).all(dim=0).sum())
    return float(n_dead)


def _groups(codes: torch.Tensor, labels: torch.Tensor) -> float:
    """Give the median over three starts of k-means: one start moves it by up to 0.06."""
    found = [
        clustering_accuracy(
            k_means(codes, 10, generator=generator(seed), n_starts=3).assignment, labels
        )
        for seed in range(3)
    ]
    return sorted(found)[1]


def _loss(model: nn.Module) -> float:
    return mean_loss(model.eval(), reconstruction_bce, load_mnist(flatten=True).test_images)
