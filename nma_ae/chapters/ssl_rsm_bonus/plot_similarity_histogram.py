"""Draw how the similarities of all pairs of different images are distributed."""

import random
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure

from nma_ae.analysis import similarity_histogram, similarity_matrix
from nma_ae.exercises import Case, Exercise, Misconception, edit


def with_hist(features, names, n_bins=100, *, ax=None):
    if ax is None:
        _fig, ax = plt.subplots()
    bins = np.linspace(-1, 1, n_bins + 1)
    for each, name in zip(features, names, strict=True):
        matrix = similarity_matrix(each)
        i, j = torch.triu_indices(len(matrix), len(matrix), offset=1)
        ax.hist(matrix[i, j].numpy(), bins, density=True, alpha=0.4, label=name)
    ax.axvline(x=0, ls="--", color="k")
    ax.set(xlabel="similarity", ylabel="density")
    ax.legend()
    return ax


def with_bars(features, names, n_bins=100, *, ax=None):
    ax = plt.gca() if ax is None else ax
    for k in range(len(features)):
        n = len(features[k])
        similarities = F.cosine_similarity(features[k][:, None], features[k][None], dim=2)
        different = similarities[~torch.eye(n, dtype=torch.bool)]  # both (i, j) and (j, i)
        different = different.clamp(-1, 1)  # of equal images it may be rounded above 1
        counts, edges = np.histogram(different.numpy(), bins=n_bins, range=(-1, 1), density=True)
        ax.bar((edges[:-1] + edges[1:]) / 2, counts, width=2 / n_bins, alpha=0.5, label=names[k])
    ax.vlines(0, 0, ax.get_ylim()[1], linestyles="dashed", colors="black")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("probability density")
    ax.legend(loc="upper left")
    return ax


def outlines_filled(features, names, n_bins=100, *, ax=None):
    if ax is None:
        ax = plt.figure().add_subplot()
    pairs = []
    for each in features:
        matrix = similarity_matrix(each)
        below = torch.ones_like(matrix).tril(-1) == 1
        pairs.append(matrix[below].tolist())
    ax.hist(pairs, n_bins, (-1, 1), density=True, histtype="stepfilled", alpha=0.5, label=names)
    ax.axvline(0, linestyle="dashed")
    plt.setp(ax, xlabel="cos", ylabel="p")
    ax.legend()
    return ax


def with_stairs(features, names, n_bins=100, *, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    for each in features:
        counts, edges = similarity_histogram(each, n_bins=n_bins)
        density = counts / (counts.sum() * edges.diff())
        ax.stairs(density, edges, fill=True, alpha=0.6)
    ax.legend(names)
    ax.plot([0, 0], ax.get_ylim(), "k--")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    return ax


def with_steps_between(features, names, n_bins=100, *, ax=None):
    if ax is None:
        ax = plt.subplots()[1]
    left = np.linspace(-1, 1, n_bins + 1)[:-1]
    for each, name in zip(features, names, strict=True):
        heights = np.zeros(n_bins + 1)
        matrix = similarity_matrix(each).tolist()
        n_pairs = len(each) * (len(each) - 1) / 2
        for i in range(len(each)):
            for j in range(i):
                heights[int((matrix[i][j] + 1) / 2 * n_bins)] += n_bins / 2 / n_pairs
        heights[-2] += heights[-1]
        right = left + 2 / n_bins
        heights = np.append(heights[:-1], heights[-2])
        ax.fill_between(np.append(left, right[-1]), heights, step="post", alpha=0.3, label=name)
    ax.axvline(color="grey", linestyle=":")
    ax.set_xlabel("cosine similarity")
    ax.set_ylabel("density")
    ax.legend()
    return ax


def _inputs(sizes, names, n_bins, ax=None):
    features = [torch.randn(n, n_features) / 2 + shift for n, n_features, shift in sizes]
    return {"features": features, "names": names, "n_bins": n_bins, "ax": ax}


def _call(answer, inputs):
    *positional, ax = inputs.values()
    return answer(*positional, ax=ax)


# What was drawn is looked at as bars, whichever way it was drawn: (middles, heights).


def _bars(artist):
    if isinstance(artist, BarContainer):
        bars = [(bar.get_x() + bar.get_width() / 2, bar.get_height()) for bar in artist]
    elif hasattr(artist, "get_data"):  # stairs
        heights, edges, _baseline = artist.get_data()
        bars = list(zip((np.asarray(edges)[:-1] + np.asarray(edges)[1:]) / 2, heights, strict=True))
    else:
        bars = _bars_of_an_outline(_outline(artist))
    return np.asarray(bars, dtype=float).reshape(-1, 2)


def _outline(artist):
    if isinstance(artist, PolyCollection):
        return artist.get_paths()[0].vertices
    return artist.get_xy()


def _bars_of_an_outline(corners):
    """Its horizontal pieces, but for those on the ground."""
    return [
        ((x + next_x) / 2, y)
        for (x, y), (next_x, next_y) in pairwise(corners)
        if y == next_y and x != next_x and y != 0
    ]


def _heights(artist, n_bins):
    """Heights in n_bins equal parts of [-1, 1], of one bar each."""
    heights = np.zeros(n_bins)
    for middle, height in _bars(artist):
        place = int(np.floor((middle + 1) / 2 * n_bins))
        if 0 <= place < n_bins:
            heights[place] = height  # not added up: several narrow bars are not one as high
    return heights


def _distributions(ax, names):
    """What was drawn, in the order of its names, or as drawn where it has none."""
    in_containers = [bar for container in ax.containers for bar in container]
    others = [patch for patch in ax.patches if patch not in in_containers]
    filled = [each for each in ax.collections if isinstance(each, PolyCollection)]
    places = {name: place for place, name in enumerate(names)}
    return sorted([*ax.containers, *others, *filled], key=lambda x: places.get(_label(x), 0))


def _label(artist):
    # A histogram's name is that of its first bar. What matplotlib calls so itself begins with "_".
    parts = [artist, *artist] if isinstance(artist, BarContainer) else [artist]
    return next((each.get_label() for each in parts if each.get_label()[:1] != "_"), "")


def _lets_others_shine_through(artist):
    patch = artist[0] if isinstance(artist, BarContainer) else artist
    filled = patch.get_fill() if hasattr(patch, "get_fill") else True
    opacity = np.ravel(patch.get_facecolor())[3]
    return not filled or bool(opacity < 1)


def _dashed_line_at_zero(ax):
    for line in ax.lines:
        if not np.any(line.get_xdata()) and line.get_linestyle() not in ("-", "None"):
            return True
    for lines in ax.collections:
        if isinstance(lines, LineCollection) and not np.any(lines.get_segments()[0][:, 0]):
            return lines.get_linestyles()[0][1] is not None
    return False


def _drawn(ax, inputs):
    distributions = _distributions(ax, inputs["names"])
    legend = ax.get_legend()
    texts = [text.get_text() for text in legend.get_texts()] if legend else []
    return {
        "distributions in the Axes": len(distributions),
        "drawn into the Axes that was given": inputs["ax"] is None or ax is inputs["ax"],
        "heights of the bins": [_heights(each, inputs["n_bins"]) for each in distributions],
        "semi-transparent": [_lets_others_shine_through(each) for each in distributions],
        "names in the legend": [name for name in inputs["names"] if name in texts],
        "dashed vertical line at 0": _dashed_line_at_zero(ax),
        "both axes have labels": bool(ax.get_xlabel() and ax.get_ylabel()),
    }


def _generated(stream: random.Random) -> Case:
    sizes = [(stream.choice([2, 3, 6, 20]), stream.choice([2, 3, 5, 9])) for _ in range(3)]
    sizes = sizes[: stream.randint(1, 3)]
    names = stream.sample(["trained", "random", "VAE", "A & B", "7"], len(sizes))
    n_bins, seed = stream.choice([3, 4, 7, 8, 16, 25]), stream.randrange(2**31)
    has_ax = stream.random() < 0.5
    # No two images are the same: whether their cosine is rounded beyond 1 is the machine's doing.
    kind = stream.choice(["all signs", "all signs", "positive", "right angles"])

    def inputs():
        generator = torch.Generator().manual_seed(seed)
        features = [torch.randn(size, generator=generator) for size in sizes]
        if kind == "positive":
            features = [each.abs() for each in features]
        elif kind == "right angles":  # the cosine 0 is the edge of a bin where their number is even
            features = [torch.eye(max(size))[: size[0]] for size in sizes]
        ax = Figure().subplots() if has_ax else None
        return {"features": features, "names": names, "n_bins": n_bins, "ax": ax}

    return Case(
        inputs=inputs,
        call=_call,
        look=_drawn,
        returns=Axes,
        changes=("ax",) if has_ax else (),
    )


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: _inputs([(7, 3, 0.0)], ["one"], 4),
            call=_call,
            look=_drawn,
            returns=Axes,
            shown="three features of each of 7 images, with n_bins=4",
        ),
        Case(
            inputs=lambda: _inputs(
                [(2, 3, 3.0), (5, 4, 0.0), (8, 6, 0.3)],
                ["alike", "random", "trained"],
                7,
                Figure().subplots(),
            ),
            call=_call,
            look=_drawn,
            returns=Axes,
            changes=("ax",),
            shown="features of three encoders, with n_bins=7, and an Axes of its own",
        ),
    ],
    generated=_generated,
    hints=[
        "`similarity_histogram(features, n_bins)` counts each pair of different images once, in "
        "equal parts of [-1, 1]. It gives the counts and the edges of the bins.",
        "A density has the area 1: divide the counts by their sum and by the width of a bin, "
        "`2 / n_bins`.",
        "For each encoder `ax.stairs(density, edges, fill=True, alpha=0.5, label=name)`; then "
        "`ax.axvline(0, linestyle='dashed')`, `ax.legend()`, labels for both axes, and "
        "`return ax`. Make a figure only where `ax` is None.",
    ],
    variants=[with_hist, with_bars, outlines_filled, with_stairs, with_steps_between],
    misconceptions=[
        Misconception(
            edit("diagonal_included", ("matrix[i, j]", "matrix.flatten()"), of=with_hist),
            "Each image is compared with itself as well: the diagonal is a heap of ones at the "
            "right end. Leave it out.",
        ),
        Misconception(
            edit(
                "zeros_of_the_other_half",
                ("matrix[i, j]", "matrix.triu(diagonal=1).flatten()"),
                of=with_hist,
            ),
            "Half of the matrix is 0, as `triu` leaves it, and the zeros were counted as "
            "similarities. Pick the values: `i, j = torch.triu_indices(n, n, 1)`, then "
            "`matrix[i, j]`.",
        ),
        Misconception(
            edit("matrix_not_flattened", ("matrix[i, j]", "matrix"), of=with_hist),
            "There is a distribution for each image, where one for each encoder is asked for: "
            "`hist` takes a matrix for many sets of numbers, one a column. Pick the similarities "
            "of different images first: `i, j = torch.triu_indices(n, n, 1)`, then `matrix[i, j]`.",
        ),
        Misconception(
            edit("counts", ("counts / counts.sum() / (2 / n_bins)", "counts")),
            "These are counts. Divide them by their sum and by the width of a bin, so that the "
            "area is 1, and encoders with different numbers of images can be compared.",
        ),
        Misconception(
            edit("shares", (" / (2 / n_bins)", "")),
            "The heights add up to 1, but the area does not. A density is also divided by the "
            "width of a bin.",
        ),
        Misconception(
            edit("range_of_each", ("bins, density", "n_bins, density"), of=with_hist),
            "The bins of each encoder run from its own lowest value to its highest. Divide the "
            "same range for all, from -1 to 1.",
        ),
        Misconception(
            edit("from_lowest_to_highest", (" (-1, 1),", ""), of=outlines_filled),
            "The bins run from the lowest value to the highest. Divide the whole range of a "
            "cosine, from -1 to 1, or two figures cannot be compared.",
        ),
        Misconception(
            edit("always_a_hundred", ("each, n_bins=n_bins", "each"), of=with_stairs),
            "There are 100 bins, whatever `n_bins` asks for.",
        ),
        Misconception(
            edit("features_themselves", ("matrix[i, j]", "each.flatten()"), of=with_hist),
            "You drew the features. What is asked for are the similarities of all pairs of images.",
        ),
        Misconception(
            edit("absolute_values", ("_matrix(each)", "_matrix(each).abs()"), of=with_hist),
            "The negative similarities are drawn as positive ones. Leave their sign.",
        ),
        Misconception(
            edit(
                "drawn_as_a_line",
                (
                    "ax.stairs(density.numpy(), edges.numpy(), fill=True,",
                    "ax.plot(edges[:-1], density,",
                ),
            ),
            "There are no areas in the plot. Draw the bins themselves, not a line from one to the "
            "next: `ax.stairs` with `fill=True`, or `ax.hist`.",
        ),
        Misconception(
            edit("own_axes", ("if ax is None:\n        ax =", "ax =")),
            "An Axes came in as `ax`, but you drew into another one. Draw into the one that you "
            "are given: only so can two plots be side by side.",
        ),
        Misconception(
            edit("opaque", (" alpha=0.5,", "")),
            "Each distribution hides the ones before it. Draw them semi-transparent: `alpha=0.5`.",
        ),
        Misconception(
            edit("legend_forgotten", ("ax.legend()", "")),
            "No legend tells the distributions apart: `label=name` where you draw, and "
            "`ax.legend()` at the end.",
        ),
        Misconception(
            edit(
                "line_forgotten",
                ('ax.axvline(0, color="black", linestyle="dashed", linewidth=1)', ""),
            ),
            "The dashed vertical line at 0 is missing: `ax.axvline(0, linestyle='dashed')`.",
        ),
        Misconception(
            edit(
                "axis_labels_forgotten",
                ('ax.set(xlabel="similarity", ylabel="density")', ""),
                of=with_hist,
            ),
            "Not both axes have labels: `ax.set_xlabel` and `ax.set_ylabel`.",
        ),
    ],
)
