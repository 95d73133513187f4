from types import SimpleNamespace

import pytest
import torch
from torch import nn

from nma_ae.experiments import family_controls_recipe
from nma_ae.networks import build_stacked_autoencoder
from nma_ae.seeds import generator
from nma_ae.training.recording import build_family_controls
from nma_ae.weights import trained


@pytest.fixture
def small(monkeypatch):
    from nma_ae.experiments import family_recipe

    images = torch.rand(60, 784, generator=generator(0))
    labels = torch.arange(60) % 10
    data = SimpleNamespace(
        train_images=images[:40],
        train_labels=labels[:40],
        test_images=images[40:],
        test_labels=labels[40:],
    )
    for module in (family_controls_recipe, family_recipe):
        monkeypatch.setattr(module, "load_mnist", lambda **_: data)
        monkeypatch.setattr(module, "N_IMAGES", 32)
    monkeypatch.setattr(family_recipe, "N_EPOCHS", 1)
    monkeypatch.setattr(family_controls_recipe, "EQUAL", (1, 1, 1, 1, 1))
    monkeypatch.setattr(family_controls_recipe, "UNEVEN", (2, 1, 1, 1, 1))
    monkeypatch.setattr(family_controls_recipe, "N_SEEDS", 2)


def test_each_control_is_measured_for_each_seed(small):
    before = torch.get_rng_state()
    recording = family_controls_recipe.FamilyControlsRecipe().train(None, progress=False).model
    assert torch.equal(before, torch.get_rng_state())
    measured = dict(recording.named_buffers())
    assert measured.keys() == dict(build_family_controls().named_buffers()).keys()
    assert all(values.shape == (2,) and values.isfinite().all() for values in measured.values())


def test_no_unit_of_a_leaky_network_can_die():
    model = build_stacked_autoencoder([9, 6, 3])
    family_controls_recipe._make_leaky(model)
    kinds = [type(layer) for layer in model]
    assert kinds.count(nn.LeakyReLU) == 2
    assert nn.ReLU not in kinds


def test_what_is_shipped_has_three_seeds():
    assert trained("family_controls").equal_split.shape == (3,)
