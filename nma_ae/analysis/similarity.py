"""How alike the features of images are: similarity matrices, alignment and uniformity."""

import math
from collections.abc import Iterator

import torch
import torch.nn.functional as F

from nma_ae.arguments import (
    require_floats,
    require_labels,
    require_numbers,
    require_positive_integers,
)

BLOCK = 1000  # rows at once, where all of them are not needed together
MOST_BINS, MOST_CLASSES = 1_000_000, 1_000_000  # each has a counter in memory


def similarity_matrix(features: torch.Tensor) -> torch.Tensor:
    """Compare all images with all, by the cosine of the angle between their features.

    This is the representational similarity matrix (RSM). With each row of features scaled to
    length 1, a cosine is a product of two rows, and so all cosines are one product of matrices.

    Args:
        features: (n, n_features).

    Returns:
        (n, n) in [-1, 1]: 1 where the features point the same way, 0 where they are at right
        angles, -1 where they are opposite. An image whose features are all 0 has no direction, and
        0 with every image.

    Raises:
        ValueError: If `features` is not of that shape or not finite.

    Source: Kriegeskorte, Mur and Bandettini 2008, Representational similarity analysis.
    """
    directions = _directions(features)
    return (directions @ directions.T).clamp_(-1, 1)  # rounding may lead beyond


def similarity_blocks(
    features: torch.Tensor, block_size: int = BLOCK
) -> Iterator[tuple[slice, torch.Tensor]]:
    """Give the similarity matrix some rows at a time, where the whole of it would not fit.

    Args:
        features: (n, n_features).
        block_size: Rows at a time, at least 1.

    Yields:
        Which rows, and these rows, (block_size, n) in [-1, 1]; the last block takes what remains.

    Raises:
        ValueError: If `features` is not of that shape or not finite, or `block_size` is below 1.
    """
    require_positive_integers(block_size=block_size)
    directions = _directions(features)
    for start in range(0, len(directions), block_size):
        rows = slice(start, min(start + block_size, len(directions)))
        yield rows, (directions[rows] @ directions.T).clamp_(-1, 1)


def similarity_histogram(
    features: torch.Tensor, n_bins: int = 100
) -> tuple[torch.Tensor, torch.Tensor]:
    """Count how often each similarity occurs between two different images.

    Args:
        features: (n, n_features), at least two images.
        n_bins: How many equal parts [-1, 1] is divided into.

    Returns:
        (counts, edges), (n_bins,) int64 and (n_bins + 1,). Each pair of images counts once.

    Raises:
        ValueError: If there are fewer than two images, or `n_bins` is below 1.
    """
    require_positive_integers(n_bins=n_bins, most=MOST_BINS)
    _require_images(features)
    edges = torch.linspace(-1, 1, n_bins + 1)
    counts = torch.zeros(n_bins, dtype=torch.int64)
    for rows, block in similarity_blocks(features):
        upper = torch.ones_like(block, dtype=torch.bool).triu(rows.start + 1)
        counts += torch.histc(block[upper].float(), n_bins, -1, 1).to(torch.int64)
    return counts, edges


def order_by_class(labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Tell how to sort images by one latent, and where each class then begins.

    Args:
        labels: Its classes, (n,) int64, at least 0.

    Returns:
        (order, starts): `features[order]` are sorted, images of one class in the order that they
        had; class k begins at starts[k] and ends before starts[k + 1].

    Raises:
        ValueError: If `labels` is not of that kind, or a class is beyond 1,000,000.
    """
    require_labels(n_classes=MOST_CLASSES, labels=labels)
    order = torch.argsort(labels, stable=True)
    starts = F.pad(labels.bincount().cumsum(0), (1, 0))
    return order, starts


def alignment(first: torch.Tensor, second: torch.Tensor) -> float:
    """Measure how near the features of two views of an image lie: 0 if they are the same.

    Args:
        first: The features of one view of each image, (n, n_features).
        second: Those of another view.

    Returns:
        The mean squared distance of the two on the unit sphere, from 0 to 4. Independent random
        directions have 2.

    Raises:
        ValueError: If the shapes differ, or an argument is empty or not finite.

    Source: Wang and Isola 2020, Understanding contrastive representation learning through
    alignment and uniformity on the hypersphere, arXiv 2005.10242, with alpha = 2.
    """
    require_floats("(n, n_features)", least=1, first=first, second=second)
    cosines = (_directions(first) * _directions(second)).sum(1)
    return (2 - 2 * cosines).mean().item()


def uniformity(features: torch.Tensor, *, temperature: float = 2.0) -> float:
    """Measure how evenly features spread over the unit sphere: the lower, the more evenly.

    Args:
        features: (n, n_features), at least two images.
        temperature: How fast the influence of one image on another fades: t in exp(-t d**2).

    Returns:
        The logarithm of the mean of exp(-t d**2) over all pairs of images at distance d: 0 if all
        features point the same way, and about -2 t (1 - t / n_features) for directions drawn
        evenly in many dimensions.

    Raises:
        ValueError: If there are fewer than two images, a feature is not finite, or `temperature`
            is not above 0.

    Source: Wang and Isola 2020, arXiv 2005.10242.
    """
    _require_images(features)
    require_numbers(above=0, temperature=temperature)
    n = len(features)
    logarithms = []
    for rows, block in similarity_blocks(features):
        # -t d**2, where d**2 = 2 - 2 cosine. No image counts with itself, on the diagonal.
        exponents = 2 * temperature * (block.double() - 1)
        exponents.diagonal(rows.start).fill_(-torch.inf)
        logarithms.append(exponents.logsumexp((0, 1)))
    return torch.stack(logarithms).logsumexp(0).item() - math.log(n * (n - 1))


def _require_images(features: torch.Tensor) -> None:
    require_floats("(n, n_features)", features=features)
    if len(features) < 2:
        raise ValueError(f"features must be of at least two images, got {len(features)}")


def _directions(features: torch.Tensor) -> torch.Tensor:
    require_floats("(n, n_features)", features=features)
    return F.normalize(features, dim=1)
