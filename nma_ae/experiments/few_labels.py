"""How much is left of an encoder's accuracy when few of the images have labels."""

import math
from collections.abc import Callable, Iterator, Sequence

import torch
from torch import nn

from nma_ae.analysis import compute_accuracy
from nma_ae.data import Split, labelled_part
from nma_ae.training import train_classifier

FRACTIONS = (0.05, 0.1, 0.2, 0.4, 0.75, 1.0)


def accuracy_by_fraction(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    split: Split,
    *,
    n_classes: int,
    n_epochs: int,
    fractions: Sequence[float] = FRACTIONS,
    build_encoder: Callable[[], nn.Module] | None = None,
    seed: int = 0,
    autocast: torch.dtype | None = None,
    progress: bool = True,
) -> dict[float, float]:
    """Train a classifier for each fraction of the labels, and test each on the same images.

    The fewer labels, the more epochs: n_epochs / sqrt(fraction), rounded up, so that few labels do
    not also mean as few steps.

    Args:
        inputs: Features of a frozen encoder, (n, n_features); or images, with `build_encoder`.
        labels: The classes of all of them, (n,) int64.
        split: Which of them are for training and which for testing.
        n_classes: How many classes there are.
        n_epochs: With all labels.
        fractions: Of the training images, each above 0 and at most 1.
        build_encoder: Makes an encoder that is trained with its classifier; a new one for each
            fraction. None where the features are given.
        seed: Starts the classifiers and the order of the inputs. The labels of a smaller fraction
            are among those of a larger one, whatever the seed.
        autocast: As in `fit`.
        progress: Whether progress bars are shown, where somebody watches.

    Returns:
        The test accuracy in percent, by fraction.

    Raises:
        ValueError: If a fraction is not above 0 and at most 1; said before anything is trained.
    """
    classifiers = classifiers_by_fraction(
        inputs,
        labels,
        split,
        n_classes=n_classes,
        n_epochs=n_epochs,
        fractions=fractions,
        build_encoder=build_encoder,
        seed=seed,
        autocast=autocast,
        progress=progress,
    )
    return {
        fraction: compute_accuracy(classifier, inputs[split.test], labels[split.test])
        for fraction, _, classifier in classifiers
    }


def classifiers_by_fraction(
    inputs: torch.Tensor,
    labels: torch.Tensor,
    split: Split,
    *,
    n_classes: int,
    n_epochs: int,
    fractions: Sequence[float],
    build_encoder: Callable[[], nn.Module] | None = None,
    seed: int = 0,
    autocast: torch.dtype | None = None,
    progress: bool = True,
) -> Iterator[tuple[float, torch.Tensor, nn.Module]]:
    """Train a classifier for each fraction of the labels.

    Args:
        inputs: As in `accuracy_by_fraction`, like all that follows.
        labels: As there.
        split: As there.
        n_classes: As there.
        n_epochs: As there.
        fractions: As there.
        build_encoder: As there.
        seed: As there.
        autocast: As there.
        progress: As there.

    Yields:
        (fraction, part, classifier) as soon as it is trained; `part` holds the positions of the
        images whose labels it has seen, (n,) int64.

    Raises:
        ValueError: As there.
    """
    parts = {fraction: labelled_part(split.train, fraction) for fraction in fractions}
    for fraction, part in parts.items():
        classifier, _ = train_classifier(
            inputs[part],
            labels[part],
            n_classes=n_classes,
            n_epochs=math.ceil(n_epochs / math.sqrt(fraction)),
            encoder=None if build_encoder is None else build_encoder(),
            seed=seed,
            autocast=autocast,
            progress=progress,
        )
        yield fraction, part, classifier
