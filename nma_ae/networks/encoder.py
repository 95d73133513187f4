"""A small convolutional encoder of 64 x 64 images."""

from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.arguments import fitting_together, require_kinds, require_pixels
from nma_ae.memory import give_back_memory, memory_given_back
from nma_ae.networks.batch_norm import BatchNorm2d

FEATURE_SIZE = 84
SIDE = 64  # pixels of an image
NORMALISATIONS = (nn.BatchNorm1d, nn.BatchNorm2d)
PART = 100  # images computed at once: a layer's output then stays in the processor's cache


class Encoder(nn.Module):
    """Turn images into 84 features each.

    Two convolutions of 5 x 5 pixels, each with ReLU, average pooling and batch normalisation, then
    Linear layers to 120 and to 84 units (the trunk), and one more from 84 to 84 (the head), each
    with ReLU and batch normalisation. The normalisations have no scale or shift to learn.

    What the normalisations divide by is measured: on the batch while training, and afterwards on
    the average over past batches. A network that was never trained has not measured anything yet;
    see `calibrate_batch_statistics`.

    Attributes:
        trunk: From images to 84 numbers each.
        head: From those to the features.

    Source: Neuromatch Academy, Un- and self-supervised learning, tutorial 1.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trunk = StagedSequential(
            nn.Conv2d(1, 6, 5),  # (n, 6, 60, 60)
            ReLU(),
            AveragePool(),  # (n, 6, 30, 30)
            BatchNorm2d(6),
            nn.Conv2d(6, 16, 5),  # (n, 16, 26, 26)
            ReLU(),
            AveragePool(),  # (n, 16, 13, 13)
            BatchNorm2d(16),
            nn.Flatten(),
            *_normalised_linear(16 * 13 * 13, 120),
            *_normalised_linear(120, FEATURE_SIZE),
        )
        self.head = build_head()

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Compute the features.

        Args:
            images: (n, 1, 64, 64) in [0, 1], floats or uint8.

        Returns:
            (n, 84), around 0.
        """
        return self.head(self.trunk(images))


class StagedSequential(nn.Sequential):
    """Layers that follow one another, as in `nn.Sequential`, in less time where images are large.

    What is between two batch normalisations is computed for 100 images at a time, and put
    together again for the normalisation, which needs the batch as a whole.
    """

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """Compute what the last layer gives, for (n, ...)."""
        stage: list[nn.Module] = []
        for layer in self:
            if isinstance(layer, NORMALISATIONS):
                values, stage = layer(_in_parts(stage, values)), []
            else:
                stage.append(layer)
        return _in_parts(stage, values)


class ReLU(nn.ReLU):
    """Set negative numbers to zero, as `nn.ReLU()` does; for the way back, keep only where.

    That is a byte for each number and not four, and these are the largest layers by far.
    """

    def __init__(self) -> None:
        super().__init__()  # in place it would overwrite what the layer before it needs

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        """Return what is positive of any tensor, and 0 for the rest."""
        return _Positive.apply(input) if torch.is_grad_enabled() else input.relu()


class _Positive(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(values <= 0)
        return values.relu()

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:
        (zeroed,) = ctx.saved_tensors
        return gradient.masked_fill(zeroed, 0)


class AveragePool(nn.Module):
    """Average squares of 2 x 2 pixels, as `nn.AvgPool2d(2)` does, in a third of its time."""

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Halve images (n, channels, height, width), height and width even."""
        return _Averages.apply(images)


class _Averages(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, images: torch.Tensor) -> torch.Tensor:
        quarters = images.new_full((images.shape[1], 1, 2, 2), 0.25)
        return F.conv2d(images, quarters, stride=2, groups=images.shape[1])

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:
        return F.interpolate(gradient / 4, scale_factor=2)  # each pixel had a quarter of the say


def build_head() -> nn.Sequential:
    """Build what turns the encoder's trunk into features: Linear, ReLU, batch normalisation."""
    return nn.Sequential(*_normalised_linear(FEATURE_SIZE, FEATURE_SIZE))


def calibrate_batch_statistics(encoder: Encoder, images: torch.Tensor) -> None:
    """Measure once what each batch normalisation subtracts and divides by, in place, and keep that.

    The first normalisation is measured, then, with it in place, the next, and so on: afterwards,
    over these images, what leaves each of them has mean 0 and variance 1. So an encoder that is not
    trained gives the same features for an image whatever other images come with it, in training
    and in testing.

    Args:
        encoder: Whose normalisations are measured; it is left in eval mode.
        images: What to measure on, such as the training images, (n, 1, 64, 64).

    Raises:
        ValueError: If an argument is of another kind, or the images are none or not finite.
    """
    require_kinds(Encoder, encoder=encoder)
    require_pixels(f"(n, 1, {SIDE}, {SIDE})", least=1, images=images)
    encoder.eval()
    with fitting_together("encoder", "images"):
        calibrate_layers([*encoder.trunk, *encoder.head], images)


def calibrate_layers(layers: Sequence[nn.Module], inputs: torch.Tensor) -> torch.Tensor:
    """Measure the batch normalisations among layers that follow one another, in place.

    Args:
        layers: In eval mode.
        inputs: What the first of them is given, (n, ...).

    Returns:
        What comes out of the last.
    """
    values = inputs
    pending: list[nn.Module] = []
    give_back_memory()  # what follows holds a layer's output of all inputs at once
    with memory_given_back(), torch.no_grad():
        for layer in layers:
            if isinstance(layer, NORMALISATIONS):
                values, pending = _filled_in_parts(pending, values), []
                all_but_channels = [dim for dim in range(values.ndim) if dim != 1]
                variance, mean = torch.var_mean(values, all_but_channels, correction=0)
                layer.running_mean, layer.running_var = mean, variance
            pending.append(layer)
        return _filled_in_parts(pending, values)


def _in_parts(layers: Sequence[nn.Module], values: torch.Tensor) -> torch.Tensor:
    return torch.cat([_applied(layers, part) for part in values.split(PART)])


def _filled_in_parts(layers: Sequence[nn.Module], values: torch.Tensor) -> torch.Tensor:
    """Give what `_in_parts` gives, without a gradient, and without holding it twice meanwhile."""
    first = _applied(layers, values[:PART])
    last = first.ndim == 4 and first.is_contiguous(memory_format=torch.channels_last)
    layout = torch.channels_last if last else torch.contiguous_format
    outputs = torch.empty(
        (len(values), *first.shape[1:]),
        dtype=first.dtype,
        device=first.device,
        memory_format=layout,
    )
    outputs[:PART] = first
    for start in range(PART, len(values), PART):
        part = slice(start, start + PART)
        outputs[part] = _applied(layers, values[part])
    return outputs


def _applied(layers: Sequence[nn.Module], part: torch.Tensor) -> torch.Tensor:
    if part.dtype == torch.uint8:
        if part.max() > 1:
            raise ValueError("images must lie in [0, 1], got up to 255; divide them by 255")
        part = part.float()
    return nn.Sequential(*layers)(part)


def _normalised_linear(n_in: int, n_out: int) -> tuple[nn.Module, ...]:
    return nn.Linear(n_in, n_out), nn.ReLU(), nn.BatchNorm1d(n_out, affine=False)
