"""Count the parameters of a multilayer perceptron by formula."""

from itertools import pairwise
from random import Random

from nma_ae.exercises import Case, Exercise, Misconception, edit


def with_loop(widths):
    total = 0
    for i in range(1, len(widths)):
        total += widths[i - 1] * widths[i]
        total += widths[i]
    return total


def weights_then_biases(widths):
    weights = sum(a * b for a, b in pairwise(widths))
    return weights + sum(widths[1:])


def with_numpy(widths):
    import numpy as np

    widths = np.asarray(widths)
    return int(((widths[:-1] + 1) * widths[1:]).sum())


def with_a_network(widths):
    from torch import nn

    layers = [nn.Linear(n_in, n_out) for n_in, n_out in pairwise(widths)]
    return sum(p.numel() for p in nn.ModuleList(layers).parameters() if p.requires_grad)


def recursive(widths):
    if len(widths) < 2:
        return 0
    return (widths[0] + 1) * widths[1] + recursive(widths[1:])


def units_counted(widths):
    return sum(widths)


def _generated(random: Random) -> Case:
    largest = random.choice([2, 12, 400])
    widths = [random.randint(1, largest) for _ in range(random.randint(2, 6))]
    return Case(inputs=lambda: {"widths": widths})


exercise = Exercise(
    cases=[
        Case(inputs=lambda: {"widths": [3, 5, 2]}),
        Case(inputs=lambda: {"widths": [2, 4]}),
        Case(inputs=lambda: {"widths": [2, 7, 7, 4]}),
        Case(inputs=lambda: {"widths": [3072, 64, 64, 64, 3]}),
    ],
    hints=[
        "Take the layers one by one. A Linear from n to m units has a weight for each pair of "
        "units: n·m of them.",
        "And it has a bias for each unit that it leads to: m more. `zip(widths, widths[1:])` gives "
        "the pairs n, m.",
    ],
    generated=_generated,
    variants=[with_loop, weights_then_biases, with_numpy, with_a_network, recursive],
    misconceptions=[
        Misconception(
            edit("weights_only", ("(n_in + 1) * n_out", "n_in * n_out")),
            "Those are the weights alone. Each unit that a Linear leads to has a bias as well.",
        ),
        Misconception(
            edit("bias_of_the_input", ("sum(widths[1:])", "sum(widths)"), of=weights_then_biases),
            "Your count has biases of the inputs too. An input is a given number; only what a "
            "Linear leads to has a bias.",
        ),
        Misconception(
            edit("bias_where_it_comes_from", ("(n_in + 1) * n_out", "n_in * (n_out + 1)")),
            "Your count has a bias for each unit that a layer comes from. It is one for each unit "
            "that the layer leads to.",
        ),
        Misconception(
            edit("one_bias_per_layer", ("(n_in + 1) * n_out", "n_in * n_out + 1")),
            "Your count has a single bias per layer. Each of its output units has its own.",
        ),
        Misconception(
            edit(
                "output_left_out", ("n_out in pairwise(widths)", "n_out in pairwise(widths[:-1])")
            ),
            "The last layer is missing from your count. The Linear that leads to the output has "
            "parameters like any other.",
        ),
        Misconception(
            units_counted,
            "That is the number of units. Parameters sit on the connections between them: for n "
            "and m units that is n·m weights, and m biases.",
        ),
    ],
)
