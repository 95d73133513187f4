"""Weights and their card on disk: written whole or not at all, verified when read."""

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load as parse
from safetensors.torch import save as serialise
from torch import nn

from nma_ae.arguments import require_kinds
from nma_ae.files import read_text, read_whole, write_whole


class BrokenWeightsError(RuntimeError, ValueError):
    """Weights are missing or damaged, or of another network. The message says what to do."""


def check_writable(folder: Path) -> None:
    """Make sure that weights can be written, before hours are spent on making them.

    Raises:
        ValueError: If `folder` is no path.
        RuntimeError: If `folder` does not exist or cannot be written to.
    """
    require_kinds(Path, folder=folder)
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise RuntimeError(
            f"weights cannot be written to {folder}: {error.strerror}. Choose another folder."
        ) from error


def save(folder: Path, name: str, model: nn.Module, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the weights of a model and its card, NAME.safetensors and NAME.json.

    Args:
        folder: Where to, an existing folder.
        name: What the files are called.
        model: What to save, in the dtype that it has.
        facts: What the card says: data, architecture, settings, losses.

    Returns:
        The card: the facts, and the SHA-256 of the weights file.

    Raises:
        ValueError: If an argument is of another kind, or JSON cannot say the facts.
    """
    require_kinds(Path, folder=folder)
    require_kinds(str, name=name)
    require_kinds(nn.Module, model=model)
    require_kinds(dict, facts=facts)
    try:
        json.dumps(facts)
    except TypeError as error:
        raise ValueError(f"facts must be what JSON can say: {error}") from error
    state = {key: tensor.contiguous() for key, tensor in model.state_dict().items()}
    weights = serialise(state)
    card = {"name": name, **facts, "sha256": hashlib.sha256(weights).hexdigest()}
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / f"{name}.safetensors", weights)
    write_whole(folder / f"{name}.json", text.encode())
    return card


def load_card(folder: Path, name: str) -> dict[str, Any]:
    """Read the card of some weights.

    Raises:
        BrokenWeightsError: If it is missing or no JSON.
    """
    path = folder / f"{name}.json"
    try:
        return json.loads(read_text(path))
    except (OSError, ValueError) as error:
        raise broken(path, error) from error


def load_weights(folder: Path, name: str) -> dict[str, torch.Tensor]:
    """Read weights, verified against their card, as float32.

    Raises:
        BrokenWeightsError: If a file is missing or is not the one that the card describes.
    """
    path = folder / f"{name}.safetensors"
    expected = load_card(folder, name).get("sha256")
    try:
        content = read_whole(path)
    except OSError as error:
        raise broken(path, error) from error
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise broken(path, f"its SHA-256 is {found}, the card says {expected}")
    return {
        key: tensor.float() if tensor.is_floating_point() else tensor  # counters stay integers
        for key, tensor in parse(content).items()
    }


def broken(path: Path, reason: object) -> BrokenWeightsError:
    """Make the error of weights that cannot be used."""
    return BrokenWeightsError(
        f"the trained weights in {path.name} cannot be used: {reason}. "
        "Install the package again, or make them anew with `nma-ae pretrain`."
    )
