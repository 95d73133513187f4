"""What the chapter ssl_rsm claims, with margins."""

import pytest
import torch
from torch import nn

from nma_ae.analysis import compute_accuracy, similarity_matrix
from nma_ae.chapters.ssl_rsm.train_end_to_end import train_end_to_end
from nma_ae.data import draw_dsprites, latent_indices, load_dsprites, split_images
from nma_ae.experiments import bias_result, latent_accuracies, new_encoder, spread
from nma_ae.networks import Encoder, calibrate_batch_statistics
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit, simclr_objective, train_classifier

SEEDS = (0, 1, 2)


def accuracy(sprites, name, latent="shape", n_epochs=40, seed=0):
    """Return the test accuracy in percent: as many steps as 15 epochs of all images."""
    features, labels = sprites.features[name], sprites.data.labels(latent)
    classifier, _ = train_classifier(
        features[sprites.train],
        labels[sprites.train],
        n_classes=int(labels.max()) + 1,
        n_epochs=n_epochs,
        seed=seed,
        progress=False,
    )
    return compute_accuracy(classifier, features[sprites.test], labels[sprites.test])


def mean_similarity(sprites, name, latent, low, high):
    """Return the mean over pairs of different images whose classes are low to high apart."""
    matrix = similarity_matrix(sprites.features[name][sprites.test])
    labels = sprites.data.labels(latent)[sprites.test]
    steps = (labels[:, None] - labels).abs()
    chosen = (low <= steps) & (steps <= high)
    chosen.fill_diagonal_(False)
    return matrix[chosen].mean().item()


@pytest.mark.parametrize("name", ["supervised", "SimCLR"])
def test_same_shapes_are_alike_where_the_shape_was_learned(sprites, name):
    assert mean_similarity(sprites, name, "shape", 0, 0) > 0.4
    assert mean_similarity(sprites, name, "shape", 1, 2) < -0.15
    near, far = (mean_similarity(sprites, name, "posX", *steps) for steps in ((0, 1), (16, 31)))
    assert abs(near - far) < 0.05


def test_hearts_are_the_tightest_to_the_supervised_encoder(sprites):
    matrix = similarity_matrix(sprites.features["supervised"][sprites.test])
    shape = sprites.data.labels("shape")[sprites.test]
    inside = [matrix[shape == k][:, shape == k].mean() for k in range(3)]
    assert inside[2] > max(inside[:2]) + 0.05
    square_heart, ellipse_heart = (matrix[shape == k][:, shape == 2].mean() for k in (0, 1))
    assert square_heart > ellipse_heart + 0.05


def test_random_features_show_the_place_faintly_and_the_shape_not_at_all(sprites):
    same, other = (mean_similarity(sprites, "random", "shape", *k) for k in ((0, 0), (1, 2)))
    assert abs(same) < 0.03
    assert abs(other) < 0.03
    near, far = (mean_similarity(sprites, "random", "posX", *k) for k in ((0, 1), (16, 31)))
    assert 0.05 < near - far < 0.2


def test_the_vae_shows_the_place_and_the_size(sprites):
    near, far = (mean_similarity(sprites, "VAE", "posX", *k) for k in ((0, 1), (16, 31)))
    assert near > 0.15
    assert far < -0.07
    assert mean_similarity(sprites, "VAE", "scale", 0, 0) > 0.05
    assert mean_similarity(sprites, "VAE", "scale", 5, 5) < -0.1
    same, other = (mean_similarity(sprites, "VAE", "shape", *k) for k in ((0, 0), (1, 2)))
    assert abs(same - other) < 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_how_well_the_shape_can_be_read(sprites, seed):
    scores = {name: accuracy(sprites, name, seed=seed) for name in sprites.features}
    assert scores["supervised"] > 97
    assert scores["SimCLR"] > 95
    assert 40 < scores["random"] < 48
    assert scores["random"] + 2 < scores["VAE"] < 60


def test_what_else_the_features_know(sprites):
    names = ("supervised", "random", "VAE", "SimCLR")
    scale = {name: accuracy(sprites, name, "scale") for name in names}
    place = {name: accuracy(sprites, name, "posX") for name in names}
    angle = {name: accuracy(sprites, name, "orientation") for name in names}
    others = [scale[name] for name in names if name != "SimCLR"]
    assert scale["SimCLR"] > max(others) + 20
    assert place["VAE"] > max(place[name] for name in names if name != "VAE") + 5
    assert place["SimCLR"] < 8
    assert place["supervised"] < place["random"]
    assert max(angle.values()) < 12


def test_two_numbers_for_a_representation(sprites):
    images = sprites.data.images[sprites.test[:1000]]
    names = ("supervised", "random", "VAE", "SimCLR")
    together, apart = zip(*(spread(sprites.encoders[name], images) for name in names), strict=True)
    assert together[3] < 0.9 < 1.1 < min(together[:3])  # SimCLR brings views together
    assert together[1] > 1.75  # 2 is unrelated
    assert apart[1] < min(apart[0], apart[2], apart[3]) - 0.2  # random spreads most evenly
    assert apart[3] > max(apart[:3]) + 0.3  # SimCLR least


def test_the_first_and_the_last_angle_are_the_same_image():
    pair = latent_indices([[2, 5, 0, 16, 16], [2, 5, 39, 16, 16]])
    first, last = draw_dsprites(pair)
    assert torch.equal(first, last)


@pytest.mark.slow
def test_raw_pixels_tell_the_place_better_than_any_network():
    data = load_dsprites()
    scores = latent_accuracies(data.images.flatten(1), data, n_epochs=10)
    assert scores["posX"] > 40
    assert scores["posY"] > 40
    assert scores["shape"] < 45


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_loss_of_the_beginner_falls(seed):
    draws = generator(seed)
    history = fit(
        new_encoder(seed=seed),
        simclr_objective(generator=draws),
        load_dsprites(4000).images,
        n_epochs=5,
        batch_size=1000,
        generator=draws,
        progress=False,
    )
    first, *_, last = history.epoch_means
    assert 7.0 < first < 7.6
    assert last < first - 0.05


@pytest.mark.slow
def test_averages_of_batches_lag_behind_after_two_epochs():
    data, split = load_dsprites(), split_images()
    images, shapes = data.images[split.train], data.labels("shape")[split.train]
    with seeded(2021):
        encoder = Encoder().to(memory_format=torch.channels_last)
        classifier = nn.Linear(84, 3)
    together = nn.Sequential(encoder, classifier)
    train_end_to_end(encoder, classifier, images, shapes, 2, generator(2021))
    test = data.images[split.test], data.labels("shape")[split.test]
    assert compute_accuracy(together, *test) < 40
    calibrate_batch_statistics(encoder, images)
    assert compute_accuracy(together, *test) > 52


@pytest.mark.parametrize(
    ("encoder", "control", "biased"),
    [
        ("supervised", (82, 87), (33, 38)),
        ("random", (38, 45), (33, 39)),
        ("VAE", (43, 50), (31, 37)),
        ("SimCLR", (81, 88), (97, 100)),
    ],
)
def test_what_a_bias_does(encoder, control, biased):
    """The published claim holds too: SimCLR is at or above its control."""
    data = load_dsprites()
    fair, unfair = (
        bias_result(data, encoder, part, progress=False) for part in ("control", "biased")
    )
    assert control[0] < fair.test < control[1]
    assert biased[0] < unfair.test < biased[1]
    assert abs(fair.obeying - fair.other) < 8
    if encoder == "SimCLR":
        assert unfair.test > fair.test
        assert abs(unfair.obeying - unfair.other) < 2
    else:
        assert unfair.obeying > 75
        assert unfair.other < 20  # far worse than guessing
