"""Greedy pre-training: a deep autoencoder's layers learn one pair after the other."""

from collections.abc import Callable
from typing import cast

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.arguments import (
    require_callables,
    require_floats,
    require_kinds,
    require_one_dtype,
    require_positive_integers,
    require_same_shape,
)
from nma_ae.networks import layer_pairs
from nma_ae.training.checks import MakeOptimizer, checked_batch_size, optimizer_of

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
SMALLEST_SIZE = 0.1


def relative_squared_error(output: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Measure the squared error in units of the target's own size.

    Hidden units, unlike pixels, may take values of any size. Divided by the mean square of the
    target, the error has the same scale whatever that is: 0 for a perfect copy, 1 for all zeros.
    A mean square below 0.1 counts as 0.1, so that next to nothing is not blown up.

    Args:
        output: The copy, of any shape.
        target: What it should be, of the same shape.

    Returns:
        The mean squared error over the mean squared target: a scalar.

    Raises:
        ValueError: If the shapes differ, or a number is not finite.
    """
    require_same_shape(target=target, output=output)
    size = target.square().mean().clamp(min=SMALLEST_SIZE)
    return (output - target).square().mean() / size


def pretrain_pair(
    encoder: nn.Module,
    decoder: nn.Module,
    features: torch.Tensor,
    loss: Loss,
    optimizer: torch.optim.Optimizer,
    order: torch.Tensor,
    batch_size: int = 256,
) -> torch.Tensor:
    """Train one layer of an encoder with its mirror image to copy the features below it.

    Args:
        encoder: A layer from (n, n_in) to (n, n_out).
        decoder: A layer from (n, n_out) back to (n, n_in).
        features: What the layers below give, (n, n_in); for the first layer, the images.
        loss: Called as loss(copies, features), gives a scalar.
        optimizer: Holds the parameters of both layers, and of no other.
        order: The order in which the features are taken, (m,) int64.
        batch_size: Features per step; the last batch takes what remains.

    Returns:
        What the trained encoder layer makes of all features, (n, n_out), without gradients: the
        next pair learns from these.

    Raises:
        ValueError: If an argument is of another kind or out of its range.
    """
    require_kinds(nn.Module, encoder=encoder, decoder=decoder)
    require_callables(loss=loss)
    batch_size = checked_batch_size(optimizer, order, batch_size, features=features)
    for indices in order.split(batch_size):
        batch = features[indices]
        error = loss(decoder(encoder(batch)), batch)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    with torch.no_grad():
        return encoder(features)


def pretrain_from_input(
    model: nn.Sequential,
    images: torch.Tensor,
    *,
    n_epochs: int,
    make_optimizer: MakeOptimizer,
    batch_size: int = 256,
    generator: torch.Generator | None = None,
) -> None:
    """Pre-train an autoencoder from the input up, in place.

    Each pair of layers learns to copy what the encoder layer below it gives; nothing else of the
    network takes part.

    Args:
        model: As `build_stacked_autoencoder` makes it.
        images: (n, pixels) in [0, 1].
        n_epochs: How often each pair uses each image, at least 1.
        make_optimizer: Called with the parameters of a pair, such as
            `lambda parameters: torch.optim.SGD(parameters, lr=0.3, momentum=0.9)`.
        batch_size: Images per step; the last batch of an epoch takes what remains.
        generator: Draws the order of the images; by default torch's global one.

    Raises:
        ValueError: If a number is not positive, or `model` is no stack of layers.

    Source: Xie, Girshick and Farhadi 2016, arXiv 1511.06335, section 3.2, without their dropout.
    """
    batch_size = _checked(model, images, n_epochs, batch_size, generator)
    features = images
    for i, (encoder, decoder) in enumerate(layer_pairs(model)):
        loss = F.binary_cross_entropy if i == 0 else relative_squared_error
        optimizer = optimizer_of(make_optimizer, [*encoder.parameters(), *decoder.parameters()])
        for _ in range(n_epochs):
            order = torch.randperm(len(images), generator=generator)
            codes = pretrain_pair(encoder, decoder, features, loss, optimizer, order, batch_size)
        features = codes


def pretrain_from_both_ends(
    model: nn.Sequential,
    images: torch.Tensor,
    *,
    n_epochs: int,
    make_optimizer: MakeOptimizer,
    batch_size: int = 256,
    generator: torch.Generator | None = None,
) -> None:
    """Pre-train an autoencoder from both ends inwards, in place.

    Each new pair is put into the middle of the pairs that have been trained, which keep still, and
    learns such that the whole copies the images.

    Args:
        model: As `build_stacked_autoencoder` makes it.
        images: (n, pixels) in [0, 1].
        n_epochs: How often each pair uses each image, at least 1.
        make_optimizer: Called with the parameters of a pair, as for `pretrain_from_input`.
        batch_size: Images per step; the last batch of an epoch takes what remains.
        generator: Draws the order of the images; by default torch's global one.

    Raises:
        ValueError: If a number is not positive, or `model` is no stack of layers.
    """
    batch_size = _checked(model, images, n_epochs, batch_size, generator)
    features, back = images, nn.Sequential()
    for encoder, decoder in layer_pairs(model):
        parameters = [*encoder.parameters(), *decoder.parameters()]
        optimizer = optimizer_of(make_optimizer, parameters)
        for _ in range(n_epochs):
            order = torch.randperm(len(images), generator=generator)
            for indices in order.split(batch_size):
                copies = back(decoder(encoder(features[indices])))
                error = F.binary_cross_entropy(copies, images[indices])
                optimizer.zero_grad()
                error.backward(inputs=parameters)  # the layers after it only pass gradients on
                optimizer.step()
        with torch.no_grad():
            features = encoder(features)  # these layers keep still from here on
        back = nn.Sequential(decoder, back)


def _checked(
    model: nn.Sequential,
    images: torch.Tensor,
    n_epochs: int,
    batch_size: int,
    generator: torch.Generator | None,
) -> int:
    """Check what both orders take, and give the batch size as torch takes it."""
    require_positive_integers(n_epochs=n_epochs, batch_size=batch_size)
    weight = cast(nn.Linear, layer_pairs(model)[0][0][0]).weight
    require_floats(f"(n, {weight.shape[1]})", least=1, images=images)
    require_one_dtype(**{"the weights of model": weight}, images=images)
    low, high = (bound.item() for bound in images.aminmax())
    if low < 0 or high > 1:
        raise ValueError(f"images must lie in [0, 1], got {low:.3g} to {high:.3g}")
    require_kinds(torch.Generator | None, generator=generator)
    return int(batch_size)
