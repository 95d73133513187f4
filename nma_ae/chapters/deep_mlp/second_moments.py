"""Send inputs through layers and measure the mean square after each."""

from itertools import pairwise
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.seeds import generator


def with_where(inputs, weights, negative_slope):
    moments = []
    z = inputs
    for weight in weights:
        o = z @ weight.T
        z = torch.where(o > 0, o, negative_slope * o)
        moments.append((z**2).mean().item())
    return moments


def with_modules(inputs, weights, negative_slope):
    bend = nn.LeakyReLU(negative_slope)
    found = torch.zeros(len(weights))
    for i, weight in enumerate(weights):
        inputs = bend(F.linear(inputs, weight))
        found[i] = torch.mean(inputs.pow(2))
    return found.tolist()


def with_numpy(inputs, weights, negative_slope):
    z = inputs.numpy()
    moments = []
    for weight in weights:
        o = z @ weight.numpy().T
        z = np.maximum(o, 0) + negative_slope * np.minimum(o, 0)
        moments.append(float(np.mean(np.square(z))))
    return moments


def columns_instead_of_rows(inputs, weights, negative_slope):
    z = inputs.T
    moments = []
    for weight in weights:
        z = F.leaky_relu(weight @ z, negative_slope)
        moments.append(z.norm() ** 2 / z.numel())
    return moments


def kept_in_a_list(inputs, weights, negative_slope):
    signals = [inputs]
    for weight in weights:
        signals.append(F.leaky_relu(torch.einsum("ni,oi->no", signals[-1], weight), negative_slope))
    return [F.mse_loss(z, torch.zeros_like(z)).item() for z in signals[1:]]


def _case(widths, negative_slope, n_inputs=5):
    def inputs():
        return {
            "inputs": torch.randn(n_inputs, widths[0]),
            "weights": [torch.randn(n_out, n_in) for n_in, n_out in pairwise(widths)],
            "negative_slope": negative_slope,
        }

    return Case(inputs=inputs, returns=list)


def _by_hand():
    return {
        "inputs": torch.tensor([[1.0, -2.0]]),
        "weights": [torch.tensor([[1.0, 1.0], [3.0, 0.0]])],
        "negative_slope": 0.5,
    }


def _generated(random: Random) -> Case:
    n_inputs = random.choice([1, random.randint(2, 8)])
    widths = [random.randint(1, 8) for _ in range(random.randint(2, 6))]
    if random.random() < 0.3:
        widths = [widths[0]] * len(widths)
    slope = random.choice([0.0, 0.1, 1.0, random.random()])
    seed, turned = random.randrange(2**31), random.random() < 0.3

    def inputs():
        draws = generator(seed)
        weights = [torch.randn(n_in, n_out, generator=draws).T for n_in, n_out in pairwise(widths)]
        return {
            "inputs": torch.randn(n_inputs, widths[0], generator=draws),
            "weights": weights if turned else [each.contiguous() for each in weights],
            "negative_slope": slope,
        }

    return Case(inputs=inputs, returns=list)


exercise = Exercise(
    cases=[
        Case(inputs=_by_hand, returns=list),
        _case([4, 4, 4], 0.1),
        _case([3, 5, 2, 4], 0.0),
        _case([6] * 5, 0.3),
    ],
    hints=[
        "A layer's sums are `inputs @ weight.T`: `weight` is (outputs, inputs), as in `nn.Linear`. "
        "Then comes `F.leaky_relu(sums, negative_slope)`.",
        "What comes out of a layer goes into the next: give it the name `inputs` again.",
        "After each layer append `inputs.square().mean().item()` to a list.",
    ],
    generated=_generated,
    variants=[with_where, with_modules, with_numpy, columns_instead_of_rows, kept_in_a_list],
    misconceptions=[
        Misconception(
            edit("variances", (".square().mean()", ".var()")),
            "That is the variance, which takes the mean away first. Measure the mean of the "
            "squares.",
        ),
        Misconception(
            edit("root_mean_square", (".mean()", ".mean().sqrt()")),
            "That is the root of the mean square. The mean square itself is asked for.",
        ),
        Misconception(
            edit("before_the_activation", ("(z**2)", "(o**2)"), of=with_where),
            "That is the mean square of the sums, before the LeakyReLU. Measure what comes out of "
            "it.",
        ),
        Misconception(
            edit(
                "no_activation",
                ("F.leaky_relu(inputs @ weight.T, negative_slope)", "inputs @ weight.T"),
            ),
            "The LeakyReLU has no effect: it is missing, or what it returns is not used. Your "
            "layers only multiply.",
        ),
        Misconception(
            edit("not_handed_on", ("inputs =", "signal ="), ("inputs.square", "signal.square")),
            "Every layer gets the first inputs. Hand what comes out of a layer to the next.",
        ),
        Misconception(
            edit("not_transposed", ("weight.T", "weight")),
            "The weights are used the wrong way round: `nn.Linear` keeps them as (outputs, "
            "inputs), so a layer is `inputs @ weight.T`. Square matrices fit either way, and "
            "compute something else.",
        ),
        Misconception(
            edit("one_layer_early", ("signals[1:]", "signals[:-1]"), of=kept_in_a_list),
            "Your list begins with the inputs and misses the last layer: measure after each "
            "layer, not before it.",
        ),
        Misconception(
            edit("squared_lengths", (".mean()", ".sum(dim=1).mean()")),
            "The squares are added up over the units. Take the mean over inputs and units.",
        ),
        Misconception(
            edit("square_of_the_mean", (".square().mean()", ".mean().square()")),
            "That is the square of the mean. First square every number, then take the mean.",
        ),
    ],
)
