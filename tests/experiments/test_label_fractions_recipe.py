"""What is recorded of trainings with few labels."""

import sys

import pytest
import torch

from nma_ae.data import load_dsprites
from nma_ae.experiments import BIASED_ENCODERS
from nma_ae.experiments.label_fractions_recipe import LabelFractionsRecipe
from nma_ae.networks import Encoder
from nma_ae.training.recording import LABEL_ENCODERS, LABEL_IMAGES, build_label_fractions

recipe = sys.modules["nma_ae.experiments.label_fractions_recipe"]
FEW = LabelFractionsRecipe(n_epochs=1, end_to_end_epochs=1, fractions=(0.2, 1.0))


@pytest.fixture
def data(monkeypatch):
    data = load_dsprites(120)
    monkeypatch.setattr(recipe, "load_dsprites", lambda: data)
    monkeypatch.setattr(recipe, "_encoder", lambda data, images, name: Encoder().eval())
    return data


def test_stopped_and_gone_on_it_ends_with_the_same_recording(data, tmp_path, monkeypatch):
    torch.manual_seed(0)
    fixed = Encoder().eval()
    monkeypatch.setattr(recipe, "_encoder", lambda data, images, name: fixed)
    whole = FEW.train(None, False).model.state_dict()
    assert whole["accuracies"].shape == (len(LABEL_IMAGES), len(LABEL_ENCODERS), 2, 2)
    assert all(0 <= value <= 100 for value in whole["accuracies"].flatten().tolist())
    path, calls, measured = tmp_path / "state", [], recipe.compute_accuracy

    def stopped(*arguments):
        calls.append(arguments)
        if len(calls) == 12:  # between the fractions of an encoder
            raise KeyboardInterrupt
        return measured(*arguments)

    monkeypatch.setattr(recipe, "compute_accuracy", stopped)
    with pytest.raises(KeyboardInterrupt):
        FEW.train(path, False)
    monkeypatch.setattr(recipe, "compute_accuracy", measured)
    parts = FEW.train(path, False).model.state_dict()
    assert all(torch.equal(parts[key], value) for key, value in whole.items())
    assert set(whole) == set(build_label_fractions().state_dict())


def test_fewer_images_are_used_more_often(data, monkeypatch):
    given = []

    def classifiers(inputs, labels, split, *, n_epochs, fractions, build_encoder, **settings):
        given.append((len(split.train), n_epochs, build_encoder is None))
        part = split.train[:1]
        return ((fraction, part, torch.nn.Flatten()) for fraction in fractions)

    monkeypatch.setattr(recipe, "classifiers_by_fraction", classifiers)
    monkeypatch.setattr(recipe, "compute_accuracy", lambda *_: 50.0)
    LabelFractionsRecipe().train(None, False)
    epochs = [20, *[40] * 4]
    steps = [n * n_epochs for n, n_epochs, _ in given]
    assert steps[:5] == [96 * each for each in epochs]
    for i, expected in enumerate(2 * [20, 40, 40, 40], start=5):
        assert steps[i] == pytest.approx(96 * expected, rel=0.03)
    assert [is_frozen for _, _, is_frozen in given] == [
        n == 40 for n in epochs + 2 * [20, 40, 40, 40]
    ]


def test_the_encoders_of_all_three_sets_of_images_are_the_same():
    assert LABEL_ENCODERS == BIASED_ENCODERS
