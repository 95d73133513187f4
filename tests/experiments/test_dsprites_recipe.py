from dataclasses import replace

import pytest
import torch

from nma_ae.data import LATENT_NAMES, load_dsprites
from nma_ae.experiments import RECIPES, dsprites_recipe, pretrain
from nma_ae.experiments.dsprites_recipe import LatentReader, choose_images
from nma_ae.networks import Encoder
from nma_ae.weights import BUILDERS
from nma_ae.weights.store import load_card, load_weights

NAMES = [name for name in RECIPES if name.startswith("dsprites_")]


@pytest.fixture
def data(monkeypatch):
    """A few images in the place of the course's 20,000."""
    data = load_dsprites(120)
    monkeypatch.setattr(dsprites_recipe, "load_dsprites", lambda: data)
    monkeypatch.setattr(dsprites_recipe, "fresh_images", lambda _: load_dsprites(60, seed=1))
    return data


def shortened(name, n_epochs=2):
    return replace(RECIPES[name], n_epochs=n_epochs, batch_size=40)


@pytest.mark.parametrize("name", NAMES)
def test_every_recipe_trains_and_says_how(name, data, tmp_path, monkeypatch):
    monkeypatch.setitem(RECIPES, name, shortened(name))
    card = pretrain(name, folder=tmp_path)
    assert card == load_card(tmp_path, name)
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.safetensors", f"{name}.json"}
    network = BUILDERS[name]()
    network.load_state_dict(load_weights(tmp_path, name))
    recipe = RECIPES[name]
    assert (card["n_epochs"], card["batch_size"]) == (2, 40)
    assert (card["trained_on"], card["n_negatives"]) == (recipe.images, recipe.n_negatives)
    n_images = len(choose_images(data, recipe.images)[0])
    assert card["data"] == f"dSprites, {n_images} of the course's 120 images"
    assert len(card["losses"]["train"]) == 2
    assert 0 <= card["shape_test_accuracy_as_stored"] <= 100
    assert card["minutes"] >= 0


@pytest.mark.parametrize("name", ["dsprites_simclr_two_negatives", "dsprites_vae"])
def test_stopped_and_gone_on_it_ends_with_the_same_weights(name, data, tmp_path):
    whole = shortened(name, 4).train(None, False).model.state_dict()
    path = tmp_path / "state"
    shortened(name, 1).train(path, False)
    shortened(name, 3).train(path, False)
    parts = shortened(name, 4).train(path, False).model.state_dict()
    assert all(torch.equal(parts[key], value) for key, value in whole.items())


def test_rounding_is_judged_by_the_classifiers_of_the_network_as_it_was(data):
    reader = LatentReader(data, load_dsprites(60, seed=1))
    encoder, other = Encoder().eval(), Encoder().eval()
    before = reader(encoder)
    assert set(before) == {f"{latent}_test_accuracy" for latent in LATENT_NAMES}
    classifier = reader.classifier
    reader(other)
    assert reader.classifier is classifier
    assert reader(encoder) == before


def test_fresh_images_are_none_that_were_there():
    data = load_dsprites()
    fresh = dsprites_recipe.fresh_images(data)
    assert not set(fresh.indices.tolist()) & set(data.indices.tolist())
    assert 19_000 < len(fresh.images) == len(fresh.classes) < 20_000


def test_the_recorded_settings():
    recipes = {name: RECIPES[name] for name in NAMES}
    assert {recipe.learning_rate for recipe in recipes.values()} == {1e-3}
    assert {recipe.cosine_epochs for name, recipe in recipes.items() if "supervised" in name} == {
        100
    }
    assert {n: (r.n_epochs, r.batch_size) for n, r in recipes.items()} == {
        "dsprites_supervised": (10, 1000),
        "dsprites_supervised_control": (80, 1000),
        "dsprites_supervised_biased": (80, 1000),
        "dsprites_simclr": (60, 1000),
        "dsprites_simclr_two_negatives": (60, 1000),
        "dsprites_simclr_two_negatives_early": (40, 1000),
        "dsprites_simclr_control": (90, 500),
        "dsprites_simclr_biased": (90, 500),
        "dsprites_vae": (60, 125),
        "dsprites_vae_control": (70, 125),
        "dsprites_vae_biased": (70, 125),
    }


def test_which_images(data):
    train, test = choose_images(data, "train")
    assert (len(train), len(test)) == (96, 24)
    biased, test = choose_images(data, "biased")
    control, test_of_control = choose_images(data, "control")
    assert len(biased) == len(control) < 114
    assert torch.equal(test, test_of_control)
    assert not set(test.tolist()) & (set(biased.tolist()) | set(control.tolist()))
    with pytest.raises(
        ValueError, match="images must be 'train', 'biased' or 'control', got 'all'"
    ):
        choose_images(data, "all")
