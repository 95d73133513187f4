"""Which of dSprites' images are for training and which for testing; biased and few-label parts.

Parts are positions in a data set, int64 tensors: `images[part]` are its images.
"""

from typing import NamedTuple

import torch

from nma_ae.arguments import (
    require_integer_tensors,
    require_integers,
    require_kinds,
    require_numbers,
)
from nma_ae.data.dsprites import SHAPES, DSprites, latent_column, latent_values
from nma_ae.seeds import generator

SEED = 2021  # of the course's split
MOST_IMAGES = 10**9  # more positions would not fit into memory

# Where the biased set keeps each shape: low <= posX < high.
POSX_INTERVALS = {"square": (0.0, 0.3), "ellipse": (0.35, 0.65), "heart": (0.7, 1.0)}


class Split(NamedTuple):
    """Positions of images in a data set, in random order, none in both parts.

    Attributes:
        train: (n_train,) int64.
        test: (n_test,) int64.
    """

    train: torch.Tensor
    test: torch.Tensor


def split_images(n_images: int = 20_000, train_fraction: float = 0.8, *, seed: int = SEED) -> Split:
    """Divide images at random into some for training and some for testing.

    Args:
        n_images: How many there are, at least 2.
        train_fraction: The part that is for training, above 0 and below 1.
        seed: Starts the draw; see `nma_ae.seeds.generator`.

    Returns:
        Positions from 0 to n_images - 1.

    Raises:
        ValueError: If `train_fraction` is not above 0 and below 1, or leaves a part empty.
    """
    require_integers(2, MOST_IMAGES, n_images=n_images)
    require_numbers(above=0, below=1, train_fraction=train_fraction)
    n_train = round(n_images * train_fraction)
    if not 0 < n_train < n_images:
        raise ValueError(
            f"train_fraction {train_fraction} of {n_images} images leaves one part empty; "
            "take more images"
        )
    order = torch.randperm(n_images, generator=generator(seed))
    return Split(order[:n_train], order[n_train:])


def biased_part(data: DSprites, part: torch.Tensor) -> torch.Tensor:
    """Keep squares on the left, ellipses in the middle and hearts on the right.

    See `POSX_INTERVALS` for the borders. About 30 of 100 images stay.

    Args:
        data: Images with their latents.
        part: Positions in `data`, (n,) int64.

    Returns:
        Those of `part` that stay, in the same order.

    Raises:
        ValueError: If an argument is of another kind, or a position is none of an image.
    """
    require_kinds(DSprites, data=data)
    require_integer_tensors("(n,)", most=len(data.classes) - 1, part=part)
    classes = data.classes[part]
    pos_x = latent_values(classes)[:, latent_column("posX")]
    low, high = torch.tensor([POSX_INTERVALS[shape] for shape in SHAPES]).double().T
    shape = classes[:, latent_column("shape")]
    return part[(low[shape] <= pos_x) & (pos_x < high[shape])]


def random_part(part: torch.Tensor, n_images: int, *, seed: int = SEED) -> torch.Tensor:
    """Keep as many images as wanted, drawn at random.

    So the control of a biased set is as small as it is, but has no bias.

    Args:
        part: Positions, (n,) int64.
        n_images: How many stay, from 1 to n.
        seed: Starts the draw.

    Returns:
        Some of `part`, in random order, (n_images,).

    Raises:
        ValueError: If `part` holds no positions, or `n_images` is not from 1 to n.
    """
    require_integer_tensors("(n,)", part=part)
    require_integers(1, len(part), n_images=n_images)
    return part[torch.randperm(len(part), generator=generator(seed))[:n_images]]


def labelled_part(part: torch.Tensor, fraction: float, *, seed: int = SEED) -> torch.Tensor:
    """Keep a fraction of the images, drawn at random: those that somebody has labelled.

    Args:
        part: Positions, (n,) int64.
        fraction: Above 0, at most 1; at least one image stays.
        seed: Starts the draw. Of one seed, the smaller parts lie in the larger.

    Returns:
        Some of `part`, in random order.

    Raises:
        ValueError: If `part` holds no positions, or `fraction` is not above 0 and at most 1.
    """
    require_integer_tensors("(n,)", part=part)
    require_numbers(above=0, most=1, fraction=fraction)
    if len(part) == 0:
        raise ValueError("part must hold at least one position, got none")
    return random_part(part, max(1, round(fraction * len(part))), seed=seed)
