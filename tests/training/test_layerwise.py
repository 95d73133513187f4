from copy import deepcopy

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.networks import build_stacked_autoencoder, layer_pairs
from nma_ae.seeds import generator
from nma_ae.training import (
    pretrain_from_both_ends,
    pretrain_from_input,
    pretrain_pair,
    relative_squared_error,
)


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.2, momentum=0.9)


@pytest.fixture
def model():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return build_stacked_autoencoder([12, 8, 6, 3], kaiming=True)


@pytest.fixture
def images():
    return torch.rand(40, 12, generator=generator(3))


def weights(model: nn.Module) -> list[torch.Tensor]:
    return [parameter.detach().clone() for parameter in model.parameters()]


def test_relative_squared_error():
    target = torch.tensor([[3.0, 0.0], [0.0, 4.0]])
    assert relative_squared_error(target, target) == 0
    assert relative_squared_error(torch.zeros(2, 2), target) == 1
    assert relative_squared_error(2 * target, target) == 1
    assert relative_squared_error(1000 * target + 1000, 1000 * target) == pytest.approx(4 / 25)
    assert relative_squared_error(target, torch.zeros(2, 2)) == pytest.approx(62.5)


def test_a_pair_learns_as_a_network_of_two_layers(model, images):
    """Against a plain loop over a deep copy, written for two layers."""
    encoder, decoder = layer_pairs(model)[0]
    w1, b1, w2, b2 = (p.detach().clone().requires_grad_() for p in
                      [*encoder.parameters(), *decoder.parameters()])  # fmt: skip
    order = torch.randperm(40, generator=generator(1))
    theirs = torch.optim.SGD([w1, b1, w2, b2], lr=0.2, momentum=0.9)
    for start in range(0, 40, 16):
        x = images[order[start : start + 16]]
        y = torch.sigmoid(F.relu(x @ w1.T + b1) @ w2.T + b2)
        theirs.zero_grad()
        (-(x * y.log() + (1 - x) * (1 - y).log()).mean()).backward()
        theirs.step()
    optimizer = sgd([*encoder.parameters(), *decoder.parameters()])
    codes = pretrain_pair(
        encoder, decoder, images, F.binary_cross_entropy, optimizer, order, batch_size=16
    )
    for mine, expected in zip(weights(nn.Sequential(encoder, decoder)), (w1, b1, w2, b2),
                              strict=True):  # fmt: skip
        torch.testing.assert_close(mine, expected.detach())
    torch.testing.assert_close(codes, F.relu(images @ w1.T + b1).detach())
    assert not codes.requires_grad


def test_from_the_input_up_is_pretrain_pair_after_pretrain_pair(model, images):
    other = deepcopy(model)
    pretrain_from_input(
        model, images, n_epochs=2, make_optimizer=sgd, batch_size=16, generator=generator(0)
    )
    draw, features = generator(0), images
    for i, (encoder, decoder) in enumerate(layer_pairs(other)):
        loss = F.binary_cross_entropy if i == 0 else relative_squared_error
        optimizer = sgd([*encoder.parameters(), *decoder.parameters()])
        for _ in range(2):
            order = torch.randperm(40, generator=draw)
            codes = pretrain_pair(encoder, decoder, features, loss, optimizer, order, 16)
        features = codes
    for mine, theirs in zip(weights(model), weights(other), strict=True):
        assert torch.equal(mine, theirs)


def test_from_both_ends_trains_the_inner_pair_while_the_outer_ones_keep_still(model, images):
    """Against whole networks in which all but one pair ask for no gradients."""
    other = deepcopy(model)
    pretrain_from_both_ends(
        model, images, n_epochs=2, make_optimizer=sgd, batch_size=16, generator=generator(0)
    )
    draw, pairs = generator(0), layer_pairs(other)
    for k, (encoder, decoder) in enumerate(pairs):
        layers = [e for e, _ in pairs[: k + 1]] + [d for _, d in reversed(pairs[: k + 1])]
        whole = nn.Sequential(*layers).requires_grad_(False)
        parameters = [
            *encoder.requires_grad_().parameters(),
            *decoder.requires_grad_().parameters(),
        ]
        optimizer = sgd(parameters)
        for _ in range(2):
            for indices in torch.randperm(40, generator=draw).split(16):
                optimizer.zero_grad()
                F.binary_cross_entropy(whole(images[indices]), images[indices]).backward()
                optimizer.step()
    for mine, theirs in zip(weights(model), weights(other), strict=True):
        torch.testing.assert_close(mine, theirs)


@pytest.mark.parametrize("pretrain", [pretrain_from_input, pretrain_from_both_ends])
def test_all_layers_learn_and_can_go_on_learning(model, images, pretrain):
    before = weights(model)
    pretrain(model, images, n_epochs=3, make_optimizer=sgd, generator=generator(0))
    changed = [not torch.equal(b, a) for b, a in zip(before, weights(model), strict=True)]
    assert all(changed)
    assert all(parameter.requires_grad for parameter in model.parameters())


@pytest.mark.parametrize("pretrain", [pretrain_from_input, pretrain_from_both_ends])
def test_the_number_of_epochs_is_checked(model, images, pretrain):
    with pytest.raises(ValueError, match="n_epochs must be a positive integer, got 0"):
        pretrain(model, images, n_epochs=0, make_optimizer=sgd)
