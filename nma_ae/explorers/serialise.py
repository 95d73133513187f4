"""Networks and pictures as text that a page can read, their numbers in base64."""

import base64
import json
from io import BytesIO
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn

from nma_ae.networks.spherical import NormalizeLayer


def network_content(network: nn.Sequential) -> dict[str, Any]:
    """Write down a network for the script of the explorer.

    The numbers are stored in half precision if all of them are exact in it, as those of the shipped
    weights are, and in single precision otherwise.

    Args:
        network: Made of Linear, PReLU, ReLU, Sigmoid and NormalizeLayer.

    Returns:
        `layers`, such as [["linear", 2, 64], ["prelu", 1]]; `parameters`, all numbers in the order
        of the layers, in base64; and their `precision`, "float16" or "float32".

    Raises:
        ValueError: If a layer is of another kind.
    """
    layers: list[list[Any]] = []
    numbers: list[np.ndarray] = []
    for layer in network:
        layers.append(_kind(layer))
        numbers += [parameter.detach().cpu().numpy().ravel() for parameter in layer.parameters()]
    values = np.concatenate(numbers).astype("<f4") if numbers else np.zeros(0, "<f4")
    with np.errstate(over="ignore"):
        half = values.astype("<f2")
    exact = bool((half.astype("<f4") == values).all())
    return {
        "layers": layers,
        "precision": "float16" if exact else "float32",
        "parameters": as_base64((half if exact else values).tobytes()),
    }


def images_content(images: torch.Tensor) -> str:
    """Write images (n, pixels) in [0, 1] as one byte a pixel, in base64."""
    pixels = (images.detach().cpu().reshape(-1).clamp(0, 1) * 255).round()
    return as_base64(pixels.to(torch.uint8).numpy().tobytes())


def picture_address(image: torch.Tensor) -> str:
    """Write a picture as an address that holds all of it: a PNG, far smaller than its numbers.

    Args:
        image: (height, width) in [0, 1]; 0 is drawn black and 1 white.
    """
    png = BytesIO()
    shades = (255 * image.detach().cpu().float()).round().to(torch.uint8)
    Image.fromarray(shades.numpy()).save(png, format="png", optimize=True)
    return f"data:image/png;base64,{as_base64(png.getvalue())}"


def json_in_script(content: Any) -> str:
    """Write content as JSON that may stand in a script element of a page.

    Only `<` can end the element or begin a comment in it.
    """
    return json.dumps(content, separators=(",", ":")).replace("<", "\\u003c")


def as_base64(content: bytes) -> str:
    """Write bytes in letters that HTML leaves alone."""
    return base64.b64encode(content).decode("ascii")


def _kind(layer: nn.Module) -> list[Any]:
    match layer:
        case nn.Linear():
            if layer.bias is None:
                raise ValueError("network must have a bias in every Linear, got one without")
            return ["linear", layer.in_features, layer.out_features]
        case nn.PReLU():
            return ["prelu", layer.num_parameters]
        case nn.ReLU():
            return ["relu"]
        case nn.Sigmoid():
            return ["sigmoid"]
        case NormalizeLayer():
            return ["normalize"]
    raise ValueError(
        "network must be made of Linear, PReLU, ReLU, Sigmoid and NormalizeLayer, "
        f"got {type(layer).__name__}"
    )
