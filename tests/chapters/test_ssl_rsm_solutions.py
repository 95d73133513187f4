"""The solutions of the chapter ssl_rsm that exist nowhere else.

Its similarity matrix is tested in tests/analysis, its loss in tests/training.
"""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors
from torch import nn

from nma_ae.chapters.ssl_rsm.epochs_until_flat import epochs_until_flat
from nma_ae.chapters.ssl_rsm.nearest_images import nearest_images
from nma_ae.chapters.ssl_rsm.rsm_by_latent import rsm_by_latent
from nma_ae.chapters.ssl_rsm.train_end_to_end import train_end_to_end
from nma_ae.seeds import generator, seeded


def overlapping_classes(n=300):
    labels = torch.arange(n) % 3
    centres = torch.tensor([[0.0, 1.0], [1.0, 0.0], [-1.0, -0.5]])
    images = centres[labels] + 1.5 * torch.randn(n, 2, generator=generator(0))
    return images.view(n, 1, 1, 2), labels


def exclusive_or():
    """Classes that no linear classifier tells apart."""
    images = torch.rand(400, 1, 1, 2, generator=generator(0)) * 2 - 1
    return images, (images[:, 0, 0, 0] * images[:, 0, 0, 1] > 0).long()


def test_a_classifier_ends_where_scikit_learn_does():
    images, labels = overlapping_classes()
    points = images.flatten(1).numpy()
    model = LogisticRegression(C=np.inf, tol=1e-8).fit(points, labels.numpy())
    least = log_loss(labels.numpy(), model.predict_proba(points))
    with seeded(0):
        classifier = nn.Linear(2, 3)
    losses = train_end_to_end(nn.Flatten(), classifier, images, labels, 2500, generator(0))
    assert len(losses) == 2500
    assert least - 1e-6 < losses[-1] < least + 2e-3
    said = classifier(images.flatten(1)).argmax(1)
    assert (said.numpy() == model.predict(points)).mean() > 0.98


def test_the_first_losses_are_those_before_any_step():
    images, labels = overlapping_classes()
    with seeded(0):
        classifier = nn.Linear(2, 3)
    expected = F.cross_entropy(classifier(images.flatten(1)), labels).item()
    losses = train_end_to_end(nn.Flatten(), classifier, images, labels, 1, generator(0))
    assert losses == [pytest.approx(expected, rel=1e-5)]


def test_end_to_end_the_encoder_learns_what_a_classifier_cannot():
    images, labels = exclusive_or()
    with seeded(0):
        layers = nn.Flatten(), nn.Linear(2, 16), nn.Tanh(), nn.BatchNorm1d(16, affine=False)
        encoder, classifier, alone = nn.Sequential(*layers), nn.Linear(16, 2), nn.Linear(2, 2)
    together = train_end_to_end(encoder, classifier, images, labels, 1500, generator(0))
    linear = train_end_to_end(nn.Flatten(), alone, images, labels, 1500, generator(0))
    assert together[-1] < 0.2
    assert linear[-1] > 0.6
    assert not encoder.training


def test_the_generator_repeats_a_training():
    images, labels = overlapping_classes(2500)
    runs = []
    for seed in (0, 0, 1):
        with seeded(0):
            encoder, classifier = nn.Sequential(nn.Flatten(), nn.Linear(2, 4)), nn.Linear(4, 3)
        runs.append(train_end_to_end(encoder, classifier, images, labels, 2, generator(seed)))
    assert runs[0] == runs[1] != runs[2]


def test_a_label_for_each_image():
    images, labels = overlapping_classes()
    with pytest.raises(ValueError, match=r"tensors of equal length, got lengths \[300, 299\]"):
        train_end_to_end(nn.Flatten(), nn.Linear(2, 3), images, labels[:-1], 1, generator(0))
    with pytest.raises(ValueError, match="n_epochs must be a positive integer, got 0"):
        train_end_to_end(nn.Flatten(), nn.Linear(2, 3), images, labels, 0, generator(0))


def test_a_sorted_rsm_agrees_with_numpy_and_scikit_learn():
    images = torch.randn(250, 1, 3, 3, generator=generator(0))
    labels = torch.randint(6, (250,), generator=generator(0))
    with seeded(0):
        encoder = nn.Sequential(nn.Flatten(), nn.Linear(9, 5), nn.BatchNorm1d(5)).train()
    matrix = rsm_by_latent(encoder, images, labels)
    with torch.no_grad():
        features = encoder.eval()(images).numpy()
    order = np.argsort(labels.numpy(), kind="stable")
    np.testing.assert_allclose(matrix, cosine_similarity(features)[np.ix_(order, order)], atol=1e-5)
    assert not matrix.requires_grad
    for wrong in (labels[:-1], labels[:, None]):
        with pytest.raises(ValueError, match="labels must be one class for each of 250 images"):
            rsm_by_latent(encoder, images, wrong)


curves = st.lists(st.integers(0, 40).map(lambda k: k / 8), min_size=1, max_size=30)


@given(losses=curves, tolerance=st.integers(0, 8).map(lambda k: k / 8))
def test_epochs_until_flat_by_its_definition(losses, tolerance):
    def is_enough(n_epochs):
        return all(losses[i - 1] - losses[i] <= tolerance for i in range(n_epochs, len(losses)))

    assert epochs_until_flat(losses, tolerance) == min(
        n for n in range(1, len(losses) + 1) if is_enough(n)
    )


def test_epochs_until_flat_of_nothing():
    with pytest.raises(ValueError, match="losses must hold the loss of at least one epoch"):
        epochs_until_flat([], 0.1)


@given(seed=st.integers(0, 1000), n_nearest=st.integers(1, 30))
def test_the_nearest_images_are_those_of_scikit_learn(seed, n_nearest):
    queries, features = torch.randn(37, 6, generator=generator(seed)).double().split([7, 30])
    index = NearestNeighbors(n_neighbors=n_nearest, metric="cosine").fit(features.numpy())
    expected = index.kneighbors(queries.numpy(), return_distance=False)
    np.testing.assert_array_equal(nearest_images(queries, features, n_nearest), expected)


def test_nearest_images_say_what_does_not_fit():
    queries, features = torch.ones(2, 3), torch.ones(5, 3)
    for n_nearest in (0, 6):
        with pytest.raises(
            ValueError, match=f"n_nearest must be from 1 to 5 images, got {n_nearest}"
        ):
            nearest_images(queries, features, n_nearest)
    with pytest.raises(ValueError, match="queries and features must be"):
        nearest_images(queries, features[:, :2], 1)
