"""What the chapter ssl_rsm_bonus claims, with margins."""

import pytest
import torch

from nma_ae.analysis import compute_accuracy, similarity_histogram, similarity_matrix
from nma_ae.data import Split
from nma_ae.experiments import accuracy_by_fraction, spread
from nma_ae.training import train_classifier

TWO = "SimCLR, 2 negatives"
SEEDS = (0, 1, 2)


def by_class(sprites, name, latent):
    """Return the mean similarity of each class of a latent with each other, (n, n)."""
    matrix = similarity_matrix(sprites.features[name][sprites.test]).fill_diagonal_(torch.nan)
    labels = sprites.data.labels(latent)[sprites.test]
    classes = range(int(labels.max()) + 1)
    return torch.tensor(
        [[matrix[labels == a][:, labels == b].nanmean() for b in classes] for a in classes]
    )


def test_simclr_keeps_the_size_and_the_supervised_encoder_does_not(sprites):
    simclr, supervised = (by_class(sprites, name, "scale") for name in ("SimCLR", "supervised"))
    assert simclr[0, 0] > 0.4
    assert simclr[0, 5] < -0.2
    assert (supervised[0, 0] - supervised[0, 5]).abs() < 0.15


def test_two_negatives_sort_by_size_and_mix_shapes(sprites):
    scale, shape = (by_class(sprites, TWO, latent) for latent in ("scale", "shape"))
    assert scale[0, 0] > 0.85
    assert scale[0, 5] < -0.45
    assert shape[2, 2] > 0.4  # hearts
    assert (shape[0, 0] - shape[0, 1]).abs() < 0.15  # squares and ellipses


def test_two_negatives_push_the_similarities_to_both_ends(sprites):
    counts, _ = similarity_histogram(sprites.features[TWO][sprites.test], 20)
    part = counts / counts.sum()
    assert part[-1] > 0.2
    assert part[0] > 0.1
    counts, _ = similarity_histogram(sprites.features["random"][sprites.test], 20)
    assert counts[6:14].sum() > 0.9 * counts.sum()


def test_two_negatives_align_and_do_not_spread(sprites):
    images = sprites.data.images[sprites.test[:1000]]
    together, apart = zip(
        *(spread(sprites.encoders[name], images) for name in (TWO, "SimCLR")), strict=True
    )
    assert together[0] < together[1] + 0.02
    assert apart[0] > apart[1] + 0.4


@pytest.mark.parametrize("seed", SEEDS)
def test_two_negatives_cost_most_of_the_accuracy(sprites, seed):
    labels = sprites.data.labels("shape")
    features = sprites.features[TWO]
    classifier, _ = train_classifier(
        features[sprites.train],
        labels[sprites.train],
        n_classes=3,
        n_epochs=100,
        seed=seed,
        progress=False,
    )
    assert 50 < compute_accuracy(classifier, features[sprites.test], labels[sprites.test]) < 63


@pytest.mark.parametrize("seed", SEEDS)
def test_few_labels_are_enough_for_simclr_and_for_nobody_else(sprites, seed):
    scores = {
        name: accuracy_by_fraction(
            sprites.features[name],
            sprites.data.labels("shape"),
            Split(sprites.train, sprites.test),
            n_classes=3,
            n_epochs=20,
            fractions=[160 / 6000, 1.0],
            seed=seed,
            progress=False,
        )
        for name in ("random", "VAE", "SimCLR")
    }
    few, all_of_them = zip(*(each.values() for each in scores.values()), strict=True)
    assert few[2] > 90
    assert max(few[:2]) < 50
    assert all_of_them[2] - few[2] < 8
