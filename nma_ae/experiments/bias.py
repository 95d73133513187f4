"""What a bias in the training images does to each encoder's accuracy on images without it."""

from typing import Literal, NamedTuple

import torch
from torch import nn

from nma_ae.analysis import compute_accuracy, compute_features
from nma_ae.data import DSprites, biased_part
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.experiments.dsprites_recipe import choose_images
from nma_ae.experiments.encoders import build_random_encoder
from nma_ae.experiments.results import CLASSIFIER_SEED
from nma_ae.training import train_classifier
from nma_ae.weights import trained

BIASED_ENCODERS = ("supervised", "random", "VAE", "SimCLR")


class BiasResult(NamedTuple):
    """The accuracy of the shape in percent, on different images.

    Attributes:
        train: Those that encoder and classifier were trained on.
        test: Those kept for testing, which have no bias.
        obeying: Of the test images, those whose shape and place go together as in the biased ones.
        other: The rest of the test images.
    """

    train: float
    test: float
    obeying: float
    other: float


def bias_result(
    data: DSprites,
    encoder: str,
    images: Literal["biased", "control"],
    *,
    n_epochs: int = 30,
    progress: bool = True,
) -> BiasResult:
    """Train a classifier of the shape on the biased images or on their control, and test it.

    The encoder has seen the same images and no others. It is frozen.

    Args:
        data: The course's images.
        encoder: "supervised", "VAE" or "SimCLR", trained on these images before; or "random".
        images: "biased", or "control": as many images without the bias.
        n_epochs: Of the classifier.
        progress: Whether a progress bar is shown, where somebody watches.

    Returns:
        The accuracies.

    Raises:
        ValueError: If `encoder` or `images` is none of these.
    """
    if encoder not in BIASED_ENCODERS:
        raise ValueError(f"encoder must be one of {', '.join(BIASED_ENCODERS)}, got {encoder!r}")
    network = load_biased_encoder(data, encoder, images)
    return measure_bias(network, data, images, n_epochs=n_epochs, progress=progress)


def measure_bias(
    network: nn.Module, data: DSprites, images: str, *, n_epochs: int = 30, progress: bool = False
) -> BiasResult:
    """Train a classifier of the shape on an encoder's features, as `bias_result` does.

    Args:
        network: From images to features (n, n_features), in eval mode.
        data: The course's images.
        images: What the classifier is trained on, "biased" or "control".
        n_epochs: Of the classifier.
        progress: Whether a progress bar is shown, where somebody watches.

    Returns:
        The accuracies.
    """
    train, test = choose_images(data, images)
    labels = data.labels("shape")
    train_features = compute_features(network, data.images[train])
    classifier, _ = train_classifier(
        train_features,
        labels[train],
        n_classes=N_CLASSES[0],
        n_epochs=n_epochs,
        seed=CLASSIFIER_SEED,
        progress=progress,
    )
    test_features = compute_features(network, data.images[test])
    obeys = torch.isin(test, biased_part(data, test))
    return BiasResult(
        compute_accuracy(classifier, train_features, labels[train]),
        compute_accuracy(classifier, test_features, labels[test]),
        compute_accuracy(classifier, test_features[obeys], labels[test[obeys]]),
        compute_accuracy(classifier, test_features[~obeys], labels[test[~obeys]]),
    )


def load_biased_encoder(data: DSprites, encoder: str, images: str) -> nn.Module:
    """Load an encoder that was trained on the biased images or their control; or build "random".

    Args:
        data: The course's images.
        encoder: One of `BIASED_ENCODERS`.
        images: "biased" or "control".

    Returns:
        From images to features (n, 84), in eval mode.
    """
    if encoder == "random":
        return build_random_encoder(data.images[choose_images(data, images)[0]])
    return trained(f"dsprites_{encoder.lower()}_{images}")
