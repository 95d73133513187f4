"""One layer that reads all latents, against a layer for each."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.data import LATENT_NAMES, load_dsprites
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.experiments.latents import read_latents, train_latent_classifier
from nma_ae.seeds import generator, seeded
from nma_ae.training import classification_loss, fit


@pytest.fixture(scope="module")
def encoded():
    data = load_dsprites(2500)
    return F.avg_pool2d(data.images.float(), 8).flatten(1), data.classes


def test_it_learns_what_a_layer_for_each_latent_learns(encoded):
    features, classes = encoded
    together = train_latent_classifier(features, classes, n_epochs=3, seed=5)
    with seeded(5):
        start = nn.Linear(features.shape[1], sum(N_CLASSES))
    weights, biases = start.weight.split(N_CLASSES), start.bias.split(N_CLASSES)
    outcome = together.weight.split(N_CLASSES)
    for i, n_classes in enumerate(N_CLASSES):
        alone = nn.Linear(features.shape[1], n_classes)
        with torch.no_grad():
            alone.weight.copy_(weights[i])
            alone.bias.copy_(biases[i])
        fit(
            alone,
            classification_loss,
            (features, classes[:, i]),
            n_epochs=3,
            batch_size=1000,
            generator=generator(5),
            progress=False,
        )
        torch.testing.assert_close(outcome[i], alone.weight, rtol=0, atol=1e-4)


def test_it_reads_each_latent(encoded):
    features, classes = encoded
    classifier = nn.Linear(features.shape[1], sum(N_CLASSES))
    nn.init.zeros_(classifier.weight)
    with torch.no_grad():  # always says the first class, of the shape the last
        classifier.bias.copy_(-torch.arange(sum(N_CLASSES), dtype=torch.float))
        classifier.bias[2] = 1
    accuracies = read_latents(classifier, features, classes)
    assert list(accuracies) == list(LATENT_NAMES)
    right = [2, 0, 0, 0, 0]
    for name, labels, said in zip(LATENT_NAMES, classes.T, right, strict=True):
        assert accuracies[name] == pytest.approx(100 * (labels == said).double().mean().item())
