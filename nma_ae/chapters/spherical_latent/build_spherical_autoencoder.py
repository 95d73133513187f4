"""Build the deep autoencoder with the normalising layer after its code."""

import random
from itertools import pairwise

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.exercises.adapters.probes import fill, initial_weights, parameter_count
from nma_ae.networks import (
    NormalizeLayer,
    build_deep_autoencoder,
    init_weights_kaiming_normal,
    split_autoencoder,
)


def by_insertion(input_size=784, encoding_size=3):
    layers = list(build_deep_autoencoder(input_size, encoding_size))
    layers.insert(6, NormalizeLayer())
    return nn.Sequential(*layers)


def by_halves(input_size=784, encoding_size=3):
    encoder, decoder = split_autoencoder(build_deep_autoencoder(input_size, encoding_size))
    encoder.append(NormalizeLayer())
    return nn.Sequential(*encoder, *decoder)


def written_out(input_size=784, encoding_size=3):
    half = input_size // 2
    narrow = 32 * encoding_size
    model = nn.Sequential(
        nn.Linear(input_size, half),
        nn.PReLU(),
        nn.Linear(half, narrow),
        nn.PReLU(),
        nn.Linear(narrow, encoding_size),
        nn.PReLU(),
        NormalizeLayer(),
        nn.Linear(encoding_size, narrow),
        nn.PReLU(),
        nn.Linear(narrow, half),
        nn.PReLU(),
        nn.Linear(half, input_size),
        nn.Sigmoid(),
    )
    model[:-2].apply(init_weights_kaiming_normal)
    return model


def with_widths(input_size=784, encoding_size=3):
    widths = [input_size, input_size // 2, 32 * encoding_size, encoding_size]
    model = nn.Sequential()
    for n_in, n_out in pairwise(widths + widths[-2::-1]):
        if n_in == encoding_size:
            model.append(NormalizeLayer())
        layer = nn.Linear(n_in, n_out)
        if len(model) < 10:
            nn.init.kaiming_normal_(layer.weight)
        model.append(layer).append(nn.PReLU())
    model[-1] = nn.Sigmoid()
    return model


def _code(model, inputs):
    """What reaches the first layer of the decoder."""
    images = torch.linspace(0, 1, 3 * inputs["input_size"]).reshape(3, -1)
    reached = []
    for layer in fill(model):
        if isinstance(layer, nn.Linear) and layer.in_features == inputs["encoding_size"]:
            reached.append(images)
        images = layer(images)
    return {
        "layers": len(model),
        "lengths of the codes of three images": [codes.norm(dim=1) for codes in reached],
        "parameters": parameter_count(model),
        "output for three images, with fixed weights": images,
    }


def _case(input_size=784, encoding_size=3, look=_code, **rest):
    return Case(
        inputs=lambda: {"input_size": input_size, "encoding_size": encoding_size},
        look=look,
        returns=nn.Sequential,
        **rest,
    )


def _with_defaults(answer, inputs):
    return answer()


def _start(input_size, encoding_size):
    # The tolerances are those of a random draw's statistics.
    return _case(input_size, encoding_size, initial_weights, rtol=0.03, atol=0.005)


def generated(random: random.Random) -> Case:
    """Make a case: odd inputs, the smallest ones and codes of one unit; or a network's start."""
    kind = random.random()
    if kind < 0.05:
        return _case(call=_with_defaults)
    if kind < 0.2:
        return _start(random.randint(256, 300), random.randint(28, 30))
    encoding_size = random.choice([1, 2, 3, random.randint(1, 8)])
    smallest = 2 * encoding_size + 2  # half of it is still wider than the code
    return _case(random.choice([smallest, smallest + random.randrange(50)]), encoding_size)


exercise = Exercise(
    cases=[
        _case(call=_with_defaults, shown="build_spherical_autoencoder()"),
        _case(31, 4),
        _start(256, 28),
    ],
    hints=[
        "You need not write the network again: `build_deep_autoencoder(input_size, encoding_size)` "
        "gives the free one, and a Sequential can be sliced.",
        "Print the free network. Which index has the PReLU of the code? The sphere comes right "
        "after it, before the decoder begins.",
        "`nn.Sequential(*deep[:6], NormalizeLayer(), *deep[6:])`",
    ],
    variants=[by_insertion, by_halves, written_out, with_widths],
    misconceptions=[
        Misconception(
            edit("no_sphere", ("NormalizeLayer(), ", "")),
            "That is the free network: there is no `NormalizeLayer()` in it yet.",
        ),
        Misconception(
            edit("before_the_activation", ("[:6]", "[:5]"), ("[6:]", "[5:]")),
            "The sphere comes before the PReLU of the code, which then shortens every negative "
            "coordinate: the codes do not stay on the sphere. Put it after the PReLU.",
        ),
        Misconception(
            edit("one_layer_late", ("insert(6,", "insert(8,"), of=by_insertion),
            "The sphere comes after the first layer of the decoder, where a code has many more "
            "numbers. It belongs before that layer.",
        ),
        Misconception(
            edit("at_the_end", ("insert(6, ", "append("), of=by_insertion),
            "You normalise the image, not the code. The layer belongs in the middle, after the "
            "PReLU of the code.",
        ),
        Misconception(
            edit(
                "instead_of_the_activation",
                ("layers.insert(6, NormalizeLayer())", "layers[5] = NormalizeLayer()"),
                of=by_insertion,
            ),
            "The PReLU of the code is missing. It stays, and the sphere comes after it.",
        ),
        Misconception(
            edit("layer_norm", ("NormalizeLayer()", "nn.LayerNorm(encoding_size)")),
            "`nn.LayerNorm` subtracts the mean of each code and divides by its standard deviation: "
            "three numbers are then left with one angle only. Use `NormalizeLayer()`.",
        ),
        Misconception(
            edit("batch_norm", ("NormalizeLayer()", "nn.BatchNorm1d(encoding_size)")),
            "`nn.BatchNorm1d` scales each coordinate over the batch; the codes do not get length "
            "1. Use `NormalizeLayer()`.",
        ),
        Misconception(
            edit("two_units", ("(input_size, encoding_size)", "(input_size)")),
            "The code has two units whatever was asked for: pass `encoding_size` on. On a circle "
            "there is one angle only.",
        ),
        Misconception(
            edit(
                "default_start",
                ("model[:-2].apply(init_weights_kaiming_normal)", ""),
                of=written_out,
            ),
            "The network is right, its start is not: the weights are still as torch drew them. "
            "Apply `init_weights_kaiming_normal` to all but the last layer.",
        ),
    ],
    generated=generated,
)
