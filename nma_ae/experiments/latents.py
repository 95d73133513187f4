"""Reading the latents of dSprites off features, each by a linear classifier of its own."""

from collections.abc import Mapping

import torch
from torch import nn

from nma_ae.analysis import compute_accuracy
from nma_ae.data import LATENT_NAMES
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.training import train_classifier


def train_latent_classifiers(
    features: torch.Tensor, classes: torch.Tensor, *, n_epochs: int
) -> dict[str, nn.Module]:
    """Train a classifier for each latent.

    Args:
        features: (n, n_features).
        classes: The latents of the same images, (n, 5) int64, as `DSprites.classes` has them.
        n_epochs: Of each classifier.

    Returns:
        The classifiers by the names of the latents.
    """
    return {
        latent: train_classifier(
            features, labels, n_classes=n_classes, n_epochs=n_epochs, progress=False
        )[0]
        for latent, labels, n_classes in zip(LATENT_NAMES, classes.T, N_CLASSES, strict=True)
    }


def read_latents(
    classifiers: Mapping[str, nn.Module], features: torch.Tensor, classes: torch.Tensor
) -> dict[str, float]:
    """Measure how often each classifier is right.

    Args:
        classifiers: By the names of the latents, in their order.
        features: (n, n_features).
        classes: The latents of the same images, (n, 5) int64.

    Returns:
        The accuracies in percent, by name.
    """
    return {
        latent: compute_accuracy(classifier, features, labels)
        for (latent, classifier), labels in zip(classifiers.items(), classes.T, strict=True)
    }
