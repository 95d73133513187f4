"""Split an autoencoder into its encoder and its decoder."""

import copy
from itertools import pairwise
from random import Random

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit
from nma_ae.exercises.adapters.probes import fill


def with_a_loop(model):
    narrowest = None
    for i, layer in enumerate(model):
        if isinstance(layer, nn.Linear) and (
            narrowest is None or layer.out_features < model[narrowest].out_features
        ):
            narrowest = i
    cut = narrowest + 1
    while not isinstance(model[cut], nn.Linear):
        cut += 1
    return model[:cut], model[cut:]


def with_a_list_of_widths(model):
    layers = list(model.children())
    widths = [getattr(layer, "out_features", float("inf")) for layer in layers]
    code = widths.index(min(widths))
    return nn.Sequential(*layers[: code + 2]), nn.Sequential(*layers[code + 2 :])


def from_the_other_side(model):
    inputs = [m.in_features if hasattr(m, "in_features") else 10**9 for m in model]
    first_of_decoder = min(range(len(inputs)), key=inputs.__getitem__)
    return [model[:first_of_decoder], model[first_of_decoder:]]


def with_weights(model):
    sizes = {i: len(m.weight) for i, m in enumerate(model) if isinstance(m, nn.Linear)}
    code = sorted(sizes, key=lambda i: sizes[i])[0]
    encoder, decoder = nn.Sequential(), nn.Sequential()
    for i, layer in enumerate(model):
        (encoder if i <= code + 1 else decoder).append(layer)
    return encoder, decoder


def at_half(model):
    half = len(model) // 2
    return model[:half], model[half:]


def always_six(model):
    return model[:6], model[6:]


def copies(model):
    encoder, decoder = from_the_other_side(model)
    return copy.deepcopy(encoder), copy.deepcopy(decoder)


def _network(widths):
    layers = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.Linear(n_in, n_out), nn.PReLU()]
    return fill(nn.Sequential(*layers[:-1], nn.Sigmoid()))


def _halves(halves, inputs):
    model = inputs["model"]
    encoder, decoder = halves
    images = torch.linspace(0, 1, 3 * model[0].in_features).reshape(3, -1)
    code = encoder(images)
    own = {id(parameter) for parameter in model.parameters()}
    found = [id(parameter) for half in (encoder, decoder) for parameter in half.parameters()]
    return {
        "codes of three images": code,
        "their reconstructions": decoder(code),
        "parameters shared with the network": sum(each in own for each in found),
    }


def _case(widths):
    return Case(
        inputs=lambda: {"model": _network(widths)},
        look=_halves,
        shown=f"a network {' -> '.join(map(str, widths))}",
    )


def _generated(random: Random) -> Case:
    code = random.randint(1, 4)
    n_before, n_after = random.choice(
        [(0, 0), (1, 1), (random.randint(0, 3), random.randint(0, 3))]
    )
    before, after = ([code + random.randint(1, 12) for _ in range(n)] for n in (n_before, n_after))
    pixels = code + random.randint(1, 16)
    return _case([pixels, *before, code, *after, pixels])


exercise = Exercise(
    cases=[
        _case([12, 2, 12]),
        _case([20, 10, 8, 2, 8, 10, 20]),
        _case([12, 3, 2, 12]),
        _case([20, 24, 8, 3, 4, 20]),  # wider first; the code is narrowest, not the smallest layer
    ],
    hints=[
        "The code is what the narrowest Linear layer gives, after its activation. Its width is "
        "`layer.out_features`.",
        "A slice of a Sequential, such as `model[:4]`, is a Sequential of the same layers: not a "
        "copy, so that training one trains the other.",
        "Find the index of the Linear with the smallest `out_features`; its activation follows, so "
        "the encoder is `model[:index + 2]` and the decoder the rest.",
    ],
    generated=_generated,
    variants=[with_a_loop, with_a_list_of_widths, from_the_other_side, with_weights],
    misconceptions=[
        Misconception(
            at_half,
            "The cut is in the middle. That is right for mirrored networks; this one has more "
            "layers before its code than after it. Look for the narrowest layer.",
        ),
        Misconception(
            always_six,
            "The cut always comes after the sixth layer. That fits one network only; look for the "
            "narrowest layer.",
        ),
        Misconception(
            edit("before_the_activation", ("i <= code + 1", "i <= code"), of=with_weights),
            "The cut is between the narrowest Linear and its PReLU. The activation belongs to the "
            "encoder: what passes on to the decoder is the code.",
        ),
        Misconception(
            edit("before_the_code", ("i <= code + 1", "i < code"), of=with_weights),
            "The cut is before the narrowest layer, so the encoder stops one layer early and the "
            "decoder starts with a wide input.",
        ),
        Misconception(
            copies,
            "Your halves share no weights with the network: they are copies. They must share its "
            "layers, otherwise they stay untrained when the network is trained.",
        ),
        Misconception(
            edit(
                "swapped", ("return encoder, decoder", "return decoder, encoder"), of=with_weights
            ),
            "What you return first takes codes, not images: it is a decoder. The encoder comes "
            "first: `return encoder, decoder`.",
        ),
        Misconception(
            edit("no_last_layer", ("model[following:]", "model[following:-1]")),
            "Your decoder stops before the last layer: a slice `model[a:-1]` leaves out the last "
            "element, `model[a:]` keeps it.",
        ),
    ],
)
