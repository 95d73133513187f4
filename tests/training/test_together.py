"""Many networks trained at once end where each would have ended alone."""

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.networks import build_mlp
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit_together

POINTS = torch.randn(50, 3, generator=generator(0))
LABELS = (POINTS[:, 0] * POINTS[:, 1] > 0).long() + (POINTS[:, 2] > 1).long()


def networks(n, activation=None, widths=(3, 6, 5, 3)):
    made = []
    for seed in range(n):
        with seeded(seed):
            made.append(build_mlp(widths, activation))
    return made


def train_alone(network, inputs, labels, order, optimizer, rate, n_epochs, batch_size):
    """A plain loop over one network; returns the mean loss of each epoch."""
    steps = optimizer(network.parameters(), lr=rate)
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for indices in torch.randperm(len(inputs), generator=order).split(batch_size):
            loss = F.cross_entropy(network(inputs[indices]), labels[indices])
            steps.zero_grad()
            loss.backward()
            steps.step()
            total += loss.item() * len(indices)
        losses.append(total / len(inputs))
    return losses


@pytest.mark.parametrize("optimizer", [torch.optim.Adam, torch.optim.SGD, torch.optim.Adagrad])
@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("activation", [nn.ReLU(), nn.Tanh(), nn.LeakyReLU(0.1)])
def test_each_ends_where_it_would_have_ended_alone(optimizer, shared, activation):
    alone = networks(3, activation)
    together = copy.deepcopy(alone)
    expected = [
        train_alone(network, POINTS, LABELS, generator(0 if shared else i), optimizer, 0.05, 4, 16)
        for i, network in enumerate(alone)
    ]
    orders = [generator(0)] if shared else [generator(i) for i in range(3)]
    losses = fit_together(
        together,
        POINTS,
        LABELS,
        n_epochs=4,
        batch_size=16,
        rate=0.05,
        optimizer=optimizer,
        generators=orders,
        progress=False,
    )
    torch.testing.assert_close(losses, torch.tensor(expected), rtol=1e-4, atol=1e-5)
    for one, other in zip(alone, together, strict=True):
        for p, q in zip(one.parameters(), other.parameters(), strict=True):
            torch.testing.assert_close(p, q, rtol=1e-3, atol=1e-4)


def test_networks_without_hidden_layers_a_single_one_and_images():
    images = POINTS[:, :, None].expand(-1, 3, 4).contiguous()
    for n, widths in ((1, (12, 3)), (2, (12, 3)), (1, (12, 4, 3))):
        alone = networks(n, widths=widths)
        together = copy.deepcopy(alone)
        for network in alone:
            train_alone(network, images, LABELS, generator(1), torch.optim.Adam, 0.01, 2, 8)
        fit_together(
            together, images, LABELS, n_epochs=2, batch_size=8, rate=0.01, generators=[generator(1)]
        )
        for one, other in zip(alone, together, strict=True):
            torch.testing.assert_close(one[1].weight, other[1].weight, rtol=1e-3, atol=1e-4)


def test_each_may_have_labels_of_its_own():
    pair = networks(2)
    both = torch.stack([LABELS, LABELS.flip(0)])
    single = copy.deepcopy(pair[1])
    train_alone(single, POINTS, both[1], generator(4), torch.optim.Adam, 0.01, 3, 10)
    fit_together(
        pair, POINTS, both, n_epochs=3, batch_size=10, rate=0.01, generators=[generator(4)]
    )
    torch.testing.assert_close(pair[1][1].weight, single[1].weight, rtol=1e-3, atol=1e-4)


def test_refuses():
    good = networks(2)
    prelu = networks(2, nn.PReLU())
    cases = [
        ({"networks": []}, "at least one"),
        ({"networks": [*good, build_mlp([3, 4, 3])]}, "equal but for their weights"),
        ({"networks": prelu}, "learn in Linear layers"),
        ({"networks": [nn.Sequential(nn.Linear(3, 3, bias=False))]}, "with biases"),
        ({"labels": LABELS[:-1]}, "labels must be"),
        ({"inputs": POINTS[:0], "labels": LABELS[:0]}, "at least one"),
        ({"n_epochs": 0}, "n_epochs"),
        ({"batch_size": 0}, "batch_size"),
        ({"generators": [generator(0)] * 3}, "generators must be 1 or 2"),
    ]
    for changed, message in cases:
        settings = {"networks": good, "inputs": POINTS, "labels": LABELS, "n_epochs": 1, **changed}
        with pytest.raises(ValueError, match=message):
            fit_together(**settings)


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("two_threads")
@pytest.mark.parametrize(("width", "n_threads"), [(8, 1), (2_000, 2)])
def test_small_steps_take_one_thread_and_all_are_there_afterwards(width, n_threads):
    seen = set()

    class Watched(torch.optim.SGD):
        def step(self):
            seen.add(torch.get_num_threads())
            return super().step()

    networks = [build_mlp([30, width, 4]) for _ in range(3)]
    inputs, labels = torch.randn(128, 30), torch.randint(4, (128,))
    fit_together(networks, inputs, labels, n_epochs=1, optimizer=Watched)
    assert seen == {n_threads}
    assert torch.get_num_threads() == 2


@pytest.mark.usefixtures("two_threads")
def test_stopped_it_leaves_the_threads_as_they_were():
    class Stopped(torch.optim.SGD):
        def step(self):
            raise KeyboardInterrupt

    inputs, labels = torch.randn(8, 2), torch.zeros(8, dtype=torch.int64)
    with pytest.raises(KeyboardInterrupt):
        fit_together([build_mlp([2, 3, 4])], inputs, labels, n_epochs=1, optimizer=Stopped)
    assert torch.get_num_threads() == 2
