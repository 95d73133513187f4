import math

import pytest
import torch

from nma_ae.data import draw_spirals, load_spirals
from nma_ae.seeds import generator


def test_without_noise_the_points_lie_on_the_arms():
    points, labels = draw_spirals(4, 11, noise=0)
    assert points.shape == (44, 2)
    assert labels.tolist() == [0] * 11 + [1] * 11 + [2] * 11 + [3] * 11
    for (x1, x2), k, i in zip(points.tolist(), labels.tolist(), list(range(11)) * 4, strict=True):
        t = i / 10
        assert x1 == pytest.approx(t * math.sin(2 * math.pi / 4 * (2 * t + k)), abs=1e-6)
        assert x2 == pytest.approx(t * math.cos(2 * math.pi / 4 * (2 * t + k)), abs=1e-6)


def test_the_noise_has_its_standard_deviation_and_grows_with_the_radius():
    noisy, _ = draw_spirals(4, 20_000, noise=0.16, generator=generator(0))
    clean, _ = draw_spirals(4, 20_000, noise=0)
    radius = torch.linspace(0, 1, 20_000).repeat(4)
    scatter = (noisy - clean)[radius > 0.01] / radius[radius > 0.01, None]
    assert scatter.std(dim=0).tolist() == pytest.approx([0.16, 0.16], rel=0.02)
    assert scatter.mean(dim=0).abs().max() < 0.003


def test_arms_go_on_where_they_ended():
    inner, _ = draw_spirals(3, 5, noise=0, radii=(0, 1))
    outer, _ = draw_spirals(3, 5, noise=0, radii=(1, 2))
    torch.testing.assert_close(inner[4::5], outer[::5])


def test_the_split_keeps_each_point_once_and_is_shuffled():
    spirals = load_spirals(n_per_arm=50, generator=generator(3))
    points, labels = draw_spirals(n_per_arm=50, generator=generator(3))
    assert len(spirals.test_points) == 40
    assert len(spirals.train_points) == 160
    together = torch.cat([spirals.test_points, spirals.train_points])
    arms = torch.cat([spirals.test_labels, spirals.train_labels])
    found = {(*point, arm) for point, arm in zip(together.tolist(), arms.tolist(), strict=True)}
    made = {(*point, arm) for point, arm in zip(points.tolist(), labels.tolist(), strict=True)}
    # The four arms start in the same point.
    assert found == made
    assert spirals.test_labels.bincount().min() > 3


def test_the_same_seed_gives_the_same_points_and_leaves_torch_alone():
    before = torch.get_rng_state()
    first, second = (load_spirals(generator=generator(1)) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"n_arms": 0}, "n_arms"),
        ({"n_per_arm": 2.5}, "n_per_arm"),
        ({"noise": -0.1}, "noise"),
        ({"noise": math.nan}, "noise"),
        ({"radii": (1, 1)}, "radii"),
        ({"radii": (-1, 1)}, "radii"),
    ],
)
def test_refuses(settings, named):
    with pytest.raises(ValueError, match=named):
        draw_spirals(**settings)
