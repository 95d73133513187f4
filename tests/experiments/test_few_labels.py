import pytest
import torch

from nma_ae.data import Split
from nma_ae.experiments import FRACTIONS, accuracy_by_fraction, few_labels
from nma_ae.networks import Encoder
from nma_ae.seeds import generator


@pytest.fixture
def clouds():
    draws = generator(0)
    labels = torch.randint(0, 2, (600,), generator=draws)
    features = torch.randn(600, 20, generator=draws)
    features[:, 0] += 8 * labels - 4
    return features, labels, Split(torch.arange(400), torch.arange(400, 600))


def test_more_labels_more_accuracy(clouds):
    accuracies = accuracy_by_fraction(*clouds, n_classes=2, n_epochs=90, fractions=(0.01, 1.0))
    assert list(accuracies) == [0.01, 1.0]
    assert accuracies[1.0] > accuracies[0.01]
    assert accuracies[1.0] > 75


def test_fewer_labels_more_epochs(clouds, monkeypatch):
    given = []

    def train_classifier(inputs, labels, *, n_epochs, **settings):
        given.append((len(inputs), n_epochs))
        return torch.nn.Linear(20, 2), None

    monkeypatch.setattr(few_labels, "train_classifier", train_classifier)
    accuracy_by_fraction(*clouds, n_classes=2, n_epochs=8)
    assert [n for n, _ in given] == [round(400 * fraction) for fraction in FRACTIONS]
    assert [n_epochs for _, n_epochs in given] == [36, 26, 18, 13, 10, 8]


def test_each_fraction_has_an_encoder_of_its_own():
    built = []

    def build():
        built.append(Encoder())
        return built[-1]

    images, labels = torch.rand(30, 1, 64, 64), torch.arange(30) % 2
    split = Split(torch.arange(20), torch.arange(20, 30))
    settings = {"n_classes": 2, "n_epochs": 1, "fractions": (0.5, 1)}
    accuracy_by_fraction(images, labels, split, build_encoder=build, **settings)
    assert len(built) == 2


@pytest.mark.parametrize("fraction", [0, 1.5, -1])
def test_a_bad_fraction_is_said_first(clouds, fraction, monkeypatch):
    monkeypatch.setattr(few_labels, "train_classifier", None)
    with pytest.raises(ValueError, match="fraction must be above 0 and at most 1, got"):
        accuracy_by_fraction(*clouds, n_classes=2, n_epochs=1, fractions=(1.0, fraction))
