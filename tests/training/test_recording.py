"""What was measured in a training is kept as weights are."""

import sys

import pytest
import torch

from nma_ae.data import MNIST
from nma_ae.experiments import RECIPES
from nma_ae.networks import split_autoencoder
from nma_ae.seeds import generator, seeded
from nma_ae.training import Recording, train_epoch
from nma_ae.training.recording import (
    FILM_CODES,
    FILM_UPDATES,
    build_film,
    build_spiral_budgets,
)


@pytest.fixture
def few_images(monkeypatch):
    """A few images in MNIST's place."""
    images = torch.rand(700, 784, generator=generator(0)).round()
    labels = torch.zeros(700, dtype=torch.int64)
    data = MNIST(images[:200], labels[:200], images[200:], labels[200:])
    for name in ("autoencoder", "film", "code_sizes"):
        module = sys.modules[f"nma_ae.experiments.{name}_recipe"]
        monkeypatch.setattr(module, "load_mnist", lambda *, flatten: data)
    return data


def test_tensors_become_attributes_and_are_stored():
    recording = Recording(losses=torch.tensor([0.5]), sizes=torch.tensor([3]))
    assert recording.losses.tolist() == [0.5]
    assert set(recording.state_dict()) == {"losses", "sizes"}
    assert str(recording) == "Recording(losses: (1,), sizes: (1,))"


def test_the_film_watches_the_training_that_it_does_not_change(few_images):
    recipe = RECIPES["deep_autoencoder_film"]
    film = recipe.__class__(recipe.build, n_epochs=3, batch_size=20).train(None, False).model
    assert film.updates.tolist() == [each for each in FILM_UPDATES if each < 30]
    with seeded(recipe.seed):
        model = recipe.build()
    optimizer, draw = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate), generator(0)
    encoder = split_autoencoder(model)[0]
    before = encoder(few_images.test_images[:FILM_CODES])
    assert torch.allclose(film.codes[0].float(), before, atol=5e-3)
    train_epoch(model, few_images.train_images, optimizer, torch.randperm(200, generator=draw), 20)
    after = encoder(few_images.test_images[:FILM_CODES])
    assert torch.allclose(film.codes[2].float(), after, atol=0.01)  # 10 updates


def test_the_room_for_the_film_is_what_a_training_fills(few_images):
    recipe = RECIPES["deep_autoencoder_film"]
    film = recipe.__class__(recipe.build, n_epochs=1, batch_size=20).train(None, False).model
    for name, room in build_film().named_buffers():
        found = getattr(film, name)
        assert (found.dtype, found.shape[1:]) == (room.dtype, room.shape[1:])


def test_the_losses_of_each_size_are_measured(few_images, tmp_path):
    recipe = RECIPES["code_sizes"].__class__(n_epochs=1)
    recorded = recipe.train(tmp_path / "code_sizes.checkpoint", False)
    assert recorded.model.sizes[0] == 1
    assert (recorded.model.bce > 0).all()
    assert (recorded.model.mse < 0.5).all()
    assert not list(tmp_path.iterdir())


def test_the_accuracies_of_each_budget_are_measured():
    recipe = RECIPES["spiral_budgets"].__class__(epochs=(1, 2), n_networks=2)
    recorded = recipe.train(None, False)
    assert recorded.model.accuracies.shape == (1, 5, 2, 2)
    assert ((recorded.model.accuracies > 0) & (recorded.model.accuracies < 0.8)).all()
    assert recorded.model.widths[0].tolist() == [14, 7, 5, 4, 4]
    for name, room in build_spiral_budgets().named_buffers():
        found = getattr(recorded.model, name)
        assert (found.dtype, found.ndim) == (room.dtype, room.ndim)
    assert len(recorded.facts["mean_test_accuracies"]) == 2
