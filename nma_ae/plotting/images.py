"""Images in rows."""

from collections.abc import Sequence

import torch
from matplotlib.axes import Axes

from nma_ae.arguments import require_image_shape, require_items, require_tensors
from nma_ae.plotting.axes import axes_or_new

GAP = 2  # pixels between images


def plot_image_rows(
    rows: Sequence[torch.Tensor],
    *,
    labels: Sequence[str] | None = None,
    image_shape: tuple[int, int] = (28, 28),
    ax: Axes | None = None,
) -> Axes:
    """Draw rows of images, such that image i of each row is above that of the next.

    Nothing is chosen or shuffled here: what belongs together stays together.

    Args:
        rows: One tensor per row, (n, pixels), (n, height, width) or (n, 1, height, width), all
            with the same n; 0 is drawn black and 1 white, and for NaN nothing.
        labels: The name of each row.
        image_shape: Height and width.
        ax: Where to draw; by default a figure of its own.

    Returns:
        The axes that hold all images.

    Raises:
        ValueError: If the rows differ in length, are empty, do not hold images of `image_shape`,
            or `labels` are not as many.
    """
    canvas = _montage(rows, image_shape)
    require_items(str, labels=labels or [])
    if labels is not None and len(labels) != len(rows):
        raise ValueError(f"labels must be as many as rows, got {len(labels)} for {len(rows)}")
    ax = axes_or_new(ax, (7.5, 7 * canvas.shape[0] / canvas.shape[1]))
    ax.imshow(canvas.numpy(), cmap="gray", vmin=0, vmax=1)
    ax.set_xticks([])
    pitch = image_shape[0] + GAP
    centres = [index * pitch + (image_shape[0] - 1) / 2 for index in range(len(rows))]
    ax.set_yticks(centres if labels else [], labels or [])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def _montage(rows: Sequence[torch.Tensor], image_shape: tuple[int, int]) -> torch.Tensor:
    """Put images on one canvas; the gaps between them are NaN, which nothing is drawn for."""
    height, width = require_image_shape(image_shape)
    require_items(torch.Tensor, rows=rows)
    for i, row in enumerate(rows):
        require_tensors("(n, pixels, ...)", **{f"rows[{i}]": row})
        if row.is_complex() or row.isinf().any():
            raise ValueError(f"rows[{i}] must hold finite brightness or NaN")
    lengths = [len(row) for row in rows]
    if not lengths or len(set(lengths)) > 1 or lengths[0] == 0:
        raise ValueError(f"rows must hold equally many images, at least one, got {lengths}")
    for row in rows:
        if row[0].numel() != height * width:
            raise ValueError(
                f"rows must hold images of {height} x {width} pixels, got shape {tuple(row.shape)}"
            )
    images = torch.stack([row.detach().cpu().float().reshape(-1, height, width) for row in rows])
    padded = torch.nn.functional.pad(images, (0, GAP, 0, GAP), value=torch.nan)
    # (rows, columns, height, width) -> (rows, height, columns, width) -> one canvas
    canvas = padded.transpose(1, 2).reshape(len(rows) * (height + GAP), -1)
    return canvas[:-GAP, :-GAP]
