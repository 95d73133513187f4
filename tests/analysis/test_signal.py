"""Second moments through layers: by hand, and against the theory within the sampling error."""

import pytest
import torch
from torch import nn

from nma_ae.analysis import gradient_moments, second_moments
from nma_ae.networks import leaky_relu_gain
from nma_ae.seeds import generator

SLOPE, UNITS, DEPTH, DRAWS = 0.1, 96, 20, 150


def test_forwards_by_hand():
    inputs = torch.tensor([[1.0, -2.0]])
    weights = [torch.tensor([[1.0, 1.0], [3.0, 0.0]]), torch.tensor([[2.0, 1.0]])]
    # sums -1, 3 -> -0.5, 3; then 2 * -0.5 + 3 = 2
    assert second_moments(inputs, weights, 0.5) == pytest.approx([(0.25 + 9) / 2, 4])


def test_backwards_by_hand():
    inputs = torch.tensor([[1.0, -2.0]])
    weights = [torch.tensor([[1.0, 1.0], [3.0, 0.0]]), torch.tensor([[2.0, 1.0]])]
    # gradient 1 at the output, 2 and 1 before the second layer, where the first is bent by 0.5:
    # 1 and 1 at the sums, so 1 + 3 and 1 + 0 at the inputs.
    found = gradient_moments(inputs, weights, 0.5, torch.ones(1, 1))
    assert found == pytest.approx([(16 + 1) / 2, (4 + 1) / 2])


def test_agrees_with_modules_and_leaves_the_inputs_alone():
    inputs = torch.randn(7, 5, generator=generator(0))
    before = inputs.clone()
    layers = [nn.Linear(5, 4, bias=False), nn.Linear(4, 3, bias=False)]
    weights = [layer.weight.detach() for layer in layers]
    bend = nn.LeakyReLU(0.2)
    first = bend(layers[0](inputs))
    second = bend(layers[1](first))
    expected = [first.square().mean().item(), second.square().mean().item()]
    assert second_moments(inputs, weights, 0.2) == pytest.approx(expected)
    gradient_moments(inputs, weights, 0.2, torch.ones(7, 3))
    assert torch.equal(inputs, before)
    assert not inputs.requires_grad


@pytest.mark.parametrize("gain", [1.0, leaky_relu_gain(SLOPE), 1.63])
def test_twenty_square_layers_agree_with_the_theory_within_the_sampling_error(gain):
    """The mean over draws is the theory's power of the factor, exactly, at any width."""
    draws = generator(5)
    forward, backward = [], []
    for _ in range(DRAWS):
        shape = (DEPTH, UNITS, UNITS)
        weights = list(gain * torch.randn(shape, generator=draws) / UNITS**0.5)
        inputs = torch.randn(32, UNITS, generator=draws)
        arriving = torch.randn(32, UNITS, generator=draws)
        forward.append(second_moments(inputs, weights, SLOPE))
        backward.append(gradient_moments(inputs, weights, SLOPE, arriving))
    factor = gain**2 * (1 + SLOPE**2) / 2
    theory = factor ** torch.arange(1, DEPTH + 1)
    for found, expected in ((forward, theory), (backward, theory.flip(0))):
        found = torch.tensor(found)
        error = found.std(dim=0) / DRAWS**0.5
        assert ((found.mean(dim=0) - expected).abs() < 3.5 * error).all()
        assert (error / expected).max() < 0.25  # and the error is small enough to mean something
    # One layer alone is precise: the factor itself, to one percent.
    assert torch.tensor(forward)[:, 0].mean().item() == pytest.approx(factor, rel=0.01)
