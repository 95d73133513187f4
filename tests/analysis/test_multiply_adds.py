import pytest
import torch
from torch import nn
from torchinfo import summary

from nma_ae.analysis import multiply_adds
from nma_ae.networks import (
    ConvolutionalAutoencoder,
    PlainAutoencoder,
    build_batch_norm_autoencoder,
    build_residual_autoencoder,
    build_stacked_autoencoder,
)

WIDTHS = [784, 128, 64, 32, 16, 10]


@pytest.mark.parametrize(
    "build", [build_stacked_autoencoder, build_batch_norm_autoencoder, build_residual_autoencoder]
)
def test_a_dense_network_multiplies_once_by_each_weight(build):
    model = build(WIDTHS)
    weights = sum(m.weight.numel() for m in model.modules() if isinstance(m, nn.Linear))
    assert multiply_adds(model, torch.rand(3, 784)) == weights


def test_plain():
    assert multiply_adds(PlainAutoencoder(784, 32), torch.rand(1, 784)) == 2 * 784 * 32


def test_the_convolutional_autoencoder_by_hand():
    down = 14**2 * 32 * 25 + 7**2 * 64 * 32 * 25 + 3**2 * 128 * 64 * 9 + 10 * 128 * 9
    model = ConvolutionalAutoencoder()
    assert multiply_adds(model, torch.rand(2, 1, 28, 28)) == 2 * down


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(4, 6, 3, stride=2, padding=1),
        nn.Conv2d(4, 6, 3, groups=2, bias=False),
        nn.Conv2d(4, 6, (1, 3)),
        nn.Linear(9, 5, bias=False),
    ],
)
def test_layers_agree_with_torchinfo(layer):
    shape = (1, 9) if isinstance(layer, nn.Linear) else (1, 4, 11, 11)
    theirs = summary(layer, shape, verbose=0).total_mult_adds
    if getattr(layer, "bias", None) is not None:  # torchinfo counts it as a multiplication
        theirs -= layer(torch.rand(shape)).numel()
    assert multiply_adds(layer, torch.rand(shape)) == theirs


def test_nothing_changes():
    model = build_batch_norm_autoencoder([20, 5, 2]).train()
    before = [value.clone() for value in model.state_dict().values()]
    multiply_adds(model, torch.rand(4, 20))
    assert model.training
    assert all(map(torch.equal, before, model.state_dict().values()))
    assert not any(module._forward_hooks for module in model.modules())
