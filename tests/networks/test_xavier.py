"""Xavier's initialisation and the gain of a LeakyReLU, against torch and against quadrature."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from nma_ae.networks import (
    init_weights_xavier_normal,
    init_weights_xavier_uniform,
    leaky_relu_gain,
)

SHAPE = (300, 700)  # inputs, outputs


@pytest.fixture(autouse=True)
def own_random_stream():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        yield


@pytest.mark.parametrize("gain", [1.0, 1.407])
def test_normal(gain):
    layer = nn.Linear(*SHAPE)
    init_weights_xavier_normal(layer, gain)
    assert layer.weight.std().item() == pytest.approx(gain * math.sqrt(2 / 1000), rel=0.01)
    assert layer.weight.mean().abs() < 0.001
    beyond = (layer.weight.abs() > 2 * layer.weight.std()).float().mean()
    assert beyond.item() == pytest.approx(0.0455, abs=0.003)


@pytest.mark.parametrize("gain", [1.0, 1.407])
def test_uniform(gain):
    layer = nn.Linear(*SHAPE)
    init_weights_xavier_uniform(layer, gain)
    bound = gain * math.sqrt(6 / 1000)
    assert bound * 0.999 < layer.weight.abs().max() <= bound
    assert layer.weight.std().item() == pytest.approx(bound / math.sqrt(3), rel=0.01)


@pytest.mark.parametrize("draw", [init_weights_xavier_normal, init_weights_xavier_uniform])
def test_biases_and_other_layers_are_left_alone(draw):
    network = nn.Sequential(nn.Linear(4, 5), nn.PReLU(), nn.BatchNorm1d(5))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    network.apply(draw)
    changed = [n for n, v in network.state_dict().items() if not torch.equal(v, before[n])]
    assert changed == ["0.weight"]


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.1, 0.5, 1.0, -0.2])
def test_the_gain_is_torch_s(slope):
    assert leaky_relu_gain(slope) == pytest.approx(nn.init.calculate_gain("leaky_relu", slope))


@pytest.mark.parametrize("slope", [0.0, 0.1, 0.5])
def test_the_gain_restores_the_second_moment_of_a_normal_distribution(slope):
    # Gauss-Hermite quadrature on each half would be exact; a fine sum is good to five digits.
    x = np.linspace(-12, 12, 1_000_001)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    bent = np.where(x > 0, x, slope * x)
    second_moment = np.sum(bent**2 * density) * (x[1] - x[0])
    mean = np.sum(bent * density) * (x[1] - x[0])
    assert leaky_relu_gain(slope) ** 2 * second_moment == pytest.approx(1, abs=1e-5)
    # What the text says of mean and variance
    assert mean == pytest.approx((1 - slope) / math.sqrt(2 * math.pi), abs=1e-5)
    if slope == 0.1:
        assert second_moment == pytest.approx(0.505, abs=1e-3)
        assert second_moment - mean**2 == pytest.approx(0.376, abs=1e-3)
