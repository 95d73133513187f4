"""The encoders of dSprites that the chapters compare, by name."""

import torch
from torch import nn

from nma_ae.networks import Encoder, calibrate_batch_statistics
from nma_ae.seeds import seeded
from nma_ae.weights import trained

SEED = 2021  # of the course, as of its split: starts what is trained on images

# The weights of each; none of the one that is never trained.
_WEIGHTS = {
    "supervised": "dsprites_supervised",
    "random": None,
    "VAE": "dsprites_vae",
    "SimCLR": "dsprites_simclr",
    "SimCLR, 2 negatives": "dsprites_simclr_two_negatives",
}
ENCODERS = tuple(_WEIGHTS)


def load_encoder(name: str, train_images: torch.Tensor) -> nn.Module:
    """Load an encoder of the course, or build the random one.

    Args:
        name: One of `ENCODERS`.
        train_images: (n, 1, 64, 64), for the batch statistics of the random one.

    Returns:
        From images to features (n, 84), in eval mode; of the VAE, its encoder.

    Raises:
        ValueError: If there is no encoder of that name.
        RuntimeError: If its weights are missing or damaged.
    """
    if name not in ENCODERS:
        raise ValueError(f"name must be one of {'; '.join(ENCODERS)}, got {name!r}")
    weights = _WEIGHTS[name]
    if weights is None:
        return build_random_encoder(train_images)
    network = trained(weights)
    return getattr(network, "encoder", network)


def build_random_encoder(train_images: torch.Tensor, *, seed: int = SEED) -> nn.Module:
    """Build an encoder that is never trained.

    Its batch normalisations are measured once on the training images and then left as they are, so
    that training and testing see the same features.

    Args:
        train_images: (n, 1, 64, 64).
        seed: Starts its weights.

    Returns:
        The encoder in eval mode.
    """
    encoder = new_encoder(seed=seed)
    calibrate_batch_statistics(encoder, train_images)
    return encoder


def new_encoder(*, seed: int = SEED) -> Encoder:
    """Build an encoder to be trained, in the memory format in which convolutions are fastest."""
    with seeded(seed):
        # torch's types leave `memory_format` out.
        return Encoder().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
