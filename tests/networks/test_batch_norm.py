"""Exact batch normalisation, against torch's in double precision."""

import pytest
import torch
from torch import nn

from nma_ae.networks.batch_norm import BatchNorm2d

N_CHANNELS = 6


def images(n, generator):
    """Draw what a first layer makes of sprites: a tenth of the pixels on one grey background."""
    values, kept = (torch.rand(n, N_CHANNELS, 30, 30, generator=generator) for _ in range(2))
    return values * (kept < 0.1) + 0.3


def normalise(layer, values, gradient, memory_format):
    """Return what the layer gives, and the gradient of its input, in double precision."""
    inputs = values.detach().clone(memory_format=memory_format).requires_grad_()
    outputs = layer(inputs)
    outputs.backward(gradient.to(outputs.dtype))
    return outputs.detach().double(), inputs.grad.double()


def errors(layer, n=200, seed=0):
    """Return how far running statistics, outputs and gradients are from those in doubles."""
    draws = torch.Generator().manual_seed(seed)
    values = images(n, draws)
    gradient = torch.randn(values.shape, generator=draws)
    exact = nn.BatchNorm2d(N_CHANNELS, affine=False).double()
    found = normalise(layer, values, gradient, torch.channels_last)
    expected = normalise(exact, values.double(), gradient.double(), torch.channels_last)
    pairs = [
        *zip(found, expected, strict=True),
        (layer.running_mean, exact.running_mean),
        (layer.running_var, exact.running_var),
    ]
    return [(a.double() - b).abs().max().item() for a, b in pairs]


@pytest.mark.parametrize("seed", range(3))
def test_it_is_exact(seed):
    outputs, gradient, mean, variance = errors(BatchNorm2d(N_CHANNELS), seed=seed)
    assert outputs < 3e-5  # of values up to 1.7, from which about 0.8 is subtracted
    assert gradient < 3e-5
    assert mean < 2e-7
    assert variance < 2e-7


def test_torch_is_not_exact_with_channels_last():
    """Where this fails, torch sums better than it did, and the class can go."""
    torchs, ours = (errors(layer(N_CHANNELS)) for layer in (plain, BatchNorm2d))
    assert torchs[0] > 100 * ours[0]  # outputs
    assert torchs[1] > 20 * ours[1]  # gradients
    assert torchs[2] > 100 * ours[2]  # means


def plain(n_channels):
    return nn.BatchNorm2d(n_channels, affine=False)


@pytest.mark.parametrize("memory_format", [torch.channels_last, torch.contiguous_format])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("training", [True, False])
def test_it_is_torchs_up_to_rounding(memory_format, dtype, training):
    values = images(4, torch.Generator().manual_seed(1)).to(dtype, memory_format=memory_format)
    ours, torchs = (make(N_CHANNELS).to(dtype).train(training) for make in (BatchNorm2d, plain))
    torch.testing.assert_close(ours(values), torchs(values), rtol=1e-3, atol=1e-3)
    assert ours.state_dict().keys() == torchs.state_dict().keys()
    for name, value in torchs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], value, rtol=1e-4, atol=1e-6)


def test_the_gradient_is_the_derivative():
    """One pixel of one channel, moved a little, changes the loss as the gradient says."""
    draws = torch.Generator().manual_seed(2)
    values = images(3, draws)[:, :, :5, :5].clone(memory_format=torch.channels_last)
    weights = torch.randn(values.shape, generator=draws)
    layer = BatchNorm2d(N_CHANNELS)
    inputs = values.clone(memory_format=torch.channels_last).requires_grad_()
    (layer(inputs) * weights).sum().backward()
    step = 1e-2
    for place in [(0, 0, 0, 0), (2, 3, 1, 4)]:
        moved = []
        for sign in (1, -1):
            changed = values.double()
            changed[place] += sign * step
            exact = plain(N_CHANNELS).double()
            moved.append((exact(changed) * weights).sum())
        slope = ((moved[0] - moved[1]) / (2 * step)).item()
        assert inputs.grad[place].item() == pytest.approx(slope, rel=1e-2, abs=1e-3)


def test_the_name_is_that_of_torchs_layer():
    assert str(BatchNorm2d(N_CHANNELS)) == str(plain(N_CHANNELS))
