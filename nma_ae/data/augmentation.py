"""Changes of images that leave alone what they show, on whole batches, each image its own draw."""

import torch
import torch.nn.functional as F


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
    if images.ndim != 4 or images.shape[2] != images.shape[3]:
        raise ValueError(f"images must be (n, channels, side, side), got {tuple(images.shape)}")
    if angles.shape != images.shape[:1]:
        raise ValueError(f"angles must be ({len(images)},), got {tuple(angles.shape)}")
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
    """
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
    if flips.shape != images.shape[:1]:
        raise ValueError(f"flips must be ({len(images)},), got {tuple(flips.shape)}")
    mirrored = torch.where(flips[:, None, None, None], images.flip(3), images)
    return normalize(rotate(mirrored, angles))
