"""Build the deep autoencoder with the normalising layer behind its code."""

from itertools import pairwise

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception
from nma_ae.exercises.adapters.probes import fill, parameter_count, spread
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


def no_sphere(input_size=784, encoding_size=3):
    return build_deep_autoencoder(input_size, encoding_size)


def before_the_activation(input_size=784, encoding_size=3):
    deep = build_deep_autoencoder(input_size, encoding_size)
    return nn.Sequential(*deep[:5], NormalizeLayer(), *deep[5:])


def one_layer_late(input_size=784, encoding_size=3):
    layers = list(build_deep_autoencoder(input_size, encoding_size))
    return nn.Sequential(*layers[:8], NormalizeLayer(), *layers[8:])


def at_the_end(input_size=784, encoding_size=3):
    model = build_deep_autoencoder(input_size, encoding_size)
    model.append(NormalizeLayer())
    return model


def instead_of_the_activation(input_size=784, encoding_size=3):
    model = build_deep_autoencoder(input_size, encoding_size)
    model[5] = NormalizeLayer()
    return model


def layer_norm(input_size=784, encoding_size=3):
    deep = build_deep_autoencoder(input_size, encoding_size)
    return nn.Sequential(*deep[:6], nn.LayerNorm(encoding_size), *deep[6:])


def batch_norm(input_size=784, encoding_size=3):
    encoder, decoder = split_autoencoder(build_deep_autoencoder(input_size, encoding_size))
    return nn.Sequential(*encoder, nn.BatchNorm1d(encoding_size), *decoder)


def two_units(input_size=784, encoding_size=3):
    model = build_deep_autoencoder(input_size)
    return nn.Sequential(*model[:6], NormalizeLayer(), *model[6:])


def default_start(input_size=784, encoding_size=3):
    half, narrow = input_size // 2, 32 * encoding_size
    return nn.Sequential(
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


def _start(model, inputs):
    linear = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    return {
        "first layer's weights": spread(linear[0].weight),
        "last layer's weights": spread(linear[-1].weight),
    }


exercise = Exercise(
    cases=[
        Case(
            inputs=lambda: {"input_size": 784, "encoding_size": 3},
            look=_code,
            returns=nn.Sequential,
        ),
        Case(
            inputs=lambda: {"input_size": 30, "encoding_size": 4},
            look=_code,
            returns=nn.Sequential,
        ),
        Case(
            inputs=lambda: {"input_size": 784, "encoding_size": 3},
            look=_start,
            returns=nn.Sequential,
            rtol=0.03,  # statistics of a random draw
            atol=0.005,
        ),
    ],
    hints=[
        "You need not write the network again: `build_deep_autoencoder(input_size, encoding_size)` "
        "gives the free one, and a Sequential can be sliced.",
        "Print the free network. Which index has the PReLU of the code? The sphere comes right "
        "behind it, before the decoder begins.",
        "`nn.Sequential(*deep[:6], NormalizeLayer(), *deep[6:])`",
    ],
    variants=[by_insertion, by_halves, written_out, with_widths],
    misconceptions=[
        Misconception(
            no_sphere,
            "That is the free network: there is no `NormalizeLayer()` in it yet.",
        ),
        Misconception(
            before_the_activation,
            "The sphere comes before the PReLU of the code, which then shortens every negative "
            "coordinate: the codes do not stay on the sphere. Put it behind.",
        ),
        Misconception(
            one_layer_late,
            "The sphere stands behind the first layer of the decoder, where a code has many more "
            "numbers. It belongs before that layer.",
        ),
        Misconception(
            at_the_end,
            "You normalise the image, not the code. The layer belongs in the middle, behind the "
            "PReLU of the code.",
        ),
        Misconception(
            instead_of_the_activation,
            "You replaced the PReLU of the code. It stays, and the sphere comes behind it.",
        ),
        Misconception(
            layer_norm,
            "`nn.LayerNorm` subtracts the mean of each code and divides by its standard deviation: "
            "three numbers are then left with one angle only. Use `NormalizeLayer()`.",
        ),
        Misconception(
            batch_norm,
            "`nn.BatchNorm1d` scales each coordinate over the batch; the codes do not get length "
            "1. Use `NormalizeLayer()`.",
        ),
        Misconception(
            two_units,
            "The code has two units whatever was asked for: pass `encoding_size` on. On a circle "
            "there is one angle only.",
        ),
        Misconception(
            default_start,
            "The network is right, its start is not: the weights are still as torch drew them. "
            "Apply `init_weights_kaiming_normal` to all but the last layer.",
        ),
    ],
)
