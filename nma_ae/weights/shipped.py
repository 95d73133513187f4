"""The weights that come with the package."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import nn

from nma_ae.networks import build_deep_autoencoder, build_shallow_autoencoder
from nma_ae.weights.store import load_card, load_weights

FOLDER = Path(__file__).parent

BUILDERS: dict[str, Callable[[], nn.Module]] = {
    "shallow_autoencoder": build_shallow_autoencoder,
    "deep_autoencoder": build_deep_autoencoder,
}


def trained(name: str) -> nn.Module:
    """Give a network that has already been trained.

    The weights are checked against their card; `card(name)` tells how they were made.

    Args:
        name: "shallow_autoencoder" or "deep_autoencoder".

    Returns:
        The network in eval mode, in float32, on the CPU; a new one at each call.

    Raises:
        ValueError: If there is no network of that name.
        RuntimeError: If the file is missing, damaged or does not fit.

    Example:
        >>> model = trained("deep_autoencoder")
    """
    builder = BUILDERS[_known(name)]
    with torch.device("meta"):  # no memory, and no draw from the caller's random state
        model = builder()
    model.load_state_dict(load_weights(FOLDER, name), strict=True, assign=True)
    return model.eval()


def card(name: str) -> dict[str, Any]:
    """Tell how trained weights were made.

    Args:
        name: As for `trained`.

    Returns:
        Data, architecture, settings, seed, command, torch's version, losses and SHA-256.

    Raises:
        ValueError: If there is no network of that name.
        RuntimeError: If the card is missing or damaged.
    """
    return load_card(FOLDER, _known(name))


def _known(name: str) -> str:
    if name not in BUILDERS:
        raise ValueError(f"name must be one of {', '.join(sorted(BUILDERS))}, got {name!r}")
    return name
