import math
from functools import partial
from itertools import pairwise

import pytest
import torch
from pytorch_metric_learning.losses import NTXentLoss
from torch import nn

from nma_ae.seeds import generator, seeded
from nma_ae.training import (
    contrastive_loss,
    draw_negatives,
    few_negatives_loss,
    fit,
    simclr_objective,
)


def draw(n=9, n_features=5):
    """Features of both signs: with positive ones alone, a wrong loss may pass."""
    return torch.randn(2, n, n_features, generator=generator(0), dtype=torch.float64)


def in_plain_loops(first, second, temperature):
    """Algorithm 1 of the paper, which puts the two views of an image side by side."""
    z = [view for pair in zip(first, second, strict=True) for view in pair]

    def similarity(i, j):
        return float(z[i] @ z[j] / (z[i].norm() * z[j].norm()))

    def loss(i, j):
        total = sum(math.exp(similarity(i, k) / temperature) for k in range(len(z)) if k != i)
        return -math.log(math.exp(similarity(i, j) / temperature) / total)

    n = len(first)
    return sum(loss(2 * k, 2 * k + 1) + loss(2 * k + 1, 2 * k) for k in range(n)) / (2 * n)


@pytest.mark.parametrize("temperature", [0.1, 0.5, 2.0])
def test_agrees_with_the_papers_algorithm_and_another_library(temperature):
    first, second = (x.float() for x in draw())
    found = contrastive_loss(first, second, temperature=temperature).item()
    assert found == pytest.approx(in_plain_loops(first, second, temperature), rel=1e-5)
    labels = torch.arange(9).repeat(2)
    other = NTXentLoss(temperature)(torch.cat([first, second]), labels)
    assert found == pytest.approx(other.item(), rel=1e-5)


def test_its_gradient_agrees_with_another_library():
    features = draw().float().requires_grad_()
    expected = NTXentLoss(0.5)(features.flatten(0, 1), torch.arange(9).repeat(2))
    (expected,) = torch.autograd.grad(expected, features)
    (found,) = torch.autograd.grad(contrastive_loss(*features), features)
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-4)


def test_where_all_are_alike_it_is_the_logarithm_of_their_number():
    same = torch.ones(6, 4)
    assert contrastive_loss(same, 2 * same).item() == pytest.approx(math.log(11))
    assert few_negatives_loss(same, same, 4).item() == pytest.approx(math.log(4))


def test_order_and_length_do_not_count():
    first, second = draw()
    expected = contrastive_loss(first, second)
    torch.testing.assert_close(contrastive_loss(second, first), expected)
    torch.testing.assert_close(contrastive_loss(3 * first, second / 7), expected)
    order = torch.randperm(9)
    torch.testing.assert_close(contrastive_loss(first[order], second[order]), expected)


def test_with_few_negatives_by_the_formula():
    first, second = draw()
    found = few_negatives_loss(first, second, 3, generator=generator(4))
    z = torch.cat([first, second]).float()
    z = z / z.norm(dim=1, keepdim=True)
    negatives = draw_negatives(9, 3, generator=generator(4))
    losses = [
        -z[i] @ z[(i + 9) % 18] / 0.5
        + torch.stack([z[i] @ z[j] / 0.5 for j in negatives[i]]).logsumexp(0)
        for i in range(18)
    ]
    torch.testing.assert_close(found, torch.stack(losses).mean())


def test_all_negatives_and_the_positive_are_the_usual_loss():
    """With the positive put back into the denominator of every view."""
    first, second = draw()
    z = torch.nn.functional.normalize(torch.cat([first, second]).float(), dim=1)
    positive = (z * z.roll(9, 0)).sum(1) / 0.5
    without = torch.stack([
        (z[i] @ z[draw_negatives(9, 16)[i]].T / 0.5).logsumexp(0) for i in range(18)
    ])  # fmt: skip
    expected = (torch.logaddexp(without, positive) - positive).mean()
    torch.testing.assert_close(contrastive_loss(first, second), expected)


def test_negatives_are_other_images_each_at_most_once_and_all_as_often():
    counts = torch.zeros(10, 10)
    for seed in range(400):
        negatives = draw_negatives(5, 3, generator=generator(seed))
        assert negatives.shape == (10, 3)
        for i, row in enumerate(negatives.tolist()):
            assert len(set(row)) == 3
            counts[i, row] += 1
    same_image = torch.eye(5).repeat(2, 2).bool()
    assert (counts[same_image] == 0).all()
    expected = 400 * 3 / 8
    assert (counts[~same_image] - expected).abs().max() < 5 * math.sqrt(expected)


def test_half_precision_features_are_compared_in_single():
    first, second = draw()
    loss = contrastive_loss(first.bfloat16(), second.bfloat16())
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(contrastive_loss(first, second).item(), rel=0.01)


@pytest.mark.parametrize("loss", [contrastive_loss, partial(few_negatives_loss, n_negatives=2)])
def test_training_brings_the_views_of_an_image_together(loss):
    images = torch.zeros(24, 1, 8, 8)
    for i in range(24):
        images[i, 0, 2 : 3 + i % 4, 2 : 3 + i // 4] = 1
    draws = generator(0)
    if loss is not contrastive_loss:
        loss = partial(loss, generator=draws)
    with seeded(0):
        encoder = nn.Sequential(nn.Flatten(), nn.Linear(64, 16))
    objective = simclr_objective(loss=loss, generator=draws)
    optimizer = torch.optim.Adam(encoder.parameters(), lr=0.01)
    history = fit(encoder, objective, images, n_epochs=60, batch_size=24, optimizer=optimizer,
                  generator=draws)  # fmt: skip
    assert sum(history.batch_losses[-5:]) < sum(history.batch_losses[:5]) - 0.5
    assert all(a != b for a, b in pairwise(history.batch_losses[:5]))  # other views each time


@pytest.mark.parametrize("loss", [contrastive_loss, partial(few_negatives_loss, n_negatives=1)])
@pytest.mark.parametrize(
    ("shapes", "settings", "message"),
    [
        (((3, 4), (4, 4)), {}, r"second must be .* with n = 3 .*, got shape \(4, 4\)"),
        (((3,), (3,)), {}, r"first must be \(n, n_features\)"),
        (((1, 4), (1, 4)), {}, "n at least 2, got shape"),
        (((3, 4), (3, 4)), {"temperature": 0}, "temperature must be above 0, got 0"),
    ],
)
def test_bad_arguments(loss, shapes, settings, message):
    with pytest.raises(ValueError, match=message):
        loss(*map(torch.ones, shapes), **settings)


@pytest.mark.parametrize(
    ("n_negatives", "message"),
    [
        (0, "n_negatives must be a positive integer, got 0"),
        (5, "n_negatives must be at most 4, .* got 5"),
    ],
)
def test_bad_numbers_of_negatives(n_negatives, message):
    with pytest.raises(ValueError, match=message):
        few_negatives_loss(torch.ones(3, 4), torch.ones(3, 4), n_negatives)
