"""Autoencoders whose code lies on a sphere."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.arguments import (
    require_floats,
    require_kinds,
    require_positive_integers,
    require_widths,
)
from nma_ae.networks.autoencoders import (
    build_deep_autoencoder,
    build_mirrored_autoencoder,
    split_autoencoder,
)

MOST_CODES = 100_000_000  # more would not fit into memory
THICK_WIDTHS = (784, 1568, 392, 96, 3)  # the source's bonus: twice as wide as the image at first


class NormalizeLayer(nn.Module):
    """Divides each row by its length, which puts it on the sphere of radius 1.

    It has nothing to learn. A row of zeros has no direction, and stays what it is.

    Shape:
        (n, d) in, (n, d) out.

    Source: Neuromatch Academy, Autoencoders, tutorial 2.
    """

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        """Return the codes, each divided by its Euclidean norm."""
        return F.normalize(codes, p=2, dim=1)


def build_spherical_autoencoder(input_size: int = 784, encoding_size: int = 3) -> nn.Sequential:
    """Build the deep autoencoder with a `NormalizeLayer` after its code.

    With the defaults: 784 -> 392 -> 96 -> 3, onto the sphere, and the same way back. The sphere
    costs no parameter, and drawing the first weights goes as in `build_deep_autoencoder`: with the
    same seed both networks start the same.

    Args:
        input_size: Pixels of an image, at least 2; odd sizes are halved downwards.
        encoding_size: Units of the code, at least 1; the layers beside it have 32 times as many.

    Returns:
        A network from images (n, input_size) to reconstructions (n, input_size) in (0, 1).

    Raises:
        ValueError: If a size is not an integer of at least that.

    Source: Neuromatch Academy, Autoencoders, tutorial 2.
    """
    deep = build_deep_autoencoder(input_size, encoding_size)
    return nn.Sequential(*deep[:6], NormalizeLayer(), *deep[6:])


def build_mirrored_spherical_autoencoder(widths: Sequence[int]) -> nn.Sequential:
    """Build a mirrored autoencoder of any depth with a `NormalizeLayer` after its code.

    Args:
        widths: Units per layer of the encoder, from the input to the code, at least two. The code
            must be the narrowest.

    Returns:
        A network from images (n, widths[0]) to reconstructions of that shape in (0, 1).

    Raises:
        ValueError: If there are fewer than two widths, one is not a positive integer, or the last
            is not the smallest.

    Example:
        >>> thick = build_mirrored_spherical_autoencoder([784, 1568, 392, 96, 3])
    """
    widths = require_widths(widths, in_memory=True)
    if min(widths[:-1]) <= widths[-1]:
        raise ValueError(f"widths must end with the smallest, the code, got {widths}")
    encoder, decoder = split_autoencoder(build_mirrored_autoencoder(widths))
    return nn.Sequential(*encoder, NormalizeLayer(), *decoder)


class CodesAndDecoder(nn.Module):
    """What is left of an autoencoder when its encoder has done its work: codes, and the decoder.

    Half the size of the whole network, and enough to draw its maps.

    Attributes:
        codes: What the encoder made of some images, (n, d); saved with the weights.
        decoder: Gives images for codes.

    Raises:
        ValueError: If `codes` is not (n, d) and finite, or `decoder` no Sequential.
    """

    def __init__(self, codes: torch.Tensor, decoder: nn.Sequential):
        super().__init__()
        require_floats("(n, d)", codes=codes)
        require_kinds(nn.Sequential, decoder=decoder)
        self.register_buffer("codes", codes)
        self.decoder = nn.Sequential(*decoder)  # numbered from 0

    def forward(self, codes: torch.Tensor) -> torch.Tensor:
        """Decode codes (n, d) to images (n, pixels)."""
        return self.decoder(codes)


def build_thick_codes_and_decoder(n_codes: int = 10_000) -> CodesAndDecoder:
    """Build the decoder of 784 -> 1568 -> 392 -> 96 -> 3 with a sphere, untrained, without codes.

    The whole network has 3,768,682 parameters, this half of it 1,884,731.

    Args:
        n_codes: Codes to make room for, at least 1; all are zero.

    Returns:
        The module whose weights the package ships as "thick_spherical_decoder".

    Raises:
        ValueError: If `n_codes` is not a positive integer.
    """
    require_positive_integers(most=MOST_CODES, n_codes=n_codes)
    thick = build_mirrored_spherical_autoencoder(THICK_WIDTHS)
    _, decoder = split_autoencoder(thick)
    return CodesAndDecoder(torch.zeros(n_codes, THICK_WIDTHS[-1]), decoder)
