import pytest
import scipy.stats
import torch
from torch import nn

from nma_ae.networks import init_weights_kaiming_normal, init_weights_kaiming_uniform

N_IN = 150


@pytest.fixture
def layer():
    torch.manual_seed(0)
    return nn.Linear(N_IN, 400)


def test_normal(layer):
    init_weights_kaiming_normal(layer)
    weights = layer.weight.detach().flatten().numpy()
    expected = scipy.stats.norm(scale=(2 / N_IN) ** 0.5)
    assert scipy.stats.kstest(weights, expected.cdf).pvalue > 0.01


def test_uniform(layer):
    init_weights_kaiming_uniform(layer)
    weights = layer.weight.detach().flatten().numpy()
    bound = (6 / N_IN) ** 0.5
    expected = scipy.stats.uniform(-bound, 2 * bound)
    assert scipy.stats.kstest(weights, expected.cdf).pvalue > 0.01


@pytest.mark.parametrize("init", [init_weights_kaiming_normal, init_weights_kaiming_uniform])
def test_biases_gradients_and_other_layers_are_left_alone(init, layer):
    bias = layer.bias.detach().clone()
    slope, convolution = nn.PReLU(), nn.Conv2d(1, 2, 3)
    kernel = convolution.weight.detach().clone()
    nn.Sequential(layer, slope, convolution).apply(init)
    assert torch.equal(layer.bias, bias)
    assert torch.equal(convolution.weight, kernel)
    assert slope.weight.item() == 0.25
    assert layer.weight.requires_grad
    assert layer.weight.grad_fn is None


def test_activations_keep_their_size_through_a_deep_relu_network():
    torch.manual_seed(0)
    layers = [layer for _ in range(20) for layer in (nn.Linear(256, 256, bias=False), nn.ReLU())]
    network = nn.Sequential(*layers)
    inputs = torch.randn(500, 256)
    with torch.no_grad():
        as_torch_starts = network(inputs).pow(2).mean()
        network.apply(init_weights_kaiming_normal)
        kaiming = network(inputs).pow(2).mean()
    assert 0.2 < kaiming < 5
    assert as_torch_starts < 1e-6
