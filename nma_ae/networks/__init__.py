"""What is trained: networks and how their weights start."""

from nma_ae.networks.autoencoders import (
    build_deep_autoencoder,
    build_mirrored_autoencoder,
    build_shallow_autoencoder,
    split_autoencoder,
)
from nma_ae.networks.initialization import (
    init_weights_kaiming_normal,
    init_weights_kaiming_uniform,
)

__all__ = [
    "build_deep_autoencoder",
    "build_mirrored_autoencoder",
    "build_shallow_autoencoder",
    "init_weights_kaiming_normal",
    "init_weights_kaiming_uniform",
    "split_autoencoder",
]
