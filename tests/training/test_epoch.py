import numpy as np
import pytest
import torch
from torch import nn

from nma_ae.training import train_epoch


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.fixture
def images():
    return torch.rand(10, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 6), nn.Sigmoid()).double()


def test_steps_agree_with_gradients_by_hand(model, images):
    """For a sigmoid, the gradient of the cross-entropy with respect to its input is y - x."""
    order = torch.tensor([3, 1, 4, 9, 5, 2, 6, 8, 7, 0])
    weight, bias = (parameter.detach().numpy().copy() for parameter in model.parameters())
    expected = []
    for indices in ([3, 1, 4, 9], [5, 2, 6, 8], [7, 0]):
        x = images[indices].numpy()
        y = sigmoid(x @ weight.T + bias)
        expected.append(-(x * np.log(y) + (1 - x) * np.log(1 - y)).mean())
        weight -= 0.7 * (y - x).T @ x / x.size
        bias -= 0.7 * (y - x).sum(0) / x.size

    losses = train_epoch(model, images, torch.optim.SGD(model.parameters(), lr=0.7), order, 4)
    assert losses == pytest.approx(expected)
    np.testing.assert_allclose(model[0].weight.detach(), weight)
    np.testing.assert_allclose(model[0].bias.detach(), bias)


def test_losses_are_plain_numbers(model, images):
    losses = train_epoch(model, images, torch.optim.SGD(model.parameters()), torch.arange(10))
    assert len(losses) == 1
    assert type(losses[0]) is float


def test_old_gradients_do_not_count(model, images):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.7)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 100)
    train_epoch(model, images, optimizer, torch.arange(10))
    assert all(parameter.abs().max() < 2 for parameter in model.parameters())
