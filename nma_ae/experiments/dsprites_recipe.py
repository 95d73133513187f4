"""How the encoders of dSprites are trained, and what can be read off them."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

import torch
from torch import nn

from nma_ae.analysis import compute_features
from nma_ae.data import (
    DSprites,
    biased_part,
    load_dsprites,
    random_part,
    split_images,
)
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.experiments.latents import read_latents, train_latent_classifier
from nma_ae.experiments.trained import Trained
from nma_ae.networks import (
    FEATURE_SIZE,
    VAE,
    Encoder,
    calibrate_batch_statistics,
    calibrate_vae,
)
from nma_ae.seeds import generator, seeded
from nma_ae.training import (
    History,
    available_device,
    classification_loss,
    contrastive_loss,
    elbo_objective,
    few_negatives_loss,
    fit,
    simclr_objective,
)

HALF_PRECISION_COST = 0.2  # percent: the most that storing in float16 may change an accuracy
N_CLASSIFIER_EPOCHS = 10
N_FRESH, FRESH_SEED = 20_000, 2022

OBJECTIVES = {
    "supervised": "cross-entropy of the shape, end to end with a Linear layer",
    "simclr": "contrastive loss (NT-Xent) of two random affine views, temperature 0.5",
    "vae": "binary cross-entropy summed over pixels, plus KL divergence, mean over images, in nats",
}


@dataclass(frozen=True)
class DSpritesRecipe:
    """The settings of a training on dSprites, with Adam and a step size that falls on a cosine.

    Attributes:
        objective: What is made small, a key of `OBJECTIVES`.
        n_epochs: How often each image is used.
        batch_size: Images per step.
        images: "train": 80 of 100 of the course's 20,000. "biased": of 95 of 100, those where the
            shape goes with posX. "control": as many as these, at random.
        n_negatives: Of SimCLR, how many negatives each view has; None for all.
        learning_rate: Adam's first step size.
        cosine_epochs: After how many epochs the step size would be 0.
        seed: Starts the weights, the order of the images, the views and the latents; by default
            the one of the course's split.
    """

    objective: Literal["supervised", "simclr", "vae"]
    n_epochs: int
    batch_size: int = 1000
    images: Literal["train", "biased", "control"] = "train"
    n_negatives: int | None = None
    learning_rate: float = 1e-3
    cosine_epochs: int = 500
    seed: int = 2021

    def train(self, checkpoint: Path | None, progress: bool) -> Trained:
        """Train the network; see `Recipe.train`. It gives a VAE, or the encoder alone."""
        network, fit_until = self.prepare(checkpoint, progress)
        history = fit_until(n_epochs=self.n_epochs)
        data = load_dsprites()
        train, _ = choose_images(data, self.images)
        seen = data.part(train)
        measure_statistics = partial(calibrate, images=seen.images)
        measure_statistics(network.cpu())
        facts = {
            "data": f"dSprites, {len(train):,} of the course's {len(data.images):,} images",
            **self.facts(),
            "architecture": str(network).splitlines(),
            "batch_statistics": "measured after training, on the training images",
            "losses": {"train": [round(loss, 4) for loss in history.epoch_means]},
            "minutes": round(history.seconds / 60, 1),
        }
        # Of few images, one or two that fall on another side would pass for a change.
        measure = LatentReader(seen, fresh_images(data))
        return Trained(network, facts, measure, HALF_PRECISION_COST, measure_statistics)

    def prepare(
        self, checkpoint: Path | None, progress: bool
    ) -> tuple[nn.Module, Callable[..., History]]:
        """Build the network, and what trains it.

        All is in float32, on every machine. In bfloat16 a training takes a third of the time where
        the processor multiplies it itself, but is another one there than elsewhere.

        Args:
            checkpoint: As in `fit`.
            progress: As in `fit`.

        Returns:
            The network, and `fit` with all its arguments but `n_epochs`.
        """
        data = load_dsprites()
        train, _ = choose_images(data, self.images)
        device = available_device()
        with seeded(self.seed):
            network, trained = self._build()
        # Channels last, a convolution takes half the time on a processor.
        # torch's types leave `memory_format` out.
        trained.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        draws = generator(self.seed)
        optimizer = torch.optim.Adam(trained.parameters(), lr=self.learning_rate, fused=True)
        inputs = [data.images[train]] + [data.labels("shape")[train]] * self._needs_labels
        fit_until = partial(
            fit,
            trained,
            self._objective(draws),
            tuple(values.to(device) for values in inputs),
            batch_size=self.batch_size,
            optimizer=optimizer,
            scheduler=torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, self.cosine_epochs),
            generator=draws,
            checkpoint=checkpoint,
            progress=progress,
        )
        return network, fit_until

    def facts(self) -> dict[str, Any]:
        """Say how the network is trained, for its card."""
        settings = asdict(self)
        return {
            "objective": OBJECTIVES[settings.pop("objective")],
            "optimizer": "Adam",
            "trained_on": settings.pop("images"),
            **settings,
            "precision": "float32",
            "device": available_device().type,
        }

    @property
    def _needs_labels(self) -> bool:
        return self.objective == "supervised"

    def _build(self) -> tuple[nn.Module, nn.Module]:
        """What is kept, and what is trained."""
        if self.objective == "vae":
            vae = VAE()
            # Of the biased images and their control, only the features are of interest.
            return (vae if self.images == "train" else vae.encoder), vae
        encoder = Encoder()
        if self.objective == "simclr":
            return encoder, encoder
        return encoder, nn.Sequential(encoder, nn.Linear(FEATURE_SIZE, N_CLASSES[0]))

    def _objective(self, draws: torch.Generator) -> Callable[..., torch.Tensor]:
        if self.objective == "vae":
            return elbo_objective(generator=draws)
        if self.objective == "simclr":
            loss = contrastive_loss
            if self.n_negatives is not None:
                loss = partial(few_negatives_loss, n_negatives=self.n_negatives, generator=draws)
            return simclr_objective(loss=loss, generator=draws)
        return classification_loss


def calibrate(network: nn.Module, images: torch.Tensor) -> None:
    """Measure the batch statistics of a trained network anew, as it will be used.

    Those of its training are averages over past batches: of weights that have changed since, and
    of random views where there are any.

    Args:
        network: An `Encoder` or a `VAE`.
        images: The training images, as they are: without random views.
    """
    if isinstance(network, VAE):
        calibrate_vae(network, images, generator=generator(0))
    else:
        calibrate_batch_statistics(cast(Encoder, network), images)


def choose_images(data: DSprites, images: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the positions of the images to train on and of those to test on.

    Args:
        data: The course's images.
        images: "train", "biased" or "control", as in `DSpritesRecipe`.

    Returns:
        (train, test), int64 each. Those to test on have no bias.

    Raises:
        ValueError: If `images` is none of the three.
    """
    if images not in ("train", "biased", "control"):
        raise ValueError(f"images must be 'train', 'biased' or 'control', got {images!r}")
    if images == "train":
        train, test = split_images(len(data.images))
        return train, test
    train, test = split_images(len(data.images), 0.95)
    biased = biased_part(data, train)
    return (biased if images == "biased" else random_part(train, len(biased))), test


def fresh_images(data: DSprites) -> DSprites:
    """Draw 20,000 images at random from all of dSprites, less those that are in `data` already."""
    drawn = load_dsprites(N_FRESH, seed=FRESH_SEED)
    return drawn.part(~torch.isin(drawn.indices, data.indices))


class LatentReader:
    """Measures how well each latent can be read off an encoder's features, by a Linear layer.

    The layer is trained on the features of the first network that is measured, and reads those
    of every other one, too: what differs is then the network, not the luck of a training.
    """

    def __init__(self, train: DSprites, test: DSprites) -> None:
        """Say what to measure on.

        Args:
            train: The images that network and layer are trained on.
            test: Those that they are tested on.
        """
        self.train, self.test = train, test
        self.classifier: nn.Module | None = None

    def __call__(self, model: nn.Module) -> dict[str, float]:
        """Measure a network.

        Args:
            model: An `Encoder` or a `VAE`.

        Returns:
            The test accuracy of each latent in percent: "shape_test_accuracy" and so on.
        """
        encoder = model.encoder if isinstance(model, VAE) else model
        if self.classifier is None:
            self.classifier = train_latent_classifier(
                compute_features(encoder, self.train.images),
                self.train.classes,
                n_epochs=N_CLASSIFIER_EPOCHS,
            )
        features = compute_features(encoder, self.test.images)
        accuracies = read_latents(self.classifier, features, self.test.classes)
        return {f"{latent}_test_accuracy": value for latent, value in accuracies.items()}
