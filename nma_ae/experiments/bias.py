"""What a bias in the training images does to each encoder's accuracy on images without it."""

from typing import Literal, NamedTuple

import torch

from nma_ae.analysis import compute_accuracy, compute_features
from nma_ae.data import DSprites, Split
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.experiments.dsprites_recipe import choose_images
from nma_ae.experiments.results import CLASSIFIER_SEED, SEED, build_random_encoder, new_encoder
from nma_ae.training import fast_dtype, train_classifier
from nma_ae.weights import trained

# Epochs of the classifier; of the supervised one, of the encoder with it.
N_EPOCHS = {"supervised": 80, "random": 30, "VAE": 30, "SimCLR": 30}


class BiasResult(NamedTuple):
    """The accuracy of the shape in percent."""

    train: float  # on the images that it was trained on
    test: float  # on images without bias


def bias_result(
    data: DSprites,
    encoder: str,
    images: Literal["biased", "control"],
    *,
    n_epochs: int | None = None,
    progress: bool = True,
) -> BiasResult:
    """Train a classifier of the shape on the biased images or on their control, and test it.

    The encoder has seen the same images and no others.

    Args:
        data: The course's images.
        encoder: "supervised", trained here from scratch; "random"; "VAE" or "SimCLR", pre-trained.
        images: "biased", or "control": as many images without the bias.
        n_epochs: By default `N_EPOCHS`.
        progress: Whether a progress bar is shown, where somebody watches.

    Returns:
        Training and test accuracy.

    Raises:
        ValueError: If `encoder` or `images` is none of these.
    """
    if encoder not in N_EPOCHS:
        raise ValueError(f"encoder must be one of {', '.join(N_EPOCHS)}, got {encoder!r}")
    split = Split(*choose_images(data, images))
    if encoder == "supervised":
        inputs, network = data.images, new_encoder()
    else:
        inputs, network = _features(data, encoder, images, split.train), None
    labels = data.labels("shape")
    classifier, _ = train_classifier(
        inputs[split.train],
        labels[split.train],
        n_classes=N_CLASSES[0],
        n_epochs=N_EPOCHS[encoder] if n_epochs is None else n_epochs,
        encoder=network,
        seed=CLASSIFIER_SEED if network is None else SEED,
        autocast=None if network is None else fast_dtype(),
        progress=progress,
    )
    return BiasResult(*(compute_accuracy(classifier, inputs[part], labels[part]) for part in split))


def _features(data: DSprites, encoder: str, images: str, train: torch.Tensor) -> torch.Tensor:
    if encoder == "random":
        return compute_features(build_random_encoder(data.images[train]), data.images)
    network = trained(f"dsprites_{encoder.lower()}_{images}")
    return compute_features(getattr(network, "encoder", network), data.images)
