"""MNIST: 70,000 handwritten digits, 28 x 28 pixels each.

Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits".
"""

from typing import NamedTuple

import numpy as np
import torch

from nma_ae.arguments import require_flags
from nma_ae.data import datasets, download


class MNIST(NamedTuple):
    """The digits, in the order of the original files.

    Attributes:
        train_images: (60000, 1, 28, 28) or (60000, 784) float32 in [0, 1].
        train_labels: (60000,) int64, the digits 0 to 9.
        test_images: (10000, 1, 28, 28) or (10000, 784) float32 in [0, 1].
        test_labels: (10000,) int64.
    """

    train_images: torch.Tensor
    train_labels: torch.Tensor
    test_images: torch.Tensor
    test_labels: torch.Tensor


def load_mnist(*, flatten: bool = False) -> MNIST:
    """Load MNIST from the cache; the first time, download it (11 MB).

    Args:
        flatten: Give each image as one row of 784 pixels instead of (1, 28, 28).

    Returns:
        Training and test images with their labels.

    Raises:
        ValueError: If `flatten` is neither True nor False.
        DataUnavailableError: If the files are not cached and no source can provide them.
    """
    require_flags(flatten=flatten)
    contents = download.read_dataset(datasets.MNIST)
    train_images, train_labels, test_images, test_labels = (
        _parse_idx(contents[file.name]) for file in datasets.MNIST.files
    )
    shape = (-1, 784) if flatten else (-1, 1, 28, 28)
    return MNIST(
        _scale(train_images).view(shape),
        torch.from_numpy(train_labels.astype(np.int64)),
        _scale(test_images).view(shape),
        torch.from_numpy(test_labels.astype(np.int64)),
    )


def _parse_idx(content: bytes) -> np.ndarray:
    """Read the idx format: two zeros, type, number of dimensions, each dimension, the bytes."""
    n_dimensions = content[3]
    shape = np.frombuffer(content, ">i4", count=n_dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * n_dimensions).reshape(shape)


def _scale(pixels: np.ndarray) -> torch.Tensor:
    images = torch.empty(pixels.shape)
    # In one pass: 188 MB of new memory cost more than the arithmetic, and an intermediate as much.
    np.divide(pixels, np.float32(255), out=images.numpy())
    return images
