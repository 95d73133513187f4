"""Compares figures by what is left of them when they are shrunken: tones, and where the lines lie.

A trained latent map differs between two processors in every pixel, and still shows the same thing.
Shrunken to a few soft cells it stays within a fraction of the distance to any other figure.
"""

import base64
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from PIL import Image

from nma_ae.tools.compare.comparison import Comparison
from nma_ae.tools.compare.tolerance import Tolerance

CELLS = 16  # a side; finer cells tell apart what drifts, coarser ones lose what differs
SIZES_AGREE = 0.05  # tick labels of another width move the edge of a tightly cropped figure


def decode(picture: str | bytes) -> Image.Image:
    """Return a PNG or JPEG, as a notebook stores it (base64) or as bytes, on white.

    Raises:
        ValueError: If it is not a picture.
    """
    data = base64.b64decode(picture) if isinstance(picture, str) else picture
    try:
        image = Image.open(io.BytesIO(data)).convert("RGBA")
    except (OSError, SyntaxError) as error:  # Pillow's words for no picture, and for half of one
        raise ValueError(
            f"picture: expected a PNG or JPEG, got {data[:8]!r}... ({error})"
        ) from error
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


class Shrunken(NamedTuple):
    """What is left of an image.

    Attributes:
        tones: the colours, (CELLS, CELLS, 3), 0 to 1.
        outlines: the steps from pixel to pixel, (CELLS, CELLS, 3), at least 0. They show strokes on
            a dark ground as clearly as those on white.
        ground: the colour of the figure's edge, (3,), 0 to 1. What differs from it is ink.
    """

    tones: np.ndarray
    outlines: np.ndarray
    ground: np.ndarray


def shrink(image: Image.Image) -> Shrunken:
    """Shrink an RGB image of any size to few, overlapping cells."""
    pixels = np.asarray(image, dtype=np.float32) / 255
    steps = np.zeros_like(pixels)
    steps[:, 1:] += np.abs(np.diff(pixels, axis=1))
    steps[1:] += np.abs(np.diff(pixels, axis=0))
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return Shrunken(_cells(pixels), _cells(steps), np.median(edge, axis=0))


def _cells(pixels: np.ndarray) -> np.ndarray:
    # Bilinear means overlapping windows here: a stroke that moves a little changes cells a little.
    size, soft = (CELLS, CELLS), Image.Resampling.BILINEAR
    channels = [Image.fromarray(np.ascontiguousarray(c)) for c in np.moveaxis(pixels, 2, 0)]
    return np.stack([np.asarray(channel.resize(size, soft)) for channel in channels], axis=2)


def distance(expected: Shrunken, actual: Shrunken) -> float:
    """Return how far two images lie apart: 0 for equal ones, about 1 to 2 for unrelated ones.

    It is the sum of the absolute differences, divided by the ink of the image that has more of it;
    the larger of that of the tones and that of the outlines.
    """
    ground = expected.ground
    return max(
        _apart(expected.tones - ground, actual.tones - ground),
        _apart(expected.outlines, actual.outlines),
    )


def _apart(expected: np.ndarray, actual: np.ndarray) -> float:
    ink = max(np.abs(expected).sum(), np.abs(actual).sum())
    return float(np.abs(expected - actual).sum() / ink) if ink > 0 else 0.0


def sizes_agree(expected: Image.Image, actual: Image.Image) -> bool:
    """Return whether two images are about as wide and as high as each other."""
    return all(
        abs(one - other) <= SIZES_AGREE * max(one, other)
        for one, other in zip(expected.size, actual.size, strict=True)
    )


def compare_figures(
    where: str, expected: str | bytes, actual: str | bytes, tolerance: Tolerance
) -> Iterator[Comparison]:
    """Compare two pictures by size and by shrunken pixels.

    Args:
        where: the place of the picture, in words.
        expected: the expected picture, as bytes or base64.
        actual: the actual picture.
        tolerance: its `figtol` is the largest distance that passes.

    Yields:
        One comparison, unless the pictures are the same.
    """
    if expected == actual:
        return
    images = decode(expected), decode(actual)
    shown = [f"a picture of {image.width} x {image.height} pixels" for image in images]
    pictures = _png(images[0]), _png(images[1])
    compared = Comparison(where, shown[0], shown[1], pictures=pictures)
    if sizes_agree(*images):
        apart = distance(*map(shrink, images))
        compared = replace(compared, measure="figtol", distance=apart, limit=tolerance.figtol)
    yield compared


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()
