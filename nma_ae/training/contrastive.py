"""Features of two views of an image are to be alike, and unlike those of all other images."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.arguments import (
    require_callables,
    require_floats,
    require_integers,
    require_kinds,
    require_numbers,
    require_positive_integers,
)
from nma_ae.data import random_views
from nma_ae.training.fitting import Objective

MOST_IMAGES = 100_000  # each view is compared with every other one


def contrastive_loss(
    first: torch.Tensor, second: torch.Tensor, temperature: float = 0.5
) -> torch.Tensor:
    """Measure how hard it is to tell the other view of an image by its features (NT-Xent).

    All 2n views are compared by the cosine of the angle between their features. For each view, the
    cosines with the others, divided by the temperature, are logits, and the view of the same image
    is the right class: the loss is the cross-entropy. All cosines at once are one matrix product.

    Args:
        first: The features of one view of each image, (n, n_features).
        second: Those of another view, (n, n_features).
        temperature: Above 0. The smaller, the more the most similar negatives count.

    Returns:
        The mean over all 2n views: a scalar with a gradient.

    Raises:
        ValueError: If the shapes differ, there is only one image, or the temperature is not above
            0.

    Source: Chen et al. 2020, A simple framework for contrastive learning of visual
    representations, arXiv 2002.05709.
    """
    _check(first, second, temperature)
    n = len(first)
    directions = F.normalize(torch.cat([first, second]).float(), dim=1)
    logits = directions @ directions.T / temperature
    logits = logits.fill_diagonal_(-torch.inf)  # a view is not its own negative
    partners = torch.arange(2 * n, device=first.device).roll(n)
    return F.cross_entropy(logits, partners)


def few_negatives_loss(
    first: torch.Tensor,
    second: torch.Tensor,
    n_negatives: int,
    temperature: float = 0.5,
    *,
    generator: torch.Generator | None = None,
) -> torch.Tensor:
    """Measure the contrast with a few views of other images, drawn at random.

    The view of the same image stands only above the fraction line, not among the negatives below
    it. So the loss can be below 0, and is not comparable with `contrastive_loss`.

    Args:
        first: The features of one view of each image, (n, n_features).
        second: Those of another view, (n, n_features).
        n_negatives: How many of the 2n - 2 views of other images each view is compared with, each
            at most once.
        temperature: As in `contrastive_loss`.
        generator: Draws the negatives; by default torch's global one.

    Returns:
        The mean over all 2n views: a scalar with a gradient.

    Raises:
        ValueError: If the shapes differ, there is only one image, or a setting is out of range.
    """
    _check(first, second, temperature)
    n = len(first)
    require_positive_integers(n_negatives=n_negatives)
    if n_negatives > 2 * n - 2:
        raise ValueError(
            f"n_negatives must be at most {2 * n - 2}, the views of other images in a batch of "
            f"{n}, got {n_negatives}"
        )
    directions = F.normalize(torch.cat([first, second]).float(), dim=1)
    negatives = draw_negatives(n, n_negatives, generator=generator).to(first.device)
    positive, others = partner_cosines(directions, negatives)
    return ((others / temperature).logsumexp(1) - positive / temperature).mean()


def partner_cosines(
    directions: torch.Tensor, negatives: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Compare each of 2n views with the other view of its image, and with its negatives.

    Args:
        directions: Features of length 1, (2n, n_features). Views i and n + i are of the same image.
        negatives: (2n, n_negatives) int64, as `draw_negatives` gives.

    Returns:
        The cosines: (2n,) and (2n, n_negatives).
    """
    partners = (directions * directions.roll(len(directions) // 2, dims=0)).sum(1)
    return partners, torch.einsum("ik,ijk->ij", directions, directions[negatives])


def draw_negatives(
    n_images: int, n_negatives: int, *, generator: torch.Generator | None = None
) -> torch.Tensor:
    """Draw for each of 2n views some views of other images, each at most once.

    Views i and n + i are of the same image.

    Returns:
        (2n, n_negatives) int64, places among the 2n views.

    Raises:
        ValueError: If there are fewer than two images, or not as many views of others.
    """
    require_integers(2, MOST_IMAGES, n_images=n_images)
    require_integers(1, 2 * n_images - 2, n_negatives=n_negatives)
    require_kinds(torch.Generator | None, generator=generator)
    n_views = 2 * n_images
    keys = torch.rand(n_views, n_views - 2, generator=generator)
    steps = keys.topk(n_negatives, dim=1, sorted=False).indices + 1
    steps += steps >= n_images  # a step of n_images would lead to the other view of the same image
    return (torch.arange(n_views)[:, None] + steps) % n_views


def simclr_objective(
    *,
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] = contrastive_loss,
    generator: torch.Generator | None = None,
) -> Objective:
    """Make the objective of SimCLR, for `fit`: two random views of each image are to be alike.

    Args:
        loss: Called as loss(first, second) with the features of the views, gives a scalar. One with
            other settings is made by `functools.partial`, such as
            partial(few_negatives_loss, n_negatives=2, generator=generator).
        generator: Draws the views. Give the one that `fit` has.

    Returns:
        objective(encoder, images), with images (n, 1, height, width).

    Raises:
        ValueError: If an argument is of another kind.
    """
    require_callables(loss=loss)
    require_kinds(torch.Generator | None, generator=generator)

    def objective(encoder: nn.Module, images: torch.Tensor) -> torch.Tensor:
        first, second = (encoder(random_views(images, generator=generator)) for _ in range(2))
        return loss(first, second)

    return objective


def _check(first: torch.Tensor, second: torch.Tensor, temperature: float) -> None:
    require_floats("(n, n_features)", least=2, first=first, second=second)
    require_numbers(above=0, temperature=temperature)
