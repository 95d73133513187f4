"""The latent spaces of the shipped networks, with maps that were computed beforehand.

So the site can be built without the data that the maps show.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import torch
from torch import nn

from nma_ae.explorers.latent import example_images, map_content
from nma_ae.explorers.serialise import network_content
from nma_ae.files import write_whole
from nma_ae.networks import split_autoencoder
from nma_ae.weights import BUILDERS, trained

FOLDER = Path(__file__).parent / "maps"
N_SHOWN = 2000
# The networks that can be explored, if their weights are shipped.
NAMES = ("deep_autoencoder", "spherical_autoencoder")


def shipped_spaces() -> list[str]:
    """Name the networks that have both weights and a map."""
    return [name for name in NAMES if name in BUILDERS and (FOLDER / f"{name}.json").is_file()]


def shipped_space(name: str) -> dict[str, Any]:
    """Write down the latent space of a shipped network, as `latent.space_content` does.

    Args:
        name: One of `shipped_spaces()`.

    Raises:
        ValueError: If there is no such network, or no map of it.
    """
    if name not in shipped_spaces():
        raise ValueError(f"name must be one of {', '.join(shipped_spaces())}, got {name!r}")
    encoder, decoder = split_autoencoder(_autoencoder(name))
    return {
        "name": name,
        **_read(name),
        "decoder": network_content(decoder),
        "encoder": network_content(encoder),
    }


def shipped_examples() -> str:
    """Return ten test images, 0 to 9, as `latent.example_images` writes them."""
    return _read("examples")["images"]


def make_maps(load_images: Callable[[], tuple[torch.Tensor, torch.Tensor]]) -> list[Path]:
    """Compute the maps of the shipped networks anew, and the examples.

    Args:
        load_images: Gives the test images (n, 784) in [0, 1] and their labels (n,).

    Returns:
        The files that were written.
    """
    images, labels = (values[:N_SHOWN] for values in load_images())
    contents = {"examples": {"images": example_images(images, labels)}}
    for name in NAMES:
        if name in BUILDERS:
            encoder, _decoder = split_autoencoder(_autoencoder(name))
            with torch.no_grad():
                contents[name] = map_content(encoder(images), labels)
    FOLDER.mkdir(exist_ok=True)
    return [_write(name, content) for name, content in contents.items()]


def _autoencoder(name: str) -> nn.Sequential:
    """Load one of `NAMES`: their builders give a Sequential."""
    return cast(nn.Sequential, trained(name))


def _read(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _write(name: str, content: dict[str, Any]) -> Path:
    path = FOLDER / f"{name}.json"
    text = json.dumps(content, separators=(",", ":"))
    write_whole(path, f"{text}\n".encode())
    return path
