"""How networks differ, layer by layer."""

import pytest
import torch
from torch import nn

from nma_ae.exercises.compare import described_apart
from nma_ae.exercises.diagnosis.layers import layer_differences
from nma_ae.exercises.snapshot import snapshot


def network(*layers):
    return snapshot(nn.Sequential(*layers))


def autoencoder():
    return [nn.Linear(6, 3), nn.PReLU(), nn.Linear(3, 6), nn.Sigmoid()]


def said(change):
    layers = autoencoder()
    change(layers)
    return layer_differences(network(*autoencoder()), network(*layers))


SINGLE = {
    "missing": (lambda m: m.pop(1), "PReLU is missing after Linear(6, 3)."),
    "missing first": (lambda m: m.pop(0), "Linear(6, 3) is missing at the start."),
    "too many": (lambda m: m.append(nn.ReLU()), "ReLU after Sigmoid is too many."),
    "another": (
        lambda m: m.__setitem__(1, nn.ReLU()),
        "At [1] stands ReLU, where PReLU was expected.",
    ),
    "another size": (
        lambda m: m.__setitem__(2, nn.Linear(3, 5)),
        "At [2] stands Linear(3, 5), where Linear(3, 6) was expected.",
    ),
    "no bias": (
        lambda m: m.__setitem__(2, nn.Linear(3, 6, bias=False)),
        "At [2] stands Linear(3, 6) without bias, where Linear(3, 6) was expected.",
    ),
    "order": (
        lambda m: m.reverse(),
        "The layers are the right ones, in another order: Sigmoid, Linear(3, 6), PReLU, "
        "Linear(6, 3).",
    ),
    "nothing": (lambda m: None, ""),
}


@pytest.mark.parametrize(("change", "text"), SINGLE.values(), ids=SINGLE.keys())
def test_a_difference_is_told(change, text):
    assert said(change) == text


def test_the_same_difference_everywhere_is_told_once():
    def layers(activation):
        return [part for _ in range(6) for part in (nn.Linear(4, 4), activation())]

    assert layer_differences(network(*layers(nn.PReLU)), network(*layers(nn.ReLU))) == (
        "At [1] stands ReLU, where PReLU was expected. The same 6 times in all."
    )


def test_of_many_differences_nobody_knows_what_was_meant():
    other = [nn.Tanh(), nn.Linear(1, 2), nn.ReLU(), nn.Linear(9, 9), nn.Flatten()]
    assert layer_differences(network(*autoencoder()), network(*other)) == ""


def test_one_object_in_several_places():
    shared = nn.PReLU()
    right = [nn.Linear(6, 3), nn.PReLU(), nn.Linear(3, 6), nn.PReLU()]
    mine = [nn.Linear(6, 3), shared, nn.Linear(3, 6), shared]
    text = layer_differences(network(*right), network(*mine))
    assert text == "One and the same PReLU stands in 2 places, and they share its weights."


def test_two_halves_are_told_apart():
    encoder, decoder = network(*autoencoder()[:2]), network(*autoencoder()[2:])
    assert layer_differences((encoder, decoder), (encoder, network(nn.Linear(3, 6)))) == (
        "In `[1]`: Sigmoid is missing after Linear(3, 6)."
    )


class Own(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.encoder = nn.Sequential(*layers)


def test_in_a_network_of_ones_own_only_weights_are_compared():
    """An activation may be a function in `forward`."""
    right = snapshot(Own(nn.Linear(6, 3), nn.ReLU()))
    assert layer_differences(right, snapshot(Own(nn.Linear(6, 3)))) == ""
    assert layer_differences(right, snapshot(Own(nn.Linear(6, 4)))) == (
        "In `encoder`: Linear(6, 4) takes the place of Linear(6, 3)."
    )


@pytest.mark.parametrize("other", [None, 3, torch.ones(2), (1, 2), nn.Linear, nn.ReLU()])
def test_of_what_is_no_sequence_nothing_is_told(other):
    assert layer_differences(network(*autoencoder()), snapshot(other)) == ""
    assert layer_differences(snapshot(other), network(*autoencoder())) == ""


def test_two_networks_are_described_so_that_they_differ():
    """And never "expected a network (Sequential), got a network (Sequential)"."""
    expected, got = described_apart(network(*autoencoder()), network(*autoencoder()[:-1]))
    assert expected == "a network: Linear(6, 3), PReLU, Linear(3, 6), Sigmoid"
    assert got == "a network: Linear(6, 3), PReLU, Linear(3, 6)"


def test_networks_in_networks_are_one_sequence():
    nested = nn.Sequential(nn.Sequential(*autoencoder()[:2]), nn.Sequential(*autoencoder()[2:]))
    assert layer_differences(network(*autoencoder()), snapshot(nested)) == ""
