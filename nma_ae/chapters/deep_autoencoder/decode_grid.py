"""Decode a grid of points of the latent plane into one large picture, in one batch."""

from random import Random

import numpy as np
import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit


def with_rows(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    height, width = image_shape
    x = [xlim[0] + (i + 0.5) * (xlim[1] - xlim[0]) / n_rows for i in range(n_rows)]
    y = [ylim[1] - (j + 0.5) * (ylim[1] - ylim[0]) / n_rows for j in range(n_rows)]
    points = torch.tensor([[a, b] for b in y for a in x], dtype=torch.float32)
    with torch.no_grad():
        images = decoder(points).reshape(n_rows, n_rows, height, width)
    rows = [torch.cat(list(row), dim=1) for row in images]
    return torch.cat(rows, dim=0)


def with_numpy(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    dx = (xlim[1] - xlim[0]) / n_rows
    dy = (ylim[1] - ylim[0]) / n_rows
    x = np.linspace(xlim[0] + dx / 2, xlim[1] - dx / 2, n_rows)
    y = np.linspace(ylim[0] + dy / 2, ylim[1] - dy / 2, n_rows)[::-1]
    grid_x, grid_y = np.meshgrid(x, y)
    points = np.stack([grid_x.ravel(), grid_y.ravel()], axis=1).astype(np.float32)
    decoded = decoder(torch.from_numpy(points)).detach().numpy()
    canvas = np.zeros((n_rows * image_shape[0], n_rows * image_shape[1]), dtype=np.float32)
    for k, image in enumerate(decoded):
        i, j = divmod(k, n_rows)
        top, left = i * image_shape[0], j * image_shape[1]
        canvas[top : top + image_shape[0], left : left + image_shape[1]] = image.reshape(
            image_shape
        )
    return torch.from_numpy(canvas)


def with_product(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    steps = (torch.arange(n_rows) + 0.5) / n_rows
    xs = xlim[0] + steps * (xlim[1] - xlim[0])
    ys = (ylim[0] + steps * (ylim[1] - ylim[0])).flip(0)
    points = torch.cartesian_prod(ys, xs)[:, [1, 0]]
    with torch.inference_mode():
        tiles = decoder(points).view(n_rows, n_rows, *image_shape)
    return tiles.transpose(1, 2).reshape(n_rows * image_shape[0], n_rows * image_shape[1]).clone()


def with_fold(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    edges_x = torch.linspace(xlim[0], xlim[1], n_rows + 1)
    edges_y = torch.linspace(ylim[1], ylim[0], n_rows + 1)
    y, x = torch.meshgrid(
        (edges_y[:-1] + edges_y[1:]) / 2, (edges_x[:-1] + edges_x[1:]) / 2, indexing="ij"
    )
    decoded = decoder(torch.stack([x.flatten(), y.flatten()], 1)).detach()
    size = (n_rows * image_shape[0], n_rows * image_shape[1])
    canvas = nn.functional.fold(decoded.T[None], size, image_shape, stride=image_shape)
    return canvas[0, 0]


def one_at_a_time(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28)):
    height, width = image_shape
    canvas = torch.zeros(n_rows * height, n_rows * width)
    dx, dy = (xlim[1] - xlim[0]) / n_rows, (ylim[1] - ylim[0]) / n_rows
    for j in range(n_rows):
        for i in range(n_rows):
            x, y = xlim[0] + (i + 0.5) * dx, ylim[1] - (j + 0.5) * dy
            with torch.no_grad():
                image = decoder(torch.tensor([[x, y]]))
            canvas[j * height : (j + 1) * height, i * width : (i + 1) * width] = image.reshape(
                height, width
            )
    return canvas


class _Recorder(nn.Module):
    """A decoder that shows where it was asked: (x, y) gives the pixels x, y, 100 + x, 100 + y, ...

    It remembers how many points it was given in each call.
    """

    def __init__(self, n_pixels: int):
        super().__init__()
        self.layer = nn.Linear(2, n_pixels)
        pixels = torch.arange(n_pixels)
        with torch.no_grad():
            self.layer.weight.copy_(torch.eye(2)[pixels % 2])
            self.layer.bias.copy_(100 * (pixels // 2))
        self.batches: list[int] = []

    def forward(self, points):
        self.batches.append(len(points))
        return self.layer(points)


def _case(xlim, ylim, n_rows, image_shape, shown=""):
    def inputs():
        return {
            "decoder": _Recorder(image_shape[0] * image_shape[1]),
            "xlim": xlim,
            "ylim": ylim,
            "n_rows": n_rows,
            "image_shape": image_shape,
        }

    def look(canvas, inputs):
        return {
            "canvas": canvas,
            "points in each call of the decoder": inputs["decoder"].batches,
            "result that still asks for gradients": getattr(canvas, "requires_grad", False),
        }

    # The largest pixel says how large differences may be: they must not hide another place.
    return Case(inputs=inputs, look=look, shown=shown, rtol=1e-5)


def _generated(random: Random) -> Case:
    n_rows = random.choice([1, 2, random.randint(3, 7)])
    image_shape = random.choice([(1, 1), (1, 3), (4, 1), (random.randint(2, 5), 3)])
    lows = random.choice([0.0, random.uniform(-20, 20)]), random.uniform(-20, 20)
    spans = random.choice([1.0, 10.0]), random.uniform(2, 40)
    xlim, ylim = ((low, low + span) for low, span in zip(lows, spans, strict=True))
    return _case(xlim, ylim, n_rows, image_shape)


exercise = Exercise(
    cases=[
        _case(
            (0.0, 2.0),
            (10.0, 20.0),
            2,
            (1, 2),
            "xlim=(0.0, 2.0), ylim=(10.0, 20.0), n_rows=2, image_shape=(1, 2), and a decoder that "
            "makes of the code (x, y) an image of two pixels: x and y",
        ),
        _case(
            (-1.0, 3.0),
            (10.0, 20.0),
            3,
            (2, 3),
            "xlim=(-1.0, 3.0), ylim=(10.0, 20.0), n_rows=3, image_shape=(2, 3), and a decoder that "
            "makes of the code (x, y) an image of six pixels: x, y, 100 + x, 100 + y, 200 + x, "
            "200 + y",
        ),
        _case((-4.7, -2.2), (-5.3, -1.1), 4, (5, 3)),
        _case((0.0, 2.0), (10.0, 20.0), 1, (1, 2)),
    ],
    hints=[
        "Cut the range from `xlim[0]` to `xlim[1]` into `n_rows` equal cells and take the middle "
        "of each; the same for y, from the largest down, since row 0 of a picture is its top.",
        "`torch.meshgrid(y, x, indexing='ij')` gives both coordinates of every cell, row by row. "
        "Stack them into points (n_rows², 2), x first, and decode them in one call under "
        "`torch.no_grad()`.",
        "Reshape the result to (n_rows, n_rows, height, width). The axes have to become row, pixel "
        "row, column, pixel column before the last reshape: `.permute(0, 2, 1, 3)`.",
    ],
    generated=_generated,
    variants=[with_rows, with_numpy, with_product, with_fold],
    misconceptions=[
        Misconception(
            edit("upside_down", ("centres.flip(0)", "centres")),
            "The picture is upside down: its first row belongs to the largest y, because images "
            "are drawn from the top.",
        ),
        Misconception(
            edit("axes_swapped", (".flip(1)", "")),
            "The points are (y, x). The decoder was trained on (x, y): stack x first.",
        ),
        Misconception(
            edit("columns_first", ("cartesian_prod(y, x).flip(1)", "cartesian_prod(x, y)")),
            "Rows and columns of the grid are exchanged: y must vary from row to row, x inside a "
            "row. Both `meshgrid(y, x, indexing='ij')` and `cartesian_prod(y, x)` do that.",
        ),
        Misconception(
            edit("no_permute", (".transpose(1, 2)", "")),
            "The pixels are all there, in the wrong places: the first image lies along the first "
            "rows of the canvas, as a reshape alone puts it. Permute the axes first.",
        ),
        Misconception(
            edit(
                "from_edge_to_edge",
                ("(torch.arange(n_rows) + 0.5) / n_rows", "torch.linspace(0, 1, n_rows)"),
            ),
            "Your points run from edge to edge. Take the middle of each cell: the first lies half "
            "a cell inside the limits.",
        ),
        Misconception(
            edit(
                "one_step_for_both", ("dy = (ylim[1] - ylim[0]) / n_rows", "dy = dx"), of=with_numpy
            ),
            "Your points are as far apart in y as in x. The two limits may be of different "
            "length: each has its own step.",
        ),
        Misconception(
            one_at_a_time,
            "The canvas is right, but the decoder is called once for each cell. Stack all points "
            "and call it once: that is many times faster.",
        ),
        Misconception(
            edit("gradients_kept", ("with torch.no_grad():\n        ", "")),
            "The canvas still asks for gradients, and `imshow` refuses such a tensor. Decode under "
            "`torch.no_grad()`.",
        ),
    ],
)
