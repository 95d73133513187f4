"""Compute the gain that makes up for a LeakyReLU."""

import math
from random import Random

from nma_ae.exercises import Case, Exercise, Misconception, edit


def as_a_power(negative_slope):
    return (2 / (1 + negative_slope**2)) ** 0.5


def two_halves(negative_slope):
    second_moment = 0.5 * negative_slope**2 + 0.5 * 1**2
    return 1 / math.sqrt(second_moment)


def from_torch(negative_slope):
    from torch import nn

    return nn.init.calculate_gain("leaky_relu", negative_slope)


def as_a_tensor(negative_slope):
    import torch

    return torch.sqrt(torch.tensor(2.0) / (1 + torch.tensor(negative_slope).square()))


def with_hypot(negative_slope):
    return math.sqrt(2) / math.hypot(1, negative_slope)


def _generated(random: Random) -> Case:
    slope = random.choice([0.0, 1.0, 0.01, random.random(), random.random()])
    return Case(inputs=lambda: {"negative_slope": slope})


exercise = Exercise(
    cases=[
        Case(inputs=lambda: {"negative_slope": 0.1}),
        Case(inputs=lambda: {"negative_slope": 0.0}),
        Case(inputs=lambda: {"negative_slope": 1.0}),
        Case(inputs=lambda: {"negative_slope": 0.5}),
    ],
    hints=[
        "How large is the mean square after the LeakyReLU if it was 1 before? Half of the numbers "
        "are positive and pass; the other half is multiplied by the slope.",
        "A number multiplied by the slope has its square multiplied by the slope squared. So the "
        "mean square becomes (1 + slope²) / 2.",
        "Weights that are g times as large make the mean square g² times as large. Choose g such "
        "that g² · (1 + slope²) / 2 = 1.",
    ],
    generated=_generated,
    variants=[as_a_power, two_halves, from_torch, as_a_tensor, with_hypot],
    misconceptions=[
        Misconception(
            edit(
                "from_the_variance",
                ("second_moment)", "second_moment - (1 - negative_slope) ** 2 / (2 * math.pi))"),
                of=two_halves,
            ),
            "That makes up for the variance. After a LeakyReLU the mean is not zero, and the next "
            "layer's sum feels the mean square, mean included: do not subtract it.",
        ),
        Misconception(
            edit("root_forgotten", (" ** 0.5", ""), of=as_a_power),
            "That is the factor for the variance of the weights. The gain multiplies the weights "
            "themselves: take the root.",
        ),
        Misconception(
            edit("slope_not_squared", ("negative_slope**2", "negative_slope")),
            "The slope acts on the numbers, so on their squares it acts squared.",
        ),
        Misconception(
            edit("upside_down", ("1 / math.sqrt", "math.sqrt"), of=two_halves),
            "That is what the LeakyReLU does to the size of a signal. The gain has to undo it: "
            "its inverse.",
        ),
        Misconception(
            edit(
                "half_forgotten",
                ("0.5 * negative_slope**2 + 0.5 * 1**2", "negative_slope**2 + 1**2"),
                of=two_halves,
            ),
            "Both halves of the numbers count in full there. Each is only a half of all: the mean "
            "square becomes (1 + slope²) / 2.",
        ),
        Misconception(
            edit("relu_only", ("2 / (1 + negative_slope**2)", "2")),
            "That is the gain for a slope of 0 below zero, or next to nothing. Here a part of the "
            "negative half passes: use `negative_slope`.",
        ),
        Misconception(
            edit("sign_wrong", ("1 + negative_slope**2", "1 - negative_slope**2")),
            "There the negative half takes something away. A square is never negative: the two "
            "halves add up, 1 + slope².",
        ),
    ],
)
