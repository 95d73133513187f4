import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from torch import nn

from nma_ae.analysis import compute_accuracy
from nma_ae.networks import Encoder
from nma_ae.seeds import generator, seeded
from nma_ae.training import classification_loss, train_classifier


@pytest.fixture
def clouds():
    """Three overlapping clouds of features."""
    draws = generator(0)
    labels = torch.randint(0, 3, (900,), generator=draws)
    centres = torch.tensor([[0.0, 2.0], [2.0, -1.0], [-2.0, -1.0]])
    return centres[labels] + torch.randn(900, 2, generator=draws), labels


def test_the_loss_is_scikit_learns_log_loss(clouds):
    features, labels = clouds
    model = nn.Linear(2, 3)
    expected = log_loss(labels, model(features).detach().double().softmax(1))
    assert classification_loss(model, features, labels).item() == pytest.approx(expected, rel=1e-5)


def test_the_classifier_agrees_with_scikit_learns(clouds):
    features, labels = clouds
    settings = {"n_classes": 3, "n_epochs": 90, "batch_size": 100, "learning_rate": 0.03}
    classifier, history = train_classifier(features, labels, **settings)
    reference = LogisticRegression(C=np.inf).fit(features, labels)
    expected = log_loss(labels, reference.predict_proba(features))
    assert classification_loss(classifier, features, labels).item() == pytest.approx(
        expected, abs=0.01
    )
    found = compute_accuracy(classifier, features, labels)
    assert found == pytest.approx(100 * reference.score(features, labels), abs=1)
    assert not classifier.training
    assert history.n_epochs == 90


def test_the_same_seed_gives_the_same_classifier(clouds):
    settings = {"n_classes": 3, "n_epochs": 2}
    first, second, other = (
        train_classifier(*clouds, **settings, seed=seed)[0].weight for seed in (4, 4, 5)
    )
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_with_an_encoder_both_learn():
    images = torch.zeros(60, 1, 64, 64)
    labels = torch.arange(60) % 2
    images[labels == 1, :, 20:40, 20:40] = 1
    images += 0.3 * torch.rand(images.shape, generator=generator(0))
    with seeded(0):
        encoder = Encoder()
    before = encoder.trunk[0].weight.clone()
    classifier, _ = train_classifier(
        images, labels, n_classes=2, n_epochs=20, batch_size=10, encoder=encoder
    )
    assert classifier[0] is encoder
    assert not torch.equal(encoder.trunk[0].weight, before)
    assert compute_accuracy(classifier, images, labels) > 90


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (torch.zeros(899, dtype=torch.int64), "one class for each of 900 inputs"),
        (torch.full((900,), 3), "labels must be from 0 to 2, got 3 to 3"),
        (torch.full((900,), -1), "labels must be from 0 to 2, got -1 to -1"),
    ],
)
def test_bad_labels(clouds, labels, message):
    with pytest.raises(ValueError, match=message):
        train_classifier(clouds[0], labels, n_classes=3, n_epochs=1)


def test_labels_for_another_batch(clouds):
    features, labels = clouds
    with pytest.raises(ValueError, match=r"one class for each of 900 inputs, got shape \(3,\)"):
        classification_loss(nn.Linear(2, 3), features, labels[:3])
