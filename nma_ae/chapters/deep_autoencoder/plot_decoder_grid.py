"""Draw the decoded grid so that it lies on the page like the map of the codes."""

from random import Random

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.axes import Axes
from torch import nn

from nma_ae.analysis import decode_grid
from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.seeds import seeded


def with_keywords(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None):
    if ax is None:
        _figure, ax = plt.subplots()
    canvas = decode_grid(decoder, xlim, ylim, n_rows=n_rows, image_shape=image_shape)
    ax.imshow(canvas.numpy(), cmap="gray", extent=[xlim[0], xlim[1], ylim[0], ylim[1]])
    ax.set_aspect("auto")
    return ax


def from_below(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None):
    ax = plt.gca() if ax is None else ax
    canvas = decode_grid(decoder, xlim, ylim, n_rows, image_shape).flip(0)
    ax.imshow(canvas, extent=(*xlim, *ylim), origin="lower", cmap="gray_r", aspect="auto")
    return ax


def extent_set_later(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None):
    if ax is None:
        ax = plt.figure().add_subplot()
    picture = ax.imshow(decode_grid(decoder, xlim, ylim, n_rows, image_shape), aspect="auto")
    picture.set_extent((xlim[0], xlim[1], ylim[0], ylim[1]))
    picture.set_cmap("gray")
    return ax


def with_numbers(decoder, xlim, ylim, n_rows=16, image_shape=(28, 28), *, ax=None):
    if ax is None:
        ax = plt.subplots(figsize=(5, 5))[1]
    (x0, x1), (y0, y1) = xlim, ylim
    canvas = decode_grid(decoder, (x0, x1), (y0, y1), n_rows, image_shape).tolist()
    ax.imshow(canvas, cmap="Greys_r", extent=(x0, x1, y0, y1), vmin=0, vmax=1, aspect="auto")
    ax.set_xlabel("$z_1$")
    ax.set_ylabel("$z_2$")
    return ax


def _decoder(n_pixels):
    layer = nn.Linear(2, n_pixels)
    with torch.no_grad():
        layer.weight.copy_(torch.rand(n_pixels, 2) / 10)
    return nn.Sequential(layer, nn.Sigmoid())


def _inputs(n_pixels, xlim, ylim, n_rows, image_shape, ax=None):
    return {
        "decoder": _decoder(n_pixels),
        "xlim": xlim,
        "ylim": ylim,
        "n_rows": n_rows,
        "image_shape": image_shape,
        "ax": ax,
    }


def _call(answer, inputs):
    *positional, ax = inputs.values()
    return answer(*positional, ax=ax)


def _from_the_top(picture):
    """Return the pixels with those of the largest y first, wherever the Axes put them."""
    pixels = np.asarray(picture.get_array(), dtype=float)
    _left, _right, bottom, top = picture.get_extent()
    return pixels if (picture.origin == "upper") == (top > bottom) else pixels[::-1]


def _is_labelled(axis):
    return axis.get_visible() and any(label.get_text() for label in axis.get_ticklabels())


def _drawn(ax, inputs):
    pictures = ax.get_images()
    return {
        "pictures in the Axes": len(pictures),
        "drawn into the Axes that was given": inputs["ax"] is None or ax is inputs["ax"],
        "left, right, lower and upper end of the picture": [
            [*picture.get_extent()[:2], *sorted(picture.get_extent()[2:])] for picture in pictures
        ],
        "left, right, lower and upper end of the axes": [*ax.get_xlim(), *ax.get_ylim()],
        "picture, largest y first": [_from_the_top(picture) for picture in pictures],
        "axes with numbers": ax.axison and all(map(_is_labelled, (ax.xaxis, ax.yaxis))),
    }


def _case(xlim, ylim, n_rows, image_shape, seed=0, *, into_one=False, shown=""):
    def inputs():
        # The Axes that is given is not the current one: `plt.gca()` would find the other.
        ax = plt.subplots(1, 2)[1][0] if into_one else None
        with seeded(seed):
            return _inputs(image_shape[0] * image_shape[1], xlim, ylim, n_rows, image_shape, ax)

    return Case(inputs=inputs, call=_call, look=_drawn, returns=Axes, changes=("ax",), shown=shown)


def _generated(random: Random) -> Case:
    n_rows = random.choice([1, 2, random.randint(3, 6), 16])
    image_shape = random.choice([(1, 1), (3, 1), (random.randint(2, 5), random.randint(2, 5))])
    lows = random.choice([0.0, random.uniform(-20, 20)]), random.uniform(-20, 20)
    spans = random.choice([1.0, 10.0]), random.uniform(0.5, 40)
    xlim, ylim = ((low, low + span) for low, span in zip(lows, spans, strict=True))
    seed, into_one = random.randrange(2**31), random.random() < 0.3
    return _case(xlim, ylim, n_rows, image_shape, seed, into_one=into_one)


exercise = Exercise(
    cases=[
        _case((-1.0, 3.0), (10.0, 20.0), 16, (4, 4)),
        _case(
            (-3.5, -1.2),
            (-6.4, -2.7),
            3,
            (4, 2),
            into_one=True,
            shown="xlim=(-3.5, -1.2), ylim=(-6.4, -2.7), n_rows=3, image_shape=(4, 2), and as ax "
            "the left one of two Axes",
        ),
    ],
    hints=[
        "`decode_grid` gives the canvas; `ax.imshow` draws it. Without more, the axes count "
        "pixels.",
        "`extent=(left, right, bottom, top)` tells `imshow` where the picture lies: from `xlim` "
        "and `ylim`.",
        "`ax.imshow(canvas, cmap='gray', extent=(*xlim, *ylim), aspect='auto')`, and `return ax`. "
        "Make a figure only where `ax` is None.",
    ],
    generated=_generated,
    variants=[with_keywords, from_below, extent_set_later, with_numbers],
    misconceptions=[
        Misconception(
            edit("no_extent", ("extent=(x0, x1, y0, y1), ", ""), of=with_numbers),
            "The axes count pixels. Give `imshow` the limits of the latent plane: "
            "`extent=(*xlim, *ylim)`.",
        ),
        Misconception(
            edit("upside_down", ("vmax=1, ", 'vmax=1, origin="lower", ')),
            "The picture is upside down. `decode_grid` puts the largest y into its first row, and "
            "`imshow` draws that row at the top: neither has to be turned.",
        ),
        Misconception(
            edit("axis_turned", ("    return ax", "    ax.invert_yaxis()\n    return ax")),
            "The y axis points downwards: its largest value belongs at the top.",
        ),
        Misconception(
            edit("limits_exchanged", ("(*xlim, *ylim)", "(*ylim, *xlim)")),
            "The two limits are exchanged: `extent` takes left, right, bottom, top.",
        ),
        Misconception(
            edit(
                "own_axes", ("plt.gca() if ax is None else ax", "plt.subplots()[1]"), of=from_below
            ),
            "The picture is not in the Axes that came in as `ax`. When there is one, draw into "
            "it: it is how two plots come to lie side by side.",
        ),
        Misconception(
            edit("always_sixteen", ("n_rows, image_shape)", "image_shape=image_shape)")),
            "There are 16 rows whatever was asked for: `n_rows` has to reach `decode_grid`.",
        ),
        Misconception(
            edit("transposed", ("canvas.numpy()", "canvas.T.numpy()")),
            "The picture is transposed: x and y are exchanged. The canvas is right as it comes.",
        ),
    ],
)
