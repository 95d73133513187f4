"""What is recorded of trainings from scratch on views of few images."""

import sys

import pytest
import torch

from nma_ae.data import load_dsprites
from nma_ae.experiments.label_views_recipe import LabelViewsRecipe, train_on_views
from nma_ae.networks import calibrate_batch_statistics
from nma_ae.training import fit
from nma_ae.training.recording import LABEL_IMAGES, build_label_views

recipe = sys.modules["nma_ae.experiments.label_views_recipe"]
FEW = LabelViewsRecipe(n_steps=1, fractions=(0.2, 1.0))


@pytest.fixture
def data(monkeypatch):
    data = load_dsprites(120)
    monkeypatch.setattr(recipe, "load_dsprites", lambda: data)
    return data


def test_stopped_and_gone_on_it_ends_with_the_same_recording(data, tmp_path, monkeypatch):
    whole = FEW.train(None, False).model.state_dict()
    assert whole["accuracies"].shape == (len(LABEL_IMAGES), 2, 2)
    assert all(0 <= value <= 100 for value in whole["accuracies"].flatten().tolist())
    path, calls, trained = tmp_path / "state", [], recipe.train_on_views

    def stopped(*arguments, **settings):
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return trained(*arguments, **settings)

    monkeypatch.setattr(recipe, "train_on_views", stopped)
    with pytest.raises(KeyboardInterrupt):
        FEW.train(path, False)
    parts = FEW.train(path, False).model.state_dict()
    assert len(calls) == 4 + 3  # the three that were finished are not trained again
    assert all(torch.equal(parts[key], value) for key, value in whole.items())
    assert set(whole) == set(build_label_views().state_dict())


def trained_on(data, monkeypatch, batch_size=60, **settings):
    """Train, and give the classifier and the images of each step."""
    seen = []

    def watched(model, *arguments, **more):
        model.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].clone()))
        return fit(model, *arguments, **more)

    monkeypatch.setattr(recipe, "fit", watched)
    classifier = train_on_views(
        data.images, data.labels("shape"), batch_size=batch_size, progress=False, **settings
    )
    return classifier, seen


def test_each_training_has_its_steps_on_new_views(data, monkeypatch):
    classifier, seen = trained_on(data, monkeypatch, n_steps=3)
    assert len(seen) == 4  # whole epochs of two steps
    assert not classifier.training
    assert seen[0].shape == (60, 1, 64, 64)
    assert all((seen[0][0] != image).any() for image in data.images)


@pytest.mark.parametrize("batch_size", [100, 119])
def test_all_steps_have_as_many_images(data, monkeypatch, batch_size):
    """A small rest in a batch of its own costs up to ten points."""
    _classifier, seen = trained_on(data, monkeypatch, batch_size=batch_size, n_steps=4)
    assert [len(images) for images in seen] == [60] * 4


def test_without_views_it_sees_the_images_as_they_are(data, monkeypatch):
    _classifier, (first, *_) = trained_on(data, monkeypatch, n_steps=1, views=None)
    assert all((data.images == image).flatten(1).all(1).any() for image in first)


def test_statistics_are_those_of_the_images_as_they_are(data):
    classifier = train_on_views(
        data.images, data.labels("shape"), n_steps=2, progress=False, seed=0
    )
    before = {key: value.clone() for key, value in classifier.state_dict().items()}
    calibrate_batch_statistics(classifier[0], data.images)
    after = classifier.state_dict()
    assert all(torch.equal(after[key], value) for key, value in before.items())
