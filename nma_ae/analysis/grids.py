"""What a network makes of an even grid of points in a plane."""

from collections.abc import Callable

import torch

from nma_ae.arguments import (
    fitting_together,
    require_callables,
    require_floats,
    require_image_shape,
    require_numbers,
    require_positive_integers,
    require_ranges,
    under_name,
)

Classifier = Callable[[torch.Tensor], torch.Tensor]
MOST_CELLS = 10_000  # along a side: more would not fit into memory
PART = 4096  # places that are classified at once: what a classifier computes stays small


@fitting_together("decoder", "codes")
def decode_grid(
    decoder: Callable[[torch.Tensor], torch.Tensor],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    n_rows: int = 16,
    image_shape: tuple[int, int] = (28, 28),
) -> torch.Tensor:
    """Decode an even grid of codes and lay the images out as a map.

    The plane between the limits is cut into n_rows x n_rows equal cells; the image in each is
    what the decoder makes of the code at the cell's centre. All are decoded in one batch.

    Args:
        decoder: Gives images (n, pixels) for codes (n, 2).
        xlim: Limits of the first coordinate, which grows to the right.
        ylim: Limits of the second coordinate, which grows upwards.
        n_rows: Cells along each side, at least 1.
        image_shape: Height and width of an image.

    Returns:
        The canvas (n_rows * height, n_rows * width). Its first row shows the largest second
        coordinate, as images are stored from the top.

    Raises:
        ValueError: If limits are not finite and ascending, `n_rows` is less than 1, or the
            decoder's images are not of `image_shape`.
    """
    require_callables(decoder=decoder)
    require_ranges(xlim=xlim, ylim=ylim)
    require_positive_integers(n_rows=n_rows, most=MOST_CELLS)
    height, width = require_image_shape(image_shape)
    centres = (torch.arange(n_rows) + 0.5) / n_rows
    x = xlim[0] + (xlim[1] - xlim[0]) * centres
    y = ylim[0] + (ylim[1] - ylim[0]) * centres.flip(0)  # from the top down
    codes = torch.cartesian_prod(y, x).flip(1)  # row by row, each (x, y)
    with torch.no_grad():
        images = decoder(codes)
    require_decoded(images, n_rows**2, (height, width))
    # (row, column, height, width) -> (row, height, column, width) -> one canvas
    cells = images.reshape(n_rows, n_rows, height, width)
    return cells.transpose(1, 2).reshape(n_rows * height, n_rows * width)


def decision_grid(classify: Classifier, limit: float = 2.0, n_cells: int = 200) -> torch.Tensor:
    """Classify the middle of each cell of a square around the origin.

    Args:
        classify: Gives logits (n, classes) for points (n, 2).
        limit: The square reaches from -limit to limit on both axes.
        n_cells: Cells along each side.

    Returns:
        (n_cells, n_cells) int64, the class of each cell. Along a row x1 grows; x2 grows from row to
        row, so that row 0 is the lowest.

    Raises:
        ValueError: If `limit` is not positive, `n_cells` not a positive integer, or `classify`
            gives no logits.
    """
    require_callables(classify=classify)
    require_positive_integers(n_cells=n_cells, most=MOST_CELLS)
    require_numbers(above=0, limit=limit)
    middles = limit * ((2 * torch.arange(n_cells) + 1) / n_cells - 1)
    points = torch.cartesian_prod(middles, middles).flip(1)  # row by row, each (x1, x2)
    classes = [classified(classify, part) for part in points.split(PART)]
    return torch.cat(classes).view(n_cells, n_cells)


def decoded_images(
    decoder: Callable[[torch.Tensor], torch.Tensor],
    codes: torch.Tensor,
    image_shape: tuple[int, int],
) -> torch.Tensor:
    """Decode codes to images (n, height, width), or raise a ValueError that names the decoder."""
    with torch.no_grad(), fitting_together("decoder", "codes"):
        images = decoder(codes)
    require_decoded(images, len(codes), image_shape)
    return images.reshape(-1, *image_shape)


def require_decoded(images: torch.Tensor, n_images: int, image_shape: tuple[int, int]) -> None:
    """Raise a ValueError that names the decoder, if these are not so many images of that shape."""
    require_floats(**under_name("what decoder gives", images))
    height, width = image_shape
    if images.numel() != n_images * height * width:
        raise ValueError(
            f"decoder must give {n_images} images of {height} x {width} pixels, got shape "
            f"{tuple(images.shape)}"
        )


def classified(classify: Classifier, points: torch.Tensor) -> torch.Tensor:
    """Classify points without gradients, or raise a ValueError that names the classifier."""
    with torch.no_grad(), fitting_together("classify", "points"):
        logits = classify(points)
    # Far from what it learned, a classifier may be surer than any argument may be large.
    require_floats("(n, classes)", finite=False, **under_name("what classify gives", logits))
    if not logits.isfinite().all():
        raise ValueError("what classify gives must be finite, got NaN or infinity in it")
    if len(logits) != len(points):
        raise ValueError(
            f"what classify gives must be logits for {len(points)} points, got shape "
            f"{tuple(logits.shape)}"
        )
    return logits.argmax(dim=1)
