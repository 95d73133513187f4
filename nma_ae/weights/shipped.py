"""The weights that come with the package."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import nn

from nma_ae.arguments import require_one_of
from nma_ae.networks import (
    VAE,
    ConvolutionalAutoencoder,
    Encoder,
    build_batch_norm_autoencoder,
    build_deep_autoencoder,
    build_residual_autoencoder,
    build_shallow_autoencoder,
    build_sparse_autoencoder,
    build_spherical_autoencoder,
    build_spiral_networks,
    build_stacked_autoencoder,
    build_thick_codes_and_decoder,
)
from nma_ae.networks.stacked import FAMILY_WIDTHS, LARGE_WIDTHS
from nma_ae.training.recording import (
    build_code_sizes,
    build_encoder_seeds,
    build_family_controls,
    build_film,
    build_label_fractions,
    build_label_views,
    build_sphere_controls,
    build_spiral_budgets,
    build_two_negatives,
)
from nma_ae.weights.store import broken, load_card, load_weights

FOLDER = Path(__file__).parent

BUILDERS: dict[str, Callable[[], nn.Module]] = {
    "shallow_autoencoder": build_shallow_autoencoder,
    "deep_autoencoder": build_deep_autoencoder,
    "deep_autoencoder_film": build_film,
    "code_sizes": build_code_sizes,
    "deep_autoencoder_3d": partial(build_deep_autoencoder, encoding_size=3),
    "spherical_autoencoder": build_spherical_autoencoder,
    "sphere_controls": build_sphere_controls,
    "spiral_networks": build_spiral_networks,
    "spiral_budgets": build_spiral_budgets,
    "thick_spherical_decoder": build_thick_codes_and_decoder,
    "family_from_input": partial(build_stacked_autoencoder, FAMILY_WIDTHS),
    "family_both_ends": partial(build_stacked_autoencoder, FAMILY_WIDTHS),
    "family_kaiming": partial(build_stacked_autoencoder, FAMILY_WIDTHS),
    "family_batch_norm": partial(build_batch_norm_autoencoder, FAMILY_WIDTHS),
    "family_residual": partial(build_residual_autoencoder, FAMILY_WIDTHS),
    "family_residual_large": partial(build_residual_autoencoder, LARGE_WIDTHS),
    "family_convolutional": ConvolutionalAutoencoder,
    "family_denoising": partial(build_residual_autoencoder, FAMILY_WIDTHS),
    "family_sparse": build_sparse_autoencoder,
    "family_controls": build_family_controls,
    "dsprites_supervised": Encoder,
    "dsprites_supervised_control": Encoder,
    "dsprites_supervised_biased": Encoder,
    "dsprites_simclr": Encoder,
    "dsprites_simclr_two_negatives": Encoder,
    "dsprites_simclr_two_negatives_early": Encoder,
    "dsprites_simclr_control": Encoder,
    "dsprites_simclr_biased": Encoder,
    "dsprites_vae": VAE,
    "dsprites_vae_control": Encoder,
    "dsprites_vae_biased": Encoder,
    "two_negatives": build_two_negatives,
    "simclr_seeds": partial(build_encoder_seeds, 60),
    "simclr_control_seeds": partial(build_encoder_seeds, 90),
    "simclr_biased_seeds": partial(build_encoder_seeds, 90),
    "label_fractions": build_label_fractions,
    "label_views": build_label_views,
}


def trained(name: str) -> nn.Module:
    """Give a network that has already been trained.

    The weights are checked against their card; `card(name)` tells how they were made.

    Args:
        name: A key of `BUILDERS`, such as "deep_autoencoder".

    Returns:
        The network in eval mode, in float32, on the CPU; a new one at each call.

    Raises:
        ValueError: If there is no network of that name.
        BrokenWeightsError: If the file is missing, damaged or does not fit; a RuntimeError and a
            ValueError.

    Example:
        >>> model = trained("deep_autoencoder")
    """
    builder = BUILDERS[_known(name)]
    with torch.device("meta"):  # no memory, and no draw from the caller's random state
        model = builder()
    weights = load_weights(FOLDER, name)
    try:
        model.load_state_dict(weights, strict=True, assign=True)
    except RuntimeError as error:
        raise broken(FOLDER / f"{name}.safetensors", error) from error
    return model.eval()


def card(name: str) -> dict[str, Any]:
    """Tell how trained weights were made.

    Args:
        name: As for `trained`.

    Returns:
        Data, architecture, settings, seed, command, torch's version, losses and SHA-256.

    Raises:
        ValueError: If there is no network of that name.
        BrokenWeightsError: If the card is missing or damaged.
    """
    return load_card(FOLDER, _known(name))


def _known(name: str) -> str:
    require_one_of(sorted(BUILDERS), name=name)
    return name
