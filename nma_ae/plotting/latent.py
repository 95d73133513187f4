"""A code of two numbers as a map: where the encoder puts images, what the decoder makes of it."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib import color_sequences
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, IdentityTransform

from nma_ae.analysis import decode_grid
from nma_ae.arguments import (
    require_kinds,
    require_numbers,
    require_positive_integers,
    require_ranges,
    shown,
)
from nma_ae.plotting.axes import axes_or_new
from nma_ae.seeds import generator

Limits = tuple[float, float]
DIGIT_SIZE = 8.0  # points


def latent_limits(
    latent: torch.Tensor, margin: float = 0.05, *, coverage: float = 1.0
) -> tuple[Limits, Limits]:
    """Find limits for a map that holds all codes, or all but the outermost.

    Args:
        latent: Codes (n, 2), at least one.
        margin: What is added on each side, as a part of that axis's own range, at least 0. An
            axis on which all codes agree gets 0.5 on each side.
        coverage: The share of codes to hold along each axis, above 0 and at most 1; what is left
            out lies half below and half above.

    Returns:
        ((x0, x1), (y0, y1)) with x0 < x1 and y0 < y1.

    Raises:
        ValueError: If `latent` has another shape or is not finite, `margin` is negative, or
            `coverage` is not in (0, 1].
    """
    latent = checked_codes(latent)
    require_numbers(least=0, margin=margin)
    require_numbers(above=0, most=1, coverage=coverage)
    outside = (1 - coverage) / 2
    ends = torch.tensor([outside, 1 - outside], dtype=latent.dtype)
    low, high = torch.quantile(latent, ends, dim=0).tolist()
    x_limits, y_limits = (
        (a - margin * (b - a), b + margin * (b - a)) if b > a else (a - 0.5, a + 0.5)
        for a, b in zip(low, high, strict=True)
    )
    return x_limits, y_limits


def plot_latent(
    latent: torch.Tensor,
    labels: torch.Tensor,
    *,
    n_shown: int = 500,
    limits: tuple[Limits, Limits] | None = None,
    seed: int = 0,
    ax: Axes | None = None,
) -> Axes:
    """Draw each image's digit, in the digit's colour, where the encoder puts it.

    Args:
        latent: Codes (n, 2).
        labels: Digits (n,), 0 to 9.
        n_shown: At most so many are drawn, chosen at random.
        limits: Of both axes; by default those of `latent_limits`, which hold all codes.
        seed: Fixes the choice.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes. Their only collection has the codes shown as offsets.

    Raises:
        ValueError: If shapes do not fit, a code is not finite, or a label is no digit.
    """
    require_positive_integers(n_shown=n_shown)
    codes = checked_codes(latent)
    digits = _as_tensor(labels, "labels")
    if digits.dtype == torch.bool or not (digits == digits.trunc()).all():
        raise ValueError(f"labels must be digits 0 to 9, got {digits.dtype}")
    if digits.shape != codes.shape[:1]:
        raise ValueError(f"labels must be ({len(codes)},), got {tuple(digits.shape)}")
    if digits.min() < 0 or digits.max() > 9:
        raise ValueError(f"labels must be digits 0 to 9, got {digits.min()} to {digits.max()}")
    x_limits, y_limits = latent_limits(codes) if limits is None else _checked_limits(limits)
    if len(codes) > n_shown:
        shown = torch.randperm(len(codes), generator=generator(seed))[:n_shown]
        codes, digits = codes[shown], digits[shown]
    ax = axes_or_new(ax, (5.6, 5.6))
    ax.add_collection(_digits(ax, codes.numpy(), digits.int().tolist()))
    ax.set(xlim=x_limits, ylim=y_limits, xlabel="$z_1$", ylabel="$z_2$", box_aspect=1)
    return ax


def plot_decoder_grid(
    decoder: Callable[[torch.Tensor], torch.Tensor],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    n_rows: int = 16,
    image_shape: tuple[int, int] = (28, 28),
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw what the decoder makes of each place, lying as `plot_latent` lies.

    Args:
        decoder: Gives images (n, pixels) for codes (n, 2).
        xlim: Limits of the first coordinate.
        ylim: Limits of the second coordinate.
        n_rows: Cells along each side, at least 1.
        image_shape: Height and width of an image.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes; their only image is the canvas of `decode_grid`, between the limits.

    Raises:
        ValueError: As `decode_grid`.
    """
    require_kinds(Axes | None, ax=ax)
    canvas = decode_grid(decoder, xlim, ylim, n_rows, image_shape)
    if ax is None:
        ax = plt.figure(figsize=(5.6, 5.6)).add_subplot()
    ax.imshow(canvas.numpy(), cmap="gray", vmin=0, vmax=1, extent=(*xlim, *ylim), aspect="auto")
    ax.set(xlabel="$z_1$", ylabel="$z_2$", box_aspect=1)
    return ax


def plot_latent_generative(
    latent: torch.Tensor,
    labels: torch.Tensor,
    decoder: Callable[[torch.Tensor], torch.Tensor],
    *,
    n_rows: int = 16,
    image_shape: tuple[int, int] = (28, 28),
    n_shown: int = 500,
    limits: tuple[Limits, Limits] | None = None,
    axes: tuple[Axes, Axes] | None = None,
) -> tuple[Axes, Axes]:
    """Draw the encoder's map and, beside it with the same limits, the decoder's.

    Args:
        latent: Codes (n, 2).
        labels: Digits (n,), 0 to 9.
        decoder: Gives images (n, pixels) for codes (n, 2).
        n_rows: Cells along each side of the decoder's map.
        image_shape: Height and width of an image.
        n_shown: At most so many digits are drawn.
        limits: Of both maps; by default those of `latent_limits`, which hold all codes.
        axes: Where to draw; by default a figure of its own.

    Returns:
        The axes of the encoder's map and those of the decoder's.

    Raises:
        ValueError: As `plot_latent` and `decode_grid`.
    """
    if axes is None:
        axes = tuple(plt.figure(figsize=(9.4, 5.0)).subplots(1, 2))
    if not isinstance(axes, tuple | list) or len(axes) != 2:
        raise ValueError(f"axes must be two axes, got {shown(axes)}")
    encoder_axes, decoder_axes = axes
    require_kinds(Axes, **{"axes[0]": encoder_axes, "axes[1]": decoder_axes})
    limits = latent_limits(latent) if limits is None else _checked_limits(limits)
    plot_latent(latent, labels, n_shown=n_shown, limits=limits, ax=encoder_axes)
    plot_decoder_grid(decoder, *limits, n_rows, image_shape, ax=decoder_axes)
    encoder_axes.set_title("Encoder map")
    decoder_axes.set_title("Decoder grid")
    return encoder_axes, decoder_axes


def _digits(ax: Axes, codes: np.ndarray, digits: list[int]) -> PathCollection:
    """One collection of all digits: far quicker to draw than as many texts."""
    shapes = [_digit_shape(digit) for digit in range(10)]
    colours = color_sequences["tab10"]
    return PathCollection(
        [shapes[digit] for digit in digits],
        sizes=[DIGIT_SIZE**2],
        offsets=codes,
        offset_transform=ax.transData,
        transform=IdentityTransform(),
        facecolors=[colours[digit] for digit in digits],
        linewidths=0,
        alpha=0.85,
    )


def _digit_shape(digit: int) -> Path:
    """The outline of a digit, one unit high, its middle at the origin."""
    outline = TextPath((0, 0), str(digit), prop=FontProperties(weight="bold"))
    box = outline.get_extents()
    centre = -(box.x0 + box.x1) / 2, -(box.y0 + box.y1) / 2
    return outline.transformed(Affine2D().translate(*centre).scale(1 / box.height))


def _checked_limits(limits: tuple[Limits, Limits]) -> tuple[Limits, Limits]:
    if not isinstance(limits, tuple | list) or len(limits) != 2:
        raise ValueError(f"limits must be two pairs, of x and of y, got {shown(limits)}")
    require_ranges(**{"limits[0]": limits[0], "limits[1]": limits[1]})
    return limits[0], limits[1]


def checked_codes(latent: torch.Tensor, name: str = "latent") -> torch.Tensor:
    """Give codes (n, 2) as floats without a gradient, or raise a ValueError that names them."""
    codes = _as_tensor(latent, name)
    if codes.ndim != 2 or codes.shape[1] != 2 or len(codes) == 0:
        raise ValueError(f"{name} must be (n, 2) with n at least 1, got {tuple(codes.shape)}")
    if not codes.isfinite().all():
        raise ValueError(f"{name} must be finite, got NaN or infinity in some code")
    return codes.to(torch.promote_types(codes.dtype, torch.float32))


def _as_tensor(values: torch.Tensor, name: str) -> torch.Tensor:
    """Take lists and arrays as well: codes often come from elsewhere."""
    try:
        tensor = torch.as_tensor(values).detach().cpu()
    except (TypeError, ValueError, RuntimeError) as error:
        raise ValueError(f"{name} must be a tensor, got {shown(values)}") from error
    if tensor.is_complex():
        raise ValueError(f"{name} must be real numbers, got {tensor.dtype}")
    return tensor
