"""Build the deep autoencoder: input -> input/2 -> 32 codes -> code, and the same way back."""

from collections import OrderedDict
from itertools import pairwise
from random import Random

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.exercises.adapters.probes import fill, initial_weights, parameter_count
from nma_ae.networks import init_weights_kaiming_normal


def with_widths(input_size=784, encoding_size=2):
    widths = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    widths = widths + widths[-2::-1]
    layers = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.Linear(n_in, n_out), nn.PReLU()]
    layers[-1] = nn.Sigmoid()
    model = nn.Sequential(*layers)
    model[:-2].apply(init_weights_kaiming_normal)
    return model


def with_names(input_size=784, encoding_size=2):
    half = int(input_size / 2)
    narrow = encoding_size * 32
    model = nn.Sequential(
        OrderedDict(
            squeeze=nn.Linear(input_size, half),
            bend1=nn.PReLU(),
            squeeze_more=nn.Linear(half, narrow),
            bend2=nn.PReLU(),
            code=nn.Linear(narrow, encoding_size),
            bend3=nn.PReLU(),
            widen=nn.Linear(encoding_size, narrow),
            bend4=nn.PReLU(),
            widen_more=nn.Linear(narrow, half),
            bend5=nn.PReLU(),
            pixels=nn.Linear(half, input_size),
            squash=nn.Sigmoid(),
        )
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model


def one_by_one(input_size=784, encoding_size=2):
    model = nn.Sequential()
    n_in = input_size
    for n_out in (input_size // 2, encoding_size * 32, encoding_size, encoding_size * 32):
        model.append(nn.Linear(n_in, n_out))
        model.append(nn.PReLU(num_parameters=1))
        n_in = n_out
    model.append(nn.Linear(n_in, input_size // 2)).append(nn.PReLU())
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    model.append(nn.Linear(input_size // 2, input_size))
    model.append(nn.Sigmoid())
    return model


def from_two_halves(input_size=784, encoding_size=2):
    def block(n_in, n_out):
        layer = nn.Linear(n_in, n_out)
        with torch.no_grad():
            layer.weight.normal_(0, (2 / n_in) ** 0.5)
        return [layer, nn.PReLU()]

    a, b, c, d = input_size, input_size // 2, 32 * encoding_size, encoding_size
    encoder = block(a, b) + block(b, c) + block(c, d)
    decoder = block(d, c) + block(c, b) + [nn.Linear(b, a), nn.Sigmoid()]
    return nn.Sequential(*encoder, *decoder)


def _computed(model, inputs):
    images = torch.linspace(0, 1, 3 * inputs["input_size"]).reshape(3, -1)
    return {
        "layers": len(model),
        "parameters": parameter_count(model),
        "output for three images, with fixed weights": fill(model)(images),
    }


def _case(input_size, encoding_size):
    return Case(
        lambda: {"input_size": input_size, "encoding_size": encoding_size},
        look=_computed,
        returns=nn.Sequential,
    )


def _case_of_the_start(input_size, encoding_size):
    """Make a case whose layers are so large that each shows how its weights were drawn."""
    return Case(
        lambda: {"input_size": input_size, "encoding_size": encoding_size},
        look=initial_weights,
        returns=nn.Sequential,
        rtol=0.03,  # statistics of a random draw
        atol=0.005,
    )


def _generated(random: Random) -> Case:
    if random.random() < 0.1:
        return _case_of_the_start(random.randint(700, 900), random.randint(50, 64))
    input_size = random.choice([2, 3, random.randint(4, 60), random.randint(61, 200)])
    return _case(input_size, random.choice([1, 2, random.randint(3, 6)]))


exercise = Exercise(
    cases=[_case(784, 2), _case(31, 1), _case_of_the_start(784, 64)],
    hints=[
        "The decoder is the encoder's mirror image: six Linear layers in all, and the widths read "
        "the same from both ends.",
        "A PReLU follows every Linear but the last: `nn.Linear(...)`, `nn.PReLU()`, and so on, all "
        "in one flat `nn.Sequential`. Pixels lie between 0 and 1: which activation ends there?",
        "`model[:-2]` is everything but the last Linear and its Sigmoid; "
        "`model[:-2].apply(init_weights_kaiming_normal)` draws the weights of those layers anew. "
        "Compute the widths from the arguments: `input_size // 2` and `32 * encoding_size`.",
    ],
    generated=_generated,
    variants=[with_widths, with_names, one_by_one, from_two_halves],
    misconceptions=[
        Misconception(
            edit("relu", ("nn.PReLU()]", "nn.ReLU()]"), of=with_widths),
            "Your activations cut off all that is below zero, as ReLU does. A PReLU has a slope "
            "there that it learns, so a unit that is negative for every image can still recover.",
        ),
        Misconception(
            edit("only_linear", ("[layer, nn.PReLU()]", "[layer]"), of=from_two_halves),
            "There is no activation between the layers: six linear maps in a row are one linear "
            "map, and depth buys nothing.",
        ),
        Misconception(
            edit("no_sigmoid", ("model.append(nn.Sigmoid())", ""), of=one_by_one),
            "The output is not squeezed into the range of pixels: end with `nn.Sigmoid()`, "
            "otherwise binary cross-entropy meets values outside [0, 1].",
        ),
        Misconception(
            edit("prelu_at_the_end", ("layers[-1] = nn.Sigmoid()", ""), of=with_widths),
            "The last activation is a PReLU, which lets values below 0 and above 1 through. Pixels "
            "need `nn.Sigmoid()` there.",
        ),
        Misconception(
            edit(
                "one_shared_prelu",
                ("layers = []", "layers, activation = [], nn.PReLU()"),
                ("nn.PReLU()]", "activation]"),
                of=with_widths,
            ),
            "Your PReLUs all share one slope, as one `nn.PReLU()` in several places does. Make a "
            "new one each time.",
        ),
        Misconception(
            edit("default_start", ("model[:-2].apply(init_weights_kaiming_normal)", "")),
            "The network is right, its initialisation is not: the weights are spread as torch "
            "draws them by default. Apply `init_weights_kaiming_normal` to all but the last "
            "layer.",
        ),
        Misconception(
            edit("kaiming_everywhere", ("model[:-2].apply", "model.apply")),
            "The last layer got Kaiming's weights too. They are made for layers that a rectifier "
            "follows; before the Sigmoid they are too large. Leave out `model[-2:]`.",
        ),
        Misconception(
            edit("kaiming_uniform", ("kaiming_normal_(", "kaiming_uniform_("), of=one_by_one),
            "The weights come from a uniform distribution; here Kaiming's normal one is asked for.",
        ),
        Misconception(
            edit("always_64", ("32 * encoding_size", "64")),
            "The second hidden layer always has 64 units. It should have 32 for each unit of the "
            "code: `32 * encoding_size`.",
        ),
        Misconception(
            edit("short_decoder", ("widths[-2::-1]", "[input_size]"), of=with_widths),
            "Your decoder goes from the code to the pixels in one step. It should go back through "
            "the same widths as the encoder.",
        ),
    ],
)
