"""How the networks of the chapter on the autoencoder family are trained: all with one budget."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.data import load_mnist
from nma_ae.experiments.trained import Trained
from nma_ae.networks import layer_pairs
from nma_ae.seeds import generator, seeded
from nma_ae.training import (
    History,
    fit,
    mean_loss,
    pretrain_from_both_ends,
    pretrain_from_input,
    reconstruction_bce,
)

N_IMAGES = 10_000  # the first of MNIST's training images
N_EPOCHS = 50  # of 40 steps each, pre-training included
EPOCHS_PER_PAIR = 7  # of pre-training
HALF_PRECISION_COST = 5e-4  # the most that storing in float16 may change the test loss
PRETRAININGS = {"from the input up": pretrain_from_input, "from both ends": pretrain_from_both_ends}


@dataclass(frozen=True)
class FamilyRecipe:
    """The settings of a training on 10,000 images of MNIST, with binary cross-entropy.

    Attributes:
        build: Makes the untrained network.
        pretraining: A key of `PRETRAININGS`, or "" for none. Its epochs count: the fine-tuning gets
            what they leave of N_EPOCHS.
        image_shape: The shape of one image as the network takes it.
        erased: The share of pixels that are erased, each time anew, before the network sees an
            image; what it should give is the whole one.
        optimizer: SGD or Adam.
        learning_rate: Its step size, the same in all stages.
        momentum: SGD's momentum, or Adam's first beta.
        batch_size: Images per step.
        seed: Starts the weights and the order of the images.
    """

    build: Callable[[], nn.Module] = field(repr=False)
    pretraining: str = ""
    image_shape: tuple[int, ...] = (784,)
    erased: float = 0.0
    optimizer: str = "SGD"
    learning_rate: float = 0.3
    momentum: float = 0.9
    batch_size: int = 256
    seed: int = 0

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the network; see `Recipe.train`."""
        data = load_mnist()
        images = data.train_images[:N_IMAGES].view(-1, *self.image_shape)
        test_images = data.test_images.view(-1, *self.image_shape)
        with seeded(self.seed):
            model = self.build()
        draw = generator(self.seed)
        n_epochs, before = N_EPOCHS, {}
        if self.pretraining:  # a minute at most, so there is no checkpoint to go on from
            checkpoint = None
            stacked = cast(nn.Sequential, model)  # as `layer_pairs` checks
            n_epochs -= EPOCHS_PER_PAIR * len(layer_pairs(stacked))
            self._pretrain(stacked, images, draw)
            before = {"test_loss_before_fine_tuning": _loss(model, test_images)}
        history = fit(
            model,
            partial(denoising_bce, draw=draw, erased=self.erased)
            if self.erased
            else reconstruction_bce,
            images,
            n_epochs=n_epochs,
            batch_size=self.batch_size,
            optimizer=self._optimizer(model.parameters()),
            generator=draw,
            checkpoint=checkpoint,
            progress=progress,
        )
        losses = {"train": [_loss(model, images)], "test": [_loss(model, test_images)]}
        facts = {**self._facts(model, history), **before, "losses": losses}

        def measure(model: nn.Module) -> dict[str, float]:
            return {"test_loss": mean_loss(model, reconstruction_bce, test_images)}

        return Trained(model, facts, measure, HALF_PRECISION_COST)

    def _pretrain(self, model: nn.Sequential, images: torch.Tensor, draw: torch.Generator) -> None:
        PRETRAININGS[self.pretraining](
            model,
            images,
            n_epochs=EPOCHS_PER_PAIR,
            make_optimizer=self._optimizer,
            batch_size=self.batch_size,
            generator=draw,
        )

    def _optimizer(self, parameters: Iterable[nn.Parameter]) -> torch.optim.Optimizer:
        if self.optimizer == "Adam":
            return torch.optim.Adam(parameters, lr=self.learning_rate, betas=(self.momentum, 0.999))
        return torch.optim.SGD(parameters, lr=self.learning_rate, momentum=self.momentum)

    def _facts(self, model: nn.Module, history: History) -> dict[str, Any]:
        settings = asdict(self)
        del settings["build"]
        per_epoch = history.steps_per_epoch
        steps = range(0, len(history.batch_losses), per_epoch)
        return {
            "data": f"MNIST, the first {N_IMAGES:,} training images, pixels in [0, 1]",
            "objective": "binary cross-entropy, mean over pixels and images, in nats",
            "updates": N_EPOCHS * per_epoch,
            "updates_of_fine_tuning": len(history.batch_losses),
            **settings,
            "optimizer": {"SGD": "SGD with momentum"}.get(self.optimizer, self.optimizer),
            "architecture": str(model).splitlines(),
            "batch_losses": [
                round(sum(history.batch_losses[i : i + per_epoch]) / per_epoch, 5) for i in steps
            ],
        }


def erase_pixels(images: torch.Tensor, draw: torch.Generator, share: float = 0.5) -> torch.Tensor:
    """Erase pixels at random, and make the others brighter, so that their sum stays on average.

    Args:
        images: (n, ...).
        draw: Says which pixels.
        share: How many of the pixels are erased, at least 0 and less than 1.
    """
    kept = torch.rand(images.shape, generator=draw) >= share
    return images * kept / (1 - share)


def denoising_bce(
    model: nn.Module, images: torch.Tensor, *, draw: torch.Generator, erased: float = 0.5
) -> torch.Tensor:
    """Measure how well a network draws whole images from images with erased pixels.

    Args:
        model: Gives reconstructions in [0, 1] of the shape of its input.
        images: (n, ...) in [0, 1].
        draw: Says which pixels are erased.
        erased: How many.

    Returns:
        The binary cross-entropy, mean over pixels and images, in nats.
    """
    return F.binary_cross_entropy(model(erase_pixels(images, draw, erased)), images)


def _loss(model: nn.Module, images: torch.Tensor) -> float:
    return round(mean_loss(model.eval(), reconstruction_bce, images), 5)
