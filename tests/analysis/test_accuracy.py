import pytest
import torch
from sklearn.metrics import accuracy_score
from torch import nn

from nma_ae.analysis import compute_accuracy, compute_features
from nma_ae.seeds import generator


@pytest.fixture
def images():
    return torch.rand(1203, 1, 4, 4, generator=generator(0))


@pytest.fixture
def network():
    return nn.Sequential(nn.Flatten(), nn.Linear(16, 3), nn.BatchNorm1d(3), nn.Dropout(0.5))


@pytest.mark.parametrize("mode", [True, False])
def test_features_of_all_images_in_eval_mode_without_gradients(network, images, mode):
    network.train(mode)
    features = compute_features(network, images)
    assert network.training is mode
    assert not features.requires_grad
    torch.testing.assert_close(features, network.eval()(images).detach())
    assert network[2].num_batches_tracked == 0


def test_accuracy_agrees_with_scikit_learn(network, images):
    labels = torch.randint(0, 3, (1203,), generator=generator(1))
    said = network.eval()(images).argmax(1)
    expected = 100 * accuracy_score(labels, said)
    assert compute_accuracy(network, images, labels) == pytest.approx(expected)
    assert compute_accuracy(network, images, said) == 100


def test_labels_that_do_not_fit(network, images):
    with pytest.raises(ValueError, match=r"one class for each of 1203 inputs, got shape \(4,\)"):
        compute_accuracy(network, images, torch.zeros(4, dtype=torch.int64))
