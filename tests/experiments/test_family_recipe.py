from functools import partial
from types import SimpleNamespace

import pytest
import torch

from nma_ae.experiments import family_recipe
from nma_ae.experiments.family_recipe import FamilyRecipe
from nma_ae.networks import build_convolutional_autoencoder, build_stacked_autoencoder
from nma_ae.seeds import generator
from nma_ae.training import mean_loss, reconstruction_bce

BUILD = partial(build_stacked_autoencoder, [784, 6, 4], kaiming=True)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    images = torch.rand(50, 1, 28, 28, generator=generator(0))
    data = SimpleNamespace(train_images=images[:40], test_images=images[40:])
    monkeypatch.setattr(family_recipe, "load_mnist", lambda: data)
    monkeypatch.setattr(family_recipe, "N_IMAGES", 32)
    monkeypatch.setattr(family_recipe, "N_EPOCHS", 5)
    monkeypatch.setattr(family_recipe, "EPOCHS_PER_PAIR", 2)
    return data


@pytest.mark.parametrize("pretraining", ["", "from the input up", "from both ends"])
def test_pretraining_counts_in_the_budget(small, pretraining):
    recipe = FamilyRecipe(BUILD, pretraining=pretraining, batch_size=8)
    trained = recipe.train(None, progress=False)
    facts = trained.facts
    assert facts["updates"] == 5 * 4
    assert facts["updates_of_fine_tuning"] == (4 if pretraining else 20)
    assert len(facts["batch_losses"]) == (1 if pretraining else 5)
    assert ("test_loss_before_fine_tuning" in facts) == bool(pretraining)
    loss = mean_loss(trained.model, reconstruction_bce, small.test_images.flatten(1))
    assert facts["losses"]["test"] == [pytest.approx(loss, abs=1e-5)]
    assert trained.measure(trained.model) == {"test_loss": pytest.approx(loss)}


def test_a_recipe_is_repeatable_and_leaves_the_random_state_alone():
    recipe = FamilyRecipe(BUILD, pretraining="from the input up", batch_size=8)
    before = torch.get_rng_state()
    one, other = (recipe.train(None, progress=False).model for _ in range(2))
    assert torch.equal(before, torch.get_rng_state())
    for mine, theirs in zip(one.parameters(), other.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_convolutional_networks_get_square_images():
    build = partial(build_convolutional_autoencoder, 3, (2, 3, 4))
    trained = FamilyRecipe(build, image_shape=(1, 28, 28), batch_size=8).train(None, progress=False)
    assert trained.facts["losses"]["test"][0] < 0.8


def test_erased_pixels_keep_the_brightness_on_average():
    images = torch.rand(200, 50, generator=generator(1))
    erased = family_recipe.erase_pixels(images, generator(2), share=0.25)
    kept = erased != 0
    assert kept.float().mean().item() == pytest.approx(0.75, abs=0.02)
    torch.testing.assert_close(erased[kept], images[kept] / 0.75)


def test_a_denoising_network_is_trained_on_erased_pixels_and_measured_on_whole_ones(small):
    plain, denoising = (
        FamilyRecipe(BUILD, erased=erased, batch_size=8).train(None, progress=False)
        for erased in (0.0, 0.5)
    )
    assert denoising.facts["erased"] == 0.5
    assert denoising.facts["batch_losses"] != plain.facts["batch_losses"]
    loss = mean_loss(denoising.model, reconstruction_bce, small.test_images.flatten(1))
    assert denoising.facts["losses"]["test"] == [pytest.approx(loss, abs=1e-5)]


def test_adam_may_take_the_place_of_sgd(small):
    recipe = FamilyRecipe(BUILD, optimizer="Adam", learning_rate=0.001, batch_size=8)
    assert isinstance(recipe._optimizer(BUILD().parameters()), torch.optim.Adam)
    assert recipe.train(None, progress=False).facts["optimizer"] == "Adam"
    usual = FamilyRecipe(BUILD, batch_size=8).train(None, progress=False).facts["optimizer"]
    assert usual == "SGD with momentum"
