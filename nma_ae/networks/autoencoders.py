"""Autoencoders with a narrow code in the middle, as `nn.Sequential`s that can be sliced."""

from collections.abc import Sequence
from itertools import pairwise

from torch import nn

from nma_ae.arguments import require_sizes, require_widths
from nma_ae.networks.initialization import init_weights_kaiming_normal


def build_shallow_autoencoder(input_size: int = 784, encoding_size: int = 2) -> nn.Sequential:
    """Build input -> code -> input with nothing in between.

    Layers: Linear, PReLU, Linear, Sigmoid. The encoder's weights start from Kaiming's normal
    distribution, the last layer's as torch draws them.

    Args:
        input_size: Pixels of an image, at least 1.
        encoding_size: Units of the code, at least 1.

    Returns:
        A network from images (n, input_size) to reconstructions (n, input_size) in (0, 1).

    Raises:
        ValueError: If a size is not a positive integer.

    Source: Neuromatch Academy, Autoencoders, tutorial 1.
    """
    require_sizes(input_size=input_size, encoding_size=encoding_size)
    return build_mirrored_autoencoder([input_size, encoding_size])


def build_mirrored_autoencoder(widths: Sequence[int]) -> nn.Sequential:
    """Build an autoencoder of any depth whose decoder mirrors its encoder.

    A PReLU follows each Linear but the last, which a Sigmoid follows. The weights of all layers but
    the last start from Kaiming's normal distribution.

    Args:
        widths: Units per layer of the encoder, from the input to the code, at least two.

    Returns:
        A network from images (n, widths[0]) to reconstructions of that shape in (0, 1).

    Raises:
        ValueError: If there are fewer than two widths, or one is not a positive integer.
    """
    widths = require_widths(widths, in_memory=True)
    layers: list[nn.Module] = []
    for n_in, n_out in pairwise(widths + widths[-2::-1]):
        layers += [nn.Linear(n_in, n_out), nn.PReLU()]
    layers[-1] = nn.Sigmoid()
    model = nn.Sequential(*layers)
    model[:-2].apply(init_weights_kaiming_normal)
    return model


def build_deep_autoencoder(input_size: int = 784, encoding_size: int = 2) -> nn.Sequential:
    """Build input -> input/2 -> 32 codes -> code, and the same way back.

    With the defaults: 784 -> 392 -> 64 -> 2 -> 64 -> 392 -> 784, 666,791 parameters. A PReLU
    follows each Linear but the last, which a Sigmoid follows. The weights of all layers but the
    last start from Kaiming's normal distribution.

    Args:
        input_size: Pixels of an image, at least 2; odd sizes are halved downwards.
        encoding_size: Units of the code, at least 1; the layers beside it have 32 times as many.

    Returns:
        A network from images (n, input_size) to reconstructions (n, input_size) in (0, 1).

    Raises:
        ValueError: If a size is not an integer of at least that.

    Source: Neuromatch Academy, Autoencoders, tutorial 2.
    """
    require_sizes(input_size=input_size, encoding_size=encoding_size)
    if input_size < 2:
        raise ValueError(f"input_size must be at least 2 to be halved, got {input_size}")
    half, narrow = input_size // 2, 32 * encoding_size
    model = nn.Sequential(
        nn.Linear(input_size, half),
        nn.PReLU(),
        nn.Linear(half, narrow),
        nn.PReLU(),
        nn.Linear(narrow, encoding_size),
        nn.PReLU(),
        nn.Linear(encoding_size, narrow),
        nn.PReLU(),
        nn.Linear(narrow, half),
        nn.PReLU(),
        nn.Linear(half, input_size),
        nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model


def split_autoencoder(model: nn.Sequential) -> tuple[nn.Sequential, nn.Sequential]:
    """Split an autoencoder after its code.

    The code is what comes out of the narrowest Linear and of the activation that follows it. Both
    halves share their layers with `model`: train one and the other has learnt.

    Args:
        model: A Sequential with at least two Linear layers, as the builders here make it.

    Returns:
        (encoder, decoder), such that decoder(encoder(images)) is model(images).

    Raises:
        ValueError: If `model` is no Sequential, or has nothing after its narrowest layer.
    """
    if not isinstance(model, nn.Sequential):
        raise ValueError(f"model must be an nn.Sequential, got {type(model).__name__}")
    linear = [i for i, layer in enumerate(model) if isinstance(layer, nn.Linear)]
    if len(linear) < 2:
        raise ValueError(f"model must have at least two Linear layers, got {len(linear)}")
    code = min(linear, key=lambda i: model[i].out_features)
    if code == linear[-1]:
        raise ValueError("model has its narrowest Linear layer last, so there is no decoder")
    following = linear[linear.index(code) + 1]
    return model[:following], model[following:]
