"""Dense autoencoders of many layers, which start badly on purpose, and what helps them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.arguments import require_flags, require_kinds, require_sizes, require_widths
from nma_ae.networks.initialization import init_weights_kaiming_normal

SMALL_STD = 0.01
# Of the chapter: ten layers of weights, there and back. With the larger ones the network has as
# many parameters (275,114) as the convolutional autoencoder (274,955).
FAMILY_WIDTHS = [784, 128, 64, 32, 16, 10]
LARGE_WIDTHS = [784, 154, 78, 40, 20, 10]


def init_weights_small_normal(layer: nn.Module) -> None:
    """Draw the weights of a linear layer from a normal distribution of deviation 0.01, in place.

    The deviation does not depend on the width of the layer, as was common before 2010. Biases
    become zero; layers of any other kind are left alone.

    Args:
        layer: Any layer; meant for `model.apply(init_weights_small_normal)`.

    Source: Xie, Girshick and Farhadi 2016, arXiv 1511.06335, section 4.3.
    """
    if isinstance(layer, nn.Linear):
        nn.init.normal_(layer.weight, std=SMALL_STD)
        nn.init.zeros_(layer.bias)


class PlainAutoencoder(nn.Module):
    """One hidden layer, the code, between two layers of weights.

    Args:
        input_size: Pixels of an image, at least 1.
        embedding_size: Units of the code, at least 1.
        relu_code: Whether a ReLU follows the code; otherwise the code is linear.

    Attributes:
        encoder: From images (n, input_size) to codes (n, embedding_size).
        decoder: From codes to reconstructions (n, input_size) in (0, 1).

    Raises:
        ValueError: If a size is not a positive integer.
    """

    def __init__(self, input_size: int, embedding_size: int, relu_code: bool = True):
        super().__init__()
        require_sizes(input_size=input_size, embedding_size=embedding_size)
        require_flags(relu_code=relu_code)
        to_code = nn.Linear(input_size, embedding_size)
        self.encoder = nn.Sequential(to_code, nn.ReLU()) if relu_code else nn.Sequential(to_code)
        self.decoder = nn.Sequential(nn.Linear(embedding_size, input_size), nn.Sigmoid())

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the reconstructions (n, input_size) of images (n, input_size)."""
        return self.decoder(self.encoder(images))


class Residual(nn.Module):
    """A block with a way around it: block(x) + x, x being brought to the block's width.

    The shortcut learns nothing. To fewer units it takes means over neighbouring ones; to more units
    it repeats them.

    Args:
        block: Any network from (n, n_in) to (n, n_out).

    Raises:
        ValueError: If `block` is no module.
    """

    def __init__(self, block: nn.Module):
        super().__init__()
        require_kinds(nn.Module, block=block)
        self.block = block

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return (n, n_out) for (n, n_in)."""
        y = self.block(x)
        return y + F.adaptive_avg_pool1d(x, y.shape[1])


def build_stacked_autoencoder(widths: Sequence[int], *, kaiming: bool = False) -> nn.Sequential:
    """Build a mirrored autoencoder of Linear layers, each followed by its activation.

    A ReLU follows each Linear but two: nothing (an Identity) follows the code, so that it may have
    any sign, and a Sigmoid the last. So `model[2 * i : 2 * i + 2]` is layer i with its activation.

    Args:
        widths: Units per layer of the encoder, from the input to the code, at least two. The
            decoder goes the same way back, so n widths give 2 (n - 1) layers of weights.
        kaiming: Start from Kaiming's normal distribution (all but the last layer) instead of one
            of deviation 0.01.

    Returns:
        A network from images (n, widths[0]) to reconstructions of that shape in (0, 1).

    Raises:
        ValueError: If there are fewer than two widths, or one is not a positive integer.

    Source: the architecture of Xie, Girshick and Farhadi 2016, arXiv 1511.06335, which has a linear
    last layer where we, for binary cross-entropy, have a Sigmoid.
    """
    require_flags(kaiming=kaiming)
    model = nn.Sequential(*(layer for block in _blocks(widths) for layer in block))
    model.apply(init_weights_small_normal)
    if kaiming:
        model[:-2].apply(init_weights_kaiming_normal)
    return model


def build_batch_norm_autoencoder(widths: Sequence[int]) -> nn.Sequential:
    """Build the same with a batch normalisation after each Linear but the last.

    The weights start from a normal distribution of deviation 0.01.

    Args:
        widths: As for `build_stacked_autoencoder`.

    Returns:
        A network from images (n, widths[0]) to reconstructions of that shape in (0, 1).

    Raises:
        ValueError: If there are fewer than two widths, or one is not a positive integer.

    Source: Ioffe and Szegedy 2015, arXiv 1502.03167.
    """
    layers: list[nn.Module] = []
    *inner, last = _blocks(widths)
    for linear, activation in inner:
        layers += [linear, nn.BatchNorm1d(linear.out_features), activation]
    model = nn.Sequential(*layers, *last)
    model.apply(init_weights_small_normal)
    return model


def build_residual_autoencoder(widths: Sequence[int]) -> nn.Sequential:
    """Build the same with a shortcut around each Linear and its activation, but the last.

    The weights start from a normal distribution of deviation 0.01. Since neighbouring layers differ
    in width, the shortcut averages or repeats units (`Residual`).

    Args:
        widths: As for `build_stacked_autoencoder`.

    Returns:
        A network from images (n, widths[0]) to reconstructions of that shape in (0, 1).

    Raises:
        ValueError: If there are fewer than two widths, or one is not a positive integer.

    Source: the idea of He et al. 2015, arXiv 1512.03385.
    """
    *inner, last = _blocks(widths)
    blocks = [Residual(nn.Sequential(*block)) for block in inner]
    model = nn.Sequential(*blocks, *last)
    model.apply(init_weights_small_normal)
    return model


def layer_pairs(model: nn.Sequential) -> list[tuple[nn.Sequential, nn.Sequential]]:
    """Give each layer of an encoder together with its mirror image in the decoder.

    Args:
        model: As `build_stacked_autoencoder` makes it.

    Returns:
        From the outside inwards (encoder layer, decoder layer), each a Sequential of a Linear and
        its activation that shares its parameters with `model`.

    Raises:
        ValueError: If `model` is not an even number of layers, each with an activation.
    """
    require_kinds(nn.Sequential, model=model)
    linear = [isinstance(layer, nn.Linear) for layer in model]
    if len(linear) < 4 or len(linear) % 4 or linear != [True, False] * (len(linear) // 2):
        raise ValueError(
            "model must be a Sequential of Linear layers, each followed by its activation, as "
            f"build_stacked_autoencoder makes it, got {type(model).__name__} of {len(linear)}"
        )
    n_pairs = len(linear) // 4
    # torch says of a slice only that it is a module.
    blocks = [cast(nn.Sequential, model[i : i + 2]) for i in range(0, len(linear), 2)]
    return [(blocks[k], blocks[-1 - k]) for k in range(n_pairs)]


def _blocks(widths: Sequence[int]) -> list[tuple[nn.Linear, nn.Module]]:
    """Make the layers of the whole way, each with its activation."""
    widths = require_widths(widths, in_memory=True)
    way = widths + widths[-2::-1]
    blocks: list[tuple[nn.Linear, nn.Module]] = [
        (nn.Linear(n_in, n_out), nn.ReLU()) for n_in, n_out in pairwise(way)
    ]
    code = len(widths) - 2
    blocks[code] = (blocks[code][0], nn.Identity())
    blocks[-1] = (blocks[-1][0], nn.Sigmoid())
    return blocks
