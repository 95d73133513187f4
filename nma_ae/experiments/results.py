"""The table of results: how well the shape can be read off each encoder, published and here."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from statistics import fmean
from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.analysis import alignment, compute_accuracy, compute_features, uniformity
from nma_ae.data import DSprites, load_dsprites, random_views, split_images
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.experiments.encoders import (
    SEED,
    build_random_encoder,
    load_encoder,
    new_encoder,
)
from nma_ae.experiments.latents import read_latents, train_latent_classifier
from nma_ae.seeds import generator
from nma_ae.training import Recording, few_negatives_loss, train_classifier
from nma_ae.training.contrastive import draw_negatives, partner_cosines
from nma_ae.weights import trained

CLASSIFIER_SEED = 0  # starts what is trained on features
OTHER_SEEDS = (0, 1)  # of encoders, beside that of the course


@dataclass(frozen=True)
class Row:
    """What was published of an encoder, and what is expected here.

    Attributes:
        encoder: What it is called.
        n_epochs: Of the classifier; of encoder and classifier together for the supervised one.
        published_train: Accuracy on the training images in percent; None if it was not published.
        published_test: Accuracy on the test images in percent.
        bounds: Between which test accuracies ours is to lie, in percent.
        features: Gives the features of images; None for the supervised encoder, which is trained.
        of_seed: Gives, for another seed of the encoder and as many epochs, the test accuracy in
            percent; None where only one was trained.
    """

    encoder: str
    n_epochs: int
    published_train: float | None
    published_test: float
    bounds: tuple[float, float]
    features: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] | None
    of_seed: Callable[[int, int], float] | None = None


class Result(NamedTuple):
    """One row of the table with our own numbers, in percent."""

    row: Row
    train: float
    test: float
    seeds: tuple[float, ...] = ()
    """Test accuracies for three seeds of the encoder, `test` the first; () where only one is."""

    @property
    def is_within(self) -> bool:
        """Whether the test accuracy lies within its bounds."""
        low, high = self.row.bounds
        return low <= self.test <= high


def _raw_pixels(images: torch.Tensor, train: torch.Tensor) -> torch.Tensor:
    return images.flatten(1).float()


def _of(name: str) -> Callable[[torch.Tensor, torch.Tensor], torch.Tensor]:
    return lambda images, train: compute_features(load_encoder(name, images[train]), images)


def shape_accuracies(
    inputs: torch.Tensor, n_epochs: int, *, encoder_seed: int | None = None, progress: bool = False
) -> tuple[float, float]:
    """Train a classifier of the shape, as for each row of the table, and measure it.

    Args:
        inputs: Features of the course's images, (20000, n_features); or the images themselves.
        n_epochs: Of the classifier.
        encoder_seed: Starts an encoder that is trained with it, on the images; None for none.
        progress: Whether progress bars are shown, where somebody watches.

    Returns:
        (train, test): accuracies in percent.
    """
    labels, split = load_dsprites().labels("shape"), split_images()
    classifier, _ = train_classifier(
        inputs[split.train],
        labels[split.train],
        n_classes=N_CLASSES[0],
        n_epochs=n_epochs,
        encoder=None if encoder_seed is None else new_encoder(seed=encoder_seed),
        seed=CLASSIFIER_SEED if encoder_seed is None else encoder_seed,
        progress=progress,
    )
    train, test = (compute_accuracy(classifier, inputs[part], labels[part]) for part in split)
    return train, test


def _supervised(seed: int, n_epochs: int) -> float:
    return shape_accuracies(load_dsprites().images, n_epochs, encoder_seed=seed)[1]


def _random(seed: int, n_epochs: int) -> float:
    images = load_dsprites().images
    encoder = build_random_encoder(images[split_images().train], seed=seed)
    return shape_accuracies(compute_features(encoder, images), n_epochs)[1]


def _recorded(name: str) -> Callable[[int, int], float]:
    def of_seed(seed: int, _n_epochs: int) -> float:
        recorded = cast(Recording, trained(name))
        return recorded.test_accuracies[recorded.seeds.tolist().index(seed)].item()

    return of_seed


ROWS = (
    Row("none (raw pixels)", 25, None, 39.55, (38.55, 40.55), _raw_pixels),
    Row("supervised", 10, 100.00, 98.70, (98.0, 100.0), None, _supervised),
    Row("random", 25, 46.02, 44.67, (41.67, 47.67), _of("random"), _random),
    Row("VAE", 25, 46.48, 45.75, (40.0, 60.0), _of("VAE")),
    Row("SimCLR", 10, 97.83, 97.53, (97.5, 100.0), _of("SimCLR"), _recorded("simclr_seeds")),
    Row(
        "SimCLR, 2 negatives",
        50,
        None,
        66.75,
        (66.75, 75.0),
        _of("SimCLR, 2 negatives"),
        _recorded("two_negatives"),
    ),
)


def shape_results(rows: tuple[Row, ...] = ROWS, *, progress: bool = True) -> Iterator[Result]:
    """Train the classifiers of the shape and measure them, row after row.

    Args:
        rows: Which, of `ROWS`.
        progress: Whether progress bars are shown, where somebody watches.

    Yields:
        Each row as soon as it is measured.
    """
    images, split = load_dsprites().images, split_images()
    for row in rows:
        inputs = images if row.features is None else row.features(images, split.train)
        seed = SEED if row.features is None else None
        train, test = shape_accuracies(inputs, row.n_epochs, encoder_seed=seed, progress=progress)
        seeds: tuple[float, ...] = ()
        if row.of_seed is not None:
            seeds = test, *(row.of_seed(each, row.n_epochs) for each in OTHER_SEEDS)
        yield Result(row, train, test, seeds)


def latent_accuracies(
    features: torch.Tensor, data: DSprites, *, n_epochs: int = 25
) -> dict[str, float]:
    """Measure how well each of the five latents can be read off the same features.

    Args:
        features: Of all images of `data`, (n, n_features), or their pixels, uint8.
        data: Images with their latents.
        n_epochs: Of the classifier of all latents.

    Returns:
        The test accuracy of each latent in percent, by name.
    """
    train, test = split_images(len(features))
    classifier = train_latent_classifier(
        features[train].float(), data.classes[train], n_epochs=n_epochs
    )
    return read_latents(classifier, features[test].float(), data.classes[test])


def spread(encoder: nn.Module, images: torch.Tensor) -> tuple[float, float]:
    """Measure alignment and uniformity of an encoder's features.

    Args:
        encoder: From images to features.
        images: (n, 1, 64, 64).

    Returns:
        (alignment, uniformity): of two random views of each image, and over the images themselves.
    """
    draws = generator(SEED)
    first, second = (
        compute_features(encoder, random_views(images, generator=draws)) for _ in range(2)
    )
    return alignment(first, second), uniformity(compute_features(encoder, images))


def contrastive_game(
    encoder: nn.Module, images: torch.Tensor, *, n_negatives: int = 2, seed: int = 0
) -> tuple[float, float]:
    """Let an encoder tell the other view of an image from a few views of other images.

    Batch normalisation takes the statistics of the views, as in training.

    Args:
        encoder: From images to features; it is left as it is.
        images: (n, 1, 64, 64), more than n_negatives / 2.
        n_negatives: The views of other images, at random, among which each partner is hidden.
        seed: Draws the views and the negatives.

    Returns:
        (accuracy, loss): how often the partner has the larger cosine than all negatives, in
        percent; and `few_negatives_loss`.
    """
    draws, encoder = generator(seed), deepcopy(encoder).train()
    with torch.no_grad():
        first, second = (encoder(random_views(images, generator=draws)) for _ in range(2))
        negatives = draw_negatives(len(images), n_negatives, generator=draws)
        loss = few_negatives_loss(first, second, n_negatives, generator=draws)
    directions = F.normalize(torch.cat([first, second]), dim=1)
    partner, others = partner_cosines(directions, negatives)
    right = partner > others.amax(1)
    return 100 * right.double().mean().item(), loss.item()


def markdown_table(results: list[Result]) -> str:
    """Set the results as a Markdown table, numbers with two decimals."""
    lines = [
        "| encoder | classifier epochs | test, published | test, here | expected here "
        "| train, published | train, here | test, mean of three seeds | their range |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row, train, test, seeds in results:
        published = "–" if row.published_train is None else f"{row.published_train:.2f}"
        mean = f"{fmean(seeds):.2f}" if seeds else "–"
        between = f"{min(seeds):.2f} to {max(seeds):.2f}" if seeds else "–"
        lines.append(
            f"| {row.encoder} | {row.n_epochs} | {row.published_test:.2f} | {test:.2f} "
            f"| {row.bounds[0]:g} to {row.bounds[1]:g} | {published} | {train:.2f} "
            f"| {mean} | {between} |"
        )
    return "\n".join(lines)
