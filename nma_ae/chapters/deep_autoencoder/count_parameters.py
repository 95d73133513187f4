"""Count the parameters of a mirrored autoencoder by formula."""

from itertools import pairwise
from random import Random

from nma_ae.exercises import Case, Exercise, Misconception, edit


def with_pairs(widths):
    way = list(widths) + list(widths)[-2::-1]
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(way)) + len(way) - 2


def with_loop(widths):
    total = 0
    for i in range(len(widths) - 1):
        a, b = widths[i], widths[i + 1]
        # down a -> b and up b -> a: the weights twice, the biases of both
        total = total + 2 * a * b + a + b
    slopes = 2 * (len(widths) - 1) - 1
    return total + slopes


def with_numpy(widths):
    import numpy as np

    way = np.concatenate([widths, np.flip(widths)[1:]])
    return np.sum(way[:-1] * way[1:]) + np.sum(way[1:]) + (way.size - 2)


def with_a_network(widths):
    from torch import nn

    way = list(widths) + list(widths)[::-1][1:]
    layers = []
    for n_in, n_out in pairwise(way):
        layers.extend([nn.Linear(n_in, n_out), nn.PReLU()])
    model = nn.Sequential(*layers[:-1], nn.Sigmoid())
    return sum(parameter.numel() for parameter in model.parameters())


def recursive(widths):
    if len(widths) == 2:
        a, b = widths
        return 2 * a * b + a + b + 1
    return recursive(widths[:2]) + recursive(widths[1:]) + 1


def _generated(random: Random) -> Case:
    largest = random.choice([2, 12, 400])
    widths = [random.randint(1, largest) for _ in range(random.randint(2, 6))]
    return Case(inputs=lambda: {"widths": widths})


exercise = Exercise(
    cases=[
        Case(inputs=lambda: {"widths": [5, 3, 2]}),
        Case(inputs=lambda: {"widths": [4, 1]}),
        Case(inputs=lambda: {"widths": [6, 4, 9, 2]}),  # not in the order of their sizes
        Case(inputs=lambda: {"widths": [784, 392, 64, 2]}),
    ],
    hints=[
        "A Linear layer from n to m units has one weight for each pair of units, and one bias for "
        "each unit that it leads to.",
        "Write the widths of the whole way first: `widths + widths[-2::-1]` goes down to the code "
        "and up again without repeating the code.",
        "Each pair of neighbours a, b on that way gives a·b + b. Then add one slope for each "
        "PReLU: they stand behind every Linear but the last.",
    ],
    generated=_generated,
    variants=[with_pairs, with_loop, with_numpy, with_a_network, recursive],
    misconceptions=[
        Misconception(
            edit("weights_only", (" + n_out for", " for"), ("linear + slopes", "linear")),
            "Those are the weights alone. Each Linear layer also has a bias for each of its "
            "outputs, and each PReLU a slope.",
        ),
        Misconception(
            edit("no_slopes", (" + slopes", "")),
            "The Linear layers are right. A PReLU learns something as well: one slope each.",
        ),
        Misconception(
            edit("no_biases", (" + n_out for", " for")),
            "Weights and slopes are right; the biases are missing: one for each output of a "
            "Linear.",
        ),
        Misconception(
            edit("encoder_only", (" + widths[-2::-1]", ""), ("len(way) - 2", "len(way) - 1")),
            "That is the encoder alone. The decoder goes the same way back and has parameters too.",
        ),
        Misconception(
            edit("slope_per_unit", ("len(way) - 2", "sum(way[1:-1])")),
            "Your count has a slope for each unit. `nn.PReLU()` learns a single slope for its "
            "whole layer.",
        ),
        Misconception(
            edit("slope_after_the_last", ("len(way) - 2", "len(way) - 1")),
            "One too many. A PReLU follows every Linear but the last: a Sigmoid follows that one, "
            "and it learns nothing.",
        ),
    ],
)
