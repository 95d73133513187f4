"""The controls of the chapter on spheres are measured on the networks that they name."""

import sys

import pytest
import torch
from torch import nn

from nma_ae.data import MNIST
from nma_ae.experiments.sphere_controls_recipe import (
    BUILD,
    SphereControlsRecipe,
    build_sphere_without_prelu,
)
from nma_ae.networks import NormalizeLayer, build_spherical_autoencoder
from nma_ae.seeds import generator
from nma_ae.training.recording import build_sphere_controls


@pytest.fixture
def few_images(monkeypatch):
    """A few images in MNIST's place."""
    images = torch.rand(500, 784, generator=generator(0)).round()
    labels = torch.arange(500) % 10
    data = MNIST(images[:100], labels[:100], images[100:], labels[100:])
    for name in ("autoencoder", "sphere_controls"):
        module = sys.modules[f"nma_ae.experiments.{name}_recipe"]
        monkeypatch.setattr(module, "load_mnist", lambda *, flatten: data)
    return data


def test_the_room_is_what_the_trainings_fill(few_images, tmp_path):
    found = SphereControlsRecipe(n_epochs=2).train(tmp_path / "controls.checkpoint", False)
    assert str(found.model) == str(build_sphere_controls(2))
    for name, room in build_sphere_controls(2).named_buffers():
        assert getattr(found.model, name).dtype == room.dtype
    assert (found.model.sphere_losses > 0).all()
    assert (found.model.sphere_share_in_use != found.model.without_prelu_share_in_use).any()
    assert found.facts["seeds"] == [0, 1, 2]
    assert not list(tmp_path.iterdir())


def test_only_the_prelu_before_the_sphere_is_missing():
    torch.manual_seed(0)
    whole = build_spherical_autoencoder()
    torch.manual_seed(0)
    without = build_sphere_without_prelu()
    assert len(without) == len(whole) - 1
    assert isinstance(without[4], nn.Linear)
    assert isinstance(without[5], NormalizeLayer)
    assert torch.equal(without[4].weight, whole[4].weight)


def test_all_have_the_same_layers_beside_the_code():
    for name, build in BUILD.items():
        linear = [layer for layer in build() if isinstance(layer, nn.Linear)]
        assert [layer.out_features for layer in linear[:2]] == [392, 96]
        code = {"plane": 2, "three_angles": 4}.get(name, 3)
        assert linear[2].out_features == linear[3].in_features == code
