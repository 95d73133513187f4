from itertools import product

import pytest
import torch
from torch import nn
from torchinfo import summary

from nma_ae.networks import (
    SPIRAL_FORMS,
    build_mlp,
    build_spiral_networks,
    count_mlp_parameters,
    hidden_units,
)

WIDTHS = [[2, 4], [2, 7, 7, 4], [3, 5, 2, 8, 1], [3072, 64, 64, 64, 3]]


@pytest.mark.parametrize("widths", WIDTHS)
def test_layers_and_shapes(widths):
    network = build_mlp(widths, nn.Tanh())
    linear = [layer for layer in network if isinstance(layer, nn.Linear)]
    assert [layer.in_features for layer in linear] == widths[:-1]
    assert [layer.out_features for layer in linear] == widths[1:]
    assert sum(isinstance(layer, nn.Tanh) for layer in network) == len(widths) - 2
    assert isinstance(network[-1], nn.Linear)
    assert network(torch.rand(5, widths[0])).shape == (5, widths[-1])


def test_images_are_flattened():
    assert build_mlp([3 * 4 * 4, 3])(torch.rand(2, 3, 4, 4)).shape == (2, 3)


def test_the_activation_is_relu_unless_another_module_is_given():
    assert isinstance(build_mlp([2, 3, 4])[2], nn.ReLU)
    assert build_mlp([2, 3, 4], nn.LeakyReLU(0.3))[2].negative_slope == 0.3


def test_activations_that_learn_are_not_shared():
    given = nn.PReLU()
    network = build_mlp([2, 3, 3, 4], given)
    slopes = [layer.weight for layer in network if isinstance(layer, nn.PReLU)]
    assert len({id(each) for each in [*slopes, given.weight]}) == 3


@pytest.mark.parametrize("activation", ["ReLU", nn.ReLU, torch.relu])
def test_refuses_an_activation_that_is_no_module(activation):
    with pytest.raises(ValueError, match="activation must be a module"):
        build_mlp([2, 3], activation)


@pytest.mark.parametrize("widths", WIDTHS)
def test_the_count_agrees_with_torchinfo(widths):
    counted = summary(build_mlp(widths), verbose=0).total_params
    assert count_mlp_parameters(widths) == counted


@pytest.mark.parametrize("function", [build_mlp, count_mlp_parameters])
@pytest.mark.parametrize("widths", [[], [3], [2, 0, 4], [2, 3.5]])
def test_refuses_widths(function, widths):
    with pytest.raises(ValueError, match="widths"):
        function(widths)


def test_hidden_units_equal_a_search():
    for budget, n_layers, n_inputs, n_outputs in product(
        [1, 5, 20, 60, 99, 100, 101, 500, 5304], range(1, 7), (1, 2, 10), (1, 4)
    ):

        def miss(h, wanted=budget, shape=(n_inputs, n_layers, n_outputs)):
            return abs(count_mlp_parameters([shape[0], *[h] * shape[1], shape[2]]) - wanted)

        best = min(range(1, budget + 2), key=miss)  # of equals the smaller
        assert hidden_units(budget, n_layers, n_inputs, n_outputs) == best


def test_hidden_units_where_a_search_would_take_long():
    width = hidden_units(10**12, 3, 3072, 10)
    counts = [count_mlp_parameters([3072, *[h] * 3, 10]) for h in (width - 1, width, width + 1)]
    misses = [abs(count - 10**12) for count in counts]
    assert misses.index(min(misses)) == 1


def test_hidden_units_refuses():
    for arguments in [(0, 1), (100, 0), (100, 1.5), (100, 1, 0), (100, 1, 2, -1)]:
        with pytest.raises(ValueError, match="must be a positive integer"):
            hidden_units(*arguments)


def test_one_spiral_network_of_each_form():
    networks = build_spiral_networks()
    assert len(networks) == len(SPIRAL_FORMS) == 24
    for form in SPIRAL_FORMS:
        parameters = sum(p.numel() for p in networks[form.name].parameters())
        assert parameters == count_mlp_parameters([2, *[form.width] * form.n_layers, 4])
        assert form.activation in str(networks[form.name])
