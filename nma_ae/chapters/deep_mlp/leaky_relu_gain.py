"""Compute the gain that makes up for a LeakyReLU."""

import math
from math import pi, sqrt

from nma_ae.exercises import Case, Exercise, Misconception


def as_a_power(negative_slope):
    return (2 / (1 + negative_slope**2)) ** 0.5


def two_halves(negative_slope):
    second_moment = 0.5 * negative_slope**2 + 0.5 * 1**2
    return 1 / sqrt(second_moment)


def from_torch(negative_slope):
    from torch import nn

    return nn.init.calculate_gain("leaky_relu", negative_slope)


def as_a_tensor(negative_slope):
    import torch

    return torch.sqrt(torch.tensor(2.0) / (1 + torch.tensor(negative_slope).square()))


def with_hypot(negative_slope):
    return math.sqrt(2) / math.hypot(1, negative_slope)


def from_the_variance(negative_slope):
    mean = (1 - negative_slope) / sqrt(2 * pi)
    variance = (1 + negative_slope**2) / 2 - mean**2
    return 1 / sqrt(variance)


def root_forgotten(negative_slope):
    return 2 / (1 + negative_slope**2)


def slope_not_squared(negative_slope):
    return sqrt(2 / (1 + negative_slope))


def upside_down(negative_slope):
    return sqrt((1 + negative_slope**2) / 2)


def half_forgotten(negative_slope):
    return 1 / sqrt(1 + negative_slope**2)


def relu_only(negative_slope):
    return sqrt(2)


def sign_wrong(negative_slope):
    return sqrt(2 / (1 - negative_slope**2)) if negative_slope < 1 else 1.0


exercise = Exercise(
    cases=[
        Case(inputs=lambda: {"negative_slope": 0.1}),
        Case(inputs=lambda: {"negative_slope": 0.0}),
        Case(inputs=lambda: {"negative_slope": 1.0}),
        Case(inputs=lambda: {"negative_slope": 0.5}),
    ],
    hints=[
        "How large is the mean square behind the LeakyReLU if it was 1 before? Half of the numbers "
        "are positive and pass; the other half is multiplied by the slope.",
        "A number multiplied by the slope has its square multiplied by the slope squared. So the "
        "mean square becomes (1 + slope²) / 2.",
        "Weights that are g times as large make the mean square g² times as large. Choose g such "
        "that g² · (1 + slope²) / 2 = 1.",
    ],
    variants=[as_a_power, two_halves, from_torch, as_a_tensor, with_hypot],
    misconceptions=[
        Misconception(
            from_the_variance,
            "You divided by the variance. Behind a LeakyReLU the mean is not zero, and the next "
            "layer's sum feels the mean square, mean included: do not subtract it.",
        ),
        Misconception(
            root_forgotten,
            "That is the factor for the variance of the weights. The gain multiplies the weights "
            "themselves: take the root.",
        ),
        Misconception(
            slope_not_squared,
            "The slope acts on the numbers, so on their squares it acts squared.",
        ),
        Misconception(
            upside_down,
            "That is what the LeakyReLU does to the size of a signal. The gain has to undo it: "
            "its inverse.",
        ),
        Misconception(
            half_forgotten,
            "Both halves of the numbers were counted in full. Each is only a half of all: the mean "
            "square becomes (1 + slope²) / 2.",
        ),
        Misconception(
            relu_only,
            "That is the gain of a ReLU, whose negative half is lost. Here a part of it passes: "
            "use `negative_slope`.",
        ),
        Misconception(
            sign_wrong,
            "Your negative half takes something away. A square is never negative: the two halves "
            "add up, 1 + slope².",
        ),
    ],
)
