"""dSprites: 737,280 black-and-white images of three shapes, each described by five latents.

Every image is a filled outline, so nothing is downloaded: the images are drawn again, bit for bit.

Source: L. Matthey, I. Higgins, D. Hassabis and A. Lerchner, "dSprites: Disentanglement testing
Sprites dataset", 2017, https://github.com/deepmind/dsprites-dataset.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

import numpy as np
import torch

from nma_ae.arguments import (
    require_integer_tensors,
    require_integers,
    require_one_of,
    require_tensors,
)

SHAPES = ("square", "ellipse", "heart")
# The values of each latent by its class, in the order in which the images are numbered.
LATENT_VALUES = {
    "shape": np.array([1.0, 2.0, 3.0]),
    "scale": np.linspace(0.5, 1.0, 6),
    "orientation": 2 * np.pi * np.arange(40) / 39,  # so the last is the first one's angle again
    "posX": np.arange(32) / 31,
    "posY": np.arange(32) / 31,
}
LATENT_NAMES = tuple(LATENT_VALUES)
N_CLASSES = tuple(len(values) for values in LATENT_VALUES.values())
N_IMAGES = int(np.prod(N_CLASSES))

SIDE = 64  # pixels
FIRST_CENTRE, CENTRE_RANGE = (
    16.0,
    32.0,
)  # pixels: where a position of 0 is, and how far 1 is from it
RADIUS = 9.6  # pixels, of a shape of scale 1
GRID = 256  # vertices lie on a grid so many times finer than the pixels
BATCH = 256  # images drawn at once: what they need meanwhile stays in the processor's cache

# The pixels of a row as the bits of a number: entry c has all from column c on.
ROWS_FROM = np.array([((1 << SIDE) - 1) >> c << c for c in range(SIDE + 1)], np.uint64)

# Where the outline as it was drawn rounds otherwise than ours, by one pixel.
CLEARED_PIXELS = ((159073, 27, 28), (456189, 35, 37), (650103, 44, 44))  # image, row, column

Position = TypeVar("Position", torch.Tensor, np.ndarray, float)


class DSprites(NamedTuple):
    """Images of dSprites with their latents.

    Attributes:
        images: (n, 1, 64, 64) uint8, 0 or 1; the networks of the package turn what they compute
            with into floats.
        classes: (n, 5) int64, the class of each latent in the order of `LATENT_NAMES`.
        indices: (n,) int64, the number of each image in the full set.
    """

    images: torch.Tensor
    classes: torch.Tensor
    indices: torch.Tensor

    def labels(self, latent: str) -> torch.Tensor:
        """Give the classes of one latent, (n,) int64; `latent` is one of `LATENT_NAMES`."""
        return self.classes[:, latent_column(latent)]

    def part(self, chosen: torch.Tensor) -> "DSprites":
        """Give some of the images, by their positions, (n,) int64, or by a mask, (n,) bool.

        Raises:
            ValueError: If `chosen` is neither, or a position is out of range.
        """
        n_images = len(self.indices)
        require_tensors(chosen=chosen)
        if chosen.dtype != torch.bool:
            require_integer_tensors("(n,)", most=n_images - 1, chosen=chosen)
        elif chosen.shape != (n_images,):
            raise ValueError(f"chosen must be a mask ({n_images},), got {tuple(chosen.shape)}")
        return DSprites(*(values[chosen] for values in self))


def load_dsprites(n_images: int = 20_000, *, seed: int = 2021) -> DSprites:
    """Draw a random part of dSprites; with the defaults, the one that the course uses.

    Args:
        n_images: How many different images, from 1 to 737,280.
        seed: Chooses them, from 0 to 2**32 - 1.

    Returns:
        The images in ascending order of their numbers, so sorted by shape: shuffle
        before you split.

    Raises:
        ValueError: If an argument is out of its range.
    """
    require_integers(1, N_IMAGES, n_images=n_images)
    require_integers(0, 2**32 - 1, seed=seed)
    # NumPy's old generator: the course's images were chosen with it.
    chosen = np.random.RandomState(seed).choice(N_IMAGES, n_images, replace=False)
    indices = torch.from_numpy(np.sort(chosen))
    return DSprites(draw_dsprites(indices), latent_classes(indices), indices)


def draw_dsprites(indices: torch.Tensor | np.ndarray | Sequence[int]) -> torch.Tensor:
    """Draw images of dSprites by their numbers, some 100,000 a second.

    Args:
        indices: Numbers in the full set, from 0 to 737,279, (n,); `latent_indices` tells those of
            given latents.

    Returns:
        (n, 1, 64, 64) uint8: 1 inside the shape and 0 outside, as the original files have it.

    Raises:
        ValueError: If an index is out of that range.

    Example:
        >>> images = draw_dsprites(latent_indices([[2, 5, 0, 16, 16]]))  # a large heart
    """
    indices = _checked_indices(indices)
    images = np.zeros((len(indices), SIDE, SIDE), np.uint8)
    for part in _batches_of_one_shape(indices):
        images[part] = _draw(indices[part])
    for index, row, column in CLEARED_PIXELS:
        images[indices == index, row, column] = 0
    return torch.from_numpy(images)[:, None]


def latent_classes(indices: torch.Tensor | np.ndarray | Sequence[int]) -> torch.Tensor:
    """Tell the latents of images from their numbers in the full set.

    Args:
        indices: (n,), from 0 to 737,279.

    Returns:
        (n, 5) int64: the class of each latent, in the order of `LATENT_NAMES`.

    Raises:
        ValueError: If an index is out of that range.
    """
    columns = np.unravel_index(_checked_indices(indices), N_CLASSES)
    return torch.from_numpy(np.stack(columns, axis=1).astype(np.int64))


def latent_indices(classes: torch.Tensor | np.ndarray | Sequence[Sequence[int]]) -> torch.Tensor:
    """Tell the numbers of images in the full set from their latents.

    Args:
        classes: (n, 5), the class of each latent in the order of `LATENT_NAMES`.

    Returns:
        (n,) int64, from 0 to 737,279.

    Raises:
        ValueError: If a class is out of its latent's range.
    """
    return torch.from_numpy(np.ravel_multi_index(tuple(_checked_classes(classes).T), N_CLASSES))


def latent_values(
    classes: torch.Tensor | np.ndarray | Sequence[Sequence[int]],
) -> torch.Tensor:
    """Tell the values that latents' classes stand for: angles in radians, positions in [0, 1].

    Args:
        classes: (n, 5), the class of each latent in the order of `LATENT_NAMES`.

    Returns:
        (n, 5) float64.

    Raises:
        ValueError: If a class is out of its latent's range.
    """
    columns = zip(LATENT_VALUES.values(), _checked_classes(classes).T, strict=True)
    return torch.from_numpy(np.stack([values[column] for values, column in columns], axis=1))


def latent_column(latent: str) -> int:
    """Tell the place of a latent in `LATENT_NAMES`.

    Raises:
        ValueError: If there is no such latent.
    """
    require_one_of(LATENT_NAMES, latent=latent)
    return LATENT_NAMES.index(latent)


def sprite_centres(
    classes: torch.Tensor | np.ndarray | Sequence[Sequence[int]],
) -> torch.Tensor:
    """Tell where in the image a shape lies.

    Args:
        classes: (n, 5), the class of each latent in the order of `LATENT_NAMES`.

    Returns:
        (n, 2) float64: x to the right and y down, in pixels from the image's upper left corner.
    """
    return pixel_position(latent_values(classes)[:, 3:])


def pixel_position(position: Position) -> Position:
    """Turn posX or posY, in [0, 1], into pixels from the image's left or upper edge."""
    return FIRST_CENTRE + CENTRE_RANGE * position


def _checked_indices(indices: torch.Tensor | np.ndarray | Sequence[int]) -> np.ndarray:
    array = np.asarray(indices)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(
            f"indices must be whole numbers in one row, got {array.dtype} of shape {array.shape}"
        )
    array = array.astype(np.int64)
    if array.size and not (array.min() >= 0 and array.max() < N_IMAGES):
        raise ValueError(
            f"indices must be from 0 to {N_IMAGES - 1:,}, got {array.min()} to {array.max()}"
        )
    return array


def _checked_classes(classes: torch.Tensor | np.ndarray | Sequence[Sequence[int]]) -> np.ndarray:
    array = np.asarray(classes)
    if array.ndim != 2 or array.shape[1] != len(N_CLASSES) or array.dtype.kind not in "iu":
        raise ValueError(
            f"classes must be whole numbers of shape (n, {len(N_CLASSES)}), a column for each of "
            f"{', '.join(LATENT_NAMES)}, got {array.dtype} of shape {array.shape}"
        )
    for name, n_classes, column in zip(LATENT_NAMES, N_CLASSES, array.T, strict=True):
        if column.size and not (column.min() >= 0 and column.max() < n_classes):
            raise ValueError(
                f"classes of {name} must be from 0 to {n_classes - 1}, "
                f"got {column.min()} to {column.max()}"
            )
    return array.astype(np.int64)


def _batches_of_one_shape(indices: np.ndarray) -> Iterator[np.ndarray]:
    """Give the places of the images to draw together: their outlines have as many vertices."""
    shapes = indices // (N_IMAGES // len(SHAPES))
    for shape in range(len(SHAPES)):
        places = np.flatnonzero(shapes == shape)
        for start in range(0, len(places), BATCH):
            yield places[start : start + BATCH]


def _draw(indices: np.ndarray) -> np.ndarray:
    """Draw images that are all of one shape, (n, 64, 64) uint8."""
    shape, scale, orientation, x, y = np.unravel_index(indices, N_CLASSES)
    outlines = _turned_outlines(int(shape[0]))[scale, orientation]  # (n, 2, vertices)
    positions = np.stack([LATENT_VALUES["posX"][x], LATENT_VALUES["posY"][y]], axis=1)
    vertices = pixel_position(positions)[:, :, None] + outlines
    return _fill(*np.rint(GRID * vertices).astype(np.int64).transpose(1, 0, 2))


@cache
def _turned_outlines(shape: int) -> np.ndarray:
    """The outline of a shape at each scale and orientation, (6, 40, 2, vertices), in pixels."""
    u, v = unit_outline(SHAPES[shape])  # to the right and down
    angle = LATENT_VALUES["orientation"][:, None]
    # Counter-clockwise on the screen, where y points down.
    turned = np.stack(
        [u * np.cos(angle) + v * np.sin(angle), -u * np.sin(angle) + v * np.cos(angle)], axis=1
    )
    return RADIUS * LATENT_VALUES["scale"][:, None, None, None] * turned


def unit_outline(shape: str) -> tuple[np.ndarray, np.ndarray]:
    """Give the corners of a shape of radius 1, upright: to the right and down, (vertices,) each."""
    if shape == "square":
        return np.array([-1.0, 1.0, 1.0, -1.0]), np.array([-1.0, -1.0, 1.0, 1.0])
    n_vertices = {"ellipse": 100, "heart": 150}[shape]
    t = 2 * np.pi * np.arange(n_vertices) / n_vertices
    if shape == "ellipse":
        return 1.33 * np.cos(t), np.sin(t) / 1.33
    waves = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.sin(t) ** 3, -2 / 29 * waves - 0.15


def _fill(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Fill polygons by the even-odd rule, in whole numbers and so without rounding.

    A pixel is inside if an odd number of edges cross its row to the left of its centre. An edge
    through the centre itself counts as to the left; a row through a vertex belongs to the edge
    that comes from above.

    Args:
        x: (n, vertices) int64, to the right in 1/256 pixel.
        y: The same, down.

    Returns:
        (n, 64, 64) uint8, 0 or 1.
    """
    n, n_vertices = x.shape
    row = (y - GRID // 2) // GRID + 1  # the first whose centres lie below the vertex
    next_row = np.roll(row, -1, axis=1)
    edges = np.flatnonzero(row != next_row)  # of a round outline, most edges cross no row
    dx, dy = (np.roll(values, -1, axis=1) - values for values in (x, y))
    x, y, dx, dy, row, next_row = (v.ravel()[edges] for v in (x, y, dx, dy, row, next_row))

    n_rows = np.abs(next_row - row)
    edge = np.repeat(np.arange(len(edges)), n_rows)  # from here on one entry per crossing
    first_entry = np.cumsum(n_rows) - n_rows
    rows = np.arange(len(edge)) + (np.minimum(row, next_row) - first_entry)[edge]
    image, x, y, dx, dy = (edges // n_vertices)[edge], x[edge], y[edge], dx[edge], dy[edge]
    numerator = (x - GRID // 2) * dy + (GRID * rows + GRID // 2 - y) * dx
    columns = -(-numerator // (GRID * dy))  # rounded up

    packed = np.zeros(n * SIDE, "<u8")
    np.bitwise_xor.at(packed, image * SIDE + rows, ROWS_FROM[columns])
    return np.unpackbits(packed.view(np.uint8), bitorder="little").reshape(n, SIDE, SIDE)
