from itertools import product

import pytest
import torch
from torch import nn
from torchinfo import summary

from nma_ae.networks import (
    ConvolutionalAutoencoder,
    build_convolutional_autoencoder,
    convolution_size,
    transposed_size,
)

SIZES = (1, 2, 3, 6, 7, 14, 28)
KERNELS = (1, 2, 3, 4, 5)
STRIDES = (1, 2, 3, 4)
PADDINGS = (0, 1, 2, 3)


def length(layer: nn.Module, size: int) -> int:
    with torch.no_grad():
        return layer(torch.zeros(1, 1, size)).shape[-1]


def test_convolution_size_agrees_with_torch_over_a_grid():
    compared = 0
    for size, kernel, stride, padding in product(SIZES, KERNELS, STRIDES, PADDINGS):
        if kernel > size + 2 * padding:
            with pytest.raises(ValueError, match="kernel must fit"):
                convolution_size(size, kernel, stride, padding)
            continue
        layer = nn.Conv1d(1, 1, kernel, stride, padding)
        assert convolution_size(size, kernel, stride, padding) == length(layer, size)
        compared += 1
    assert compared > 400


def test_transposed_size_agrees_with_torch_over_a_grid():
    compared = 0
    for size, kernel, stride, padding in product(SIZES, KERNELS, STRIDES, PADDINGS):
        for output_padding in range(stride):
            sizes = (size, kernel, stride, padding, output_padding)
            if (size - 1) * stride + kernel - 2 * padding + output_padding < 1:
                with pytest.raises(ValueError, match="padding must leave"):
                    transposed_size(*sizes)
                continue
            layer = nn.ConvTranspose1d(1, 1, kernel, stride, padding, output_padding)
            assert transposed_size(*sizes) == length(layer, size), sizes
            compared += 1
    assert compared > 900


@pytest.mark.parametrize("size", SIZES)
def test_the_transposed_size_undoes_the_size_with_the_right_output_padding(size):
    for kernel, stride, padding in product(KERNELS, STRIDES, PADDINGS):
        if kernel <= size + 2 * padding:
            shorter = convolution_size(size, kernel, stride, padding)
            missing = (size + 2 * padding - kernel) % stride
            assert transposed_size(shorter, kernel, stride, padding, missing) == size


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (convolution_size, (0, 3), "size must be a positive integer, got 0"),
        (convolution_size, (7, 3, 0), "stride must be a positive integer"),
        (convolution_size, (7, 3, 1, -1), "padding must be an integer of at least 0, got -1"),
        (convolution_size, (7, 2.5), "kernel must be a positive integer"),
        (transposed_size, (7, 3, 1, 0, 1), "output_padding must be less than stride=1, got 1"),
        (transposed_size, (7, 3, 2, 0, -1), "output_padding must be an integer of at least 0"),
    ],
)
def test_other_arguments_are_refused(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


def test_the_sides_of_the_convolutional_autoencoder():
    x = torch.rand(2, 1, 28, 28)
    found = [x.shape[-1]]
    model = ConvolutionalAutoencoder()
    for layer in [*model.encoder, *model.decoder]:
        x = layer(x)
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            found.append(x.shape[-1])
    assert found == [28, 14, 7, 3, 1, 3, 7, 14, 28]


def test_the_convolutional_autoencoder_agrees_with_torchinfo():
    for code, channels in ((10, (32, 64, 128)), (3, (4, 6, 8))):
        model = ConvolutionalAutoencoder(code, channels)
        a, b, c = channels
        one_way = 25 * a + 25 * a * b + 9 * b * c + 9 * c * code
        biases = (a + b + c + code) + (c + b + a + 1)
        found = summary(model, (1, 1, 28, 28), verbose=0).total_params
        assert found == 2 * one_way + biases
        assert model.encoder(torch.rand(5, 1, 28, 28)).shape == (5, code)
        copies = model(torch.rand(5, 1, 28, 28))
        assert copies.shape == (5, 1, 28, 28)
        assert 0 < copies.min() <= copies.max() < 1


def test_the_code_is_linear():
    torch.manual_seed(0)
    codes = ConvolutionalAutoencoder(10, (2, 2, 2)).encoder(torch.randn(200, 1, 28, 28))
    assert codes.min() < 0 < codes.max()


@pytest.mark.parametrize("arguments", [(0,), (10, (32, 0, 128))])
def test_the_convolutional_autoencoder_refuses_other_sizes(arguments):
    with pytest.raises(ValueError, match="must be a positive integer"):
        ConvolutionalAutoencoder(*arguments)


def test_kaimings_start_keeps_the_size_of_the_signal():
    torch.manual_seed(0)
    x = torch.randn(200, 1, 28, 28)
    model = build_convolutional_autoencoder(10, (16, 32, 64))
    for layer in [*model.encoder, *model.decoder[:-2]]:
        x = layer(x)
        if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            # Edges get less, and what follows a linear layer twice as much as behind a ReLU.
            assert 0.15 < x.square().mean() < 8
    assert model.decoder[1].weight.std().item() == pytest.approx((2 / 10) ** 0.5, rel=0.05)
    assert model.decoder[3].weight.std().item() == pytest.approx((2 / (64 * 2.25)) ** 0.5, rel=0.05)
