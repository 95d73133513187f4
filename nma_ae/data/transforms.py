"""Transformed images: turned, mirrored, moved and scaled, each image of a batch in its own way."""

import math

import torch
import torch.nn.functional as F

from nma_ae.arguments import (
    require_floats,
    require_integers,
    require_kinds,
    require_numbers,
    require_pairs,
    require_pixels,
    require_tensors,
)

ROTATION = 90.0  # degrees
TRANSLATION = 0.2  # of the image's side
SCALE = (0.8, 1.2)

MOST_DRAWN = 100_000_000  # transformations: more would not fit into memory
PART = 50  # images transformed at once: what they need meanwhile stays in the processor's cache


def rotate(images: torch.Tensor, angles: torch.Tensor) -> torch.Tensor:
    """Turn each image about its middle by its own angle.

    Args:
        images: (n, channels, height, width), any range; height and width equal.
        angles: (n,) in degrees, counter-clockwise. What comes in at the corners is 0.

    Returns:
        Images of the same shape, each pixel interpolated between the four nearest.

    Raises:
        ValueError: If shapes do not fit.
    """
    require_floats("(n, channels, side, side)", least=1, images=images)
    require_floats(f"({len(images)},)", angles=angles)
    radians = angles.to(images.dtype).deg2rad()
    cos, sin = radians.cos(), radians.sin()
    zero = torch.zeros_like(cos)
    # For each place of the result, where it comes from: y points down in images.
    rows = [torch.stack([cos, -sin, zero], dim=1), torch.stack([sin, cos, zero], dim=1)]
    grid = F.affine_grid(torch.stack(rows, dim=1), list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, mode="bilinear", align_corners=False)


def normalize(images: torch.Tensor) -> torch.Tensor:
    """Move brightness from [0, 1] to [-1, 1]: mean 0.5 and deviation 0.5 in each channel.

    Args:
        images: Any shape, in [0, 1].

    Returns:
        (images - 0.5) / 0.5.

    Raises:
        ValueError: If `images` is no tensor of finite floats.
    """
    require_floats(images=images)
    return (images - 0.5) / 0.5


def augment(images: torch.Tensor, flips: torch.Tensor, angles: torch.Tensor) -> torch.Tensor:
    """Mirror and turn each image by its own draw, then normalize all.

    Args:
        images: (n, channels, side, side) in [0, 1].
        flips: (n,) truth values: which images are mirrored left to right.
        angles: (n,) in degrees, counter-clockwise, by which the (mirrored) images are turned.

    Returns:
        (n, channels, side, side) in [-1, 1]. Corners that a turn leaves empty are -1, black.

    Raises:
        ValueError: If shapes do not fit.
    """
    require_floats("(n, channels, side, side)", images=images)
    require_tensors(f"({len(images)},)", flips=flips)
    if flips.dtype != torch.bool:
        raise ValueError(f"flips must be truth values, got {flips.dtype}")
    mirrored = torch.where(flips[:, None, None, None], images.flip(3), images)
    return normalize(rotate(mirrored, angles))


def random_views(
    images: torch.Tensor,
    *,
    rotation: float = ROTATION,
    translation: float = TRANSLATION,
    scale: tuple[float, float] = SCALE,
    generator: torch.Generator | None = None,
) -> torch.Tensor:
    """Transform each image in a way of its own.

    Args:
        images: (n, channels, height, width), floats or uint8.
        rotation: The largest angle, in degrees, in either direction.
        translation: The farthest shift along each axis, as a part of the image's side.
        scale: The smallest and the largest factor.
        generator: Draws the transformations; by default torch's global one.

    Returns:
        Images of the same shape and kind; where the original did not reach, they are 0.

    Raises:
        ValueError: If `images` are of another shape, none or not finite, or a setting is out of
            its range; see `random_transformations`.
    """
    require_pixels("(n, channels, height, width)", least=1, images=images)
    transformations = random_transformations(
        len(images), rotation=rotation, translation=translation, scale=scale, generator=generator
    )
    return transform_images(images, transformations)


def random_transformations(
    n: int,
    *,
    rotation: float = ROTATION,
    translation: float = TRANSLATION,
    scale: tuple[float, float] = SCALE,
    generator: torch.Generator | None = None,
) -> torch.Tensor:
    """Draw rotations, translations and scales, all of them uniformly.

    Args:
        n: How many.
        rotation: The largest angle, in degrees, in either direction, at least 0.
        translation: The farthest shift along each axis, as a part of the image's side, at least 0.
        scale: The smallest and the largest factor, above 0.
        generator: Draws them; by default torch's global one.

    Returns:
        (n, 2, 3), as `transform_images` takes them.

    Raises:
        ValueError: If a setting is out of its range.
    """
    require_integers(0, MOST_DRAWN, n=n)
    require_numbers(least=0, rotation=rotation, translation=translation)
    require_pairs(scale=scale)
    require_kinds(torch.Generator | None, generator=generator)
    low, high = scale
    if not 0 < low <= high:
        raise ValueError(f"scale must be (smallest, largest), both above 0, got {scale}")
    turn, shift_x, shift_y, size = torch.rand(4, n, generator=generator)
    angle = math.radians(rotation) * (2 * turn - 1)
    size = low + (high - low) * size
    cosine, sine = size * angle.cos(), size * angle.sin()
    shift_x, shift_y = translation * (2 * shift_x - 1), translation * (2 * shift_y - 1)
    rows = torch.stack([cosine, sine, shift_x, -sine, cosine, shift_y], dim=1)
    return rows.view(n, 2, 3)


def transform_images(images: torch.Tensor, transformations: torch.Tensor) -> torch.Tensor:
    """Transform each image by its own matrix; each new pixel takes the value of the nearest.

    Args:
        images: (n, channels, height, width), floats or uint8.
        transformations: (n, 2, 3), [[a, b, x], [c, d, y]]: what was at (u, v) comes to
            (a u + b v + x, c u + d v + y). Coordinates go to the right and down from the image's
            middle, and a side of the image is 1.

    Returns:
        Images of the same shape and kind; where the original did not reach, they are 0.

    Raises:
        ValueError: If the shapes do not fit, a number is not finite, or a matrix brings an image
            to a line or a point.
    """
    require_pixels("(n, channels, height, width)", least=1, images=images)
    require_floats(f"({len(images)}, 2, 3)", transformations=transformations)
    # For every new pixel we look up where it came from: the way back.
    # Of half precision there is no inverse.
    transformations = transformations.to(torch.promote_types(transformations.dtype, torch.float32))
    matrix, shift = transformations.split([2, 1], dim=2)
    back, failed = torch.linalg.inv_ex(matrix)
    if failed.any():
        raise ValueError("transformations must have a way back, got one that flattens its image")
    origin = -back @ shift
    back, origin = back.to(images.device), origin.to(images.device)
    parts = zip(images.split(PART), back.split(PART), origin.split(PART), strict=True)
    return torch.cat([_looked_up(*part) for part in parts])


def _looked_up(images: torch.Tensor, back: torch.Tensor, origin: torch.Tensor) -> torch.Tensor:
    n, n_channels, height, width = images.shape
    padded = F.pad(images, (1, 1, 1, 1))  # what lies outside is 0
    u = (torch.arange(width, device=images.device) + 0.5) / width - 0.5
    v = (torch.arange(height, device=images.device) + 0.5) / height - 0.5
    # A sum of a row and a column: (n, 2, height, width), where from, in sides of the image.
    source = (back[:, :, :1] * u + origin)[:, :, None, :] + (back[:, :, 1:] * v)[:, :, :, None]
    sides = torch.tensor([width, height], device=images.device).view(2, 1, 1)
    # Into pixels of the padded image: the pixel before the first has number 0.
    place = (source + 0.5).mul_(sides).add_(1).clamp_(min=0)
    column, row = torch.minimum(place, sides + 1.0).to(torch.int64).unbind(1)
    index = row.mul_(width + 2).add_(column).view(n, 1, -1).expand(-1, n_channels, -1)
    return padded.flatten(2).gather(2, index).view_as(images)
