"""What is recorded of other seeds."""

import sys
from dataclasses import replace

import pytest
import torch

from nma_ae.data import load_dsprites
from nma_ae.experiments import bias, dsprites_recipe
from nma_ae.experiments.encoder_seeds_recipe import EncoderSeedsRecipe
from nma_ae.experiments.recipes import RECIPES
from nma_ae.networks import Encoder
from nma_ae.training.recording import build_encoder_seeds

recipe = sys.modules["nma_ae.experiments.encoder_seeds_recipe"]


@pytest.fixture
def few(monkeypatch):
    data = load_dsprites(150)
    for module in (recipe, dsprites_recipe):
        monkeypatch.setattr(module, "load_dsprites", lambda: data)
    monkeypatch.setattr(recipe, "trained", lambda name: Encoder().eval())
    monkeypatch.setattr(recipe, "shape_accuracies", lambda features, n: (0.0, float(n)))
    monkeypatch.setattr(
        recipe,
        "measure_bias",
        lambda network, data, images, progress: bias.BiasResult(
            *next(network.parameters()).flatten()[:4].tolist()
        ),
    )
    whole = RECIPES["encoder_seeds"]
    return replace(
        whole,
        simclr=replace(whole.simclr, n_epochs=2, batch_size=60),
        bias=tuple(replace(each, n_epochs=2, batch_size=20) for each in whole.bias),
    )


def test_stopped_and_gone_on_it_ends_with_the_same_recording(few, tmp_path, monkeypatch):
    monkeypatch.setattr(recipe, "trained", lambda name, encoder=Encoder().eval(): encoder)
    whole = few.train(None, False).model.state_dict()
    path, calibrate, calls = tmp_path / "state", recipe.calibrate, []

    def stopped(*arguments, **named):
        calls.append(arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt
        calibrate(*arguments, **named)

    monkeypatch.setattr(recipe, "calibrate", stopped)
    with pytest.raises(KeyboardInterrupt):
        few.train(path, False)
    monkeypatch.setattr(recipe, "calibrate", calibrate)
    parts = few.train(path, False).model.state_dict()
    assert all(torch.equal(parts[key], value) for key, value in whole.items())
    assert not list(tmp_path.iterdir())
    assert set(whole) == set(build_encoder_seeds().state_dict())


def test_the_seeds_differ_and_the_first_is_the_shipped_encoder(few, monkeypatch):
    names = []
    monkeypatch.setattr(recipe, "trained", lambda name: names.append(name) or Encoder().eval())
    bias_of_seeds = few.train(None, False).model.bias
    assert names == [
        "dsprites_simclr",
        *(
            f"dsprites_{objective}_{images}"
            for objective in ("supervised", "simclr")
            for images in ("control", "biased")
        ),
    ]
    assert bias_of_seeds.shape == (2, 2, 3, 4)
    assert not torch.equal(bias_of_seeds[:, :, 1], bias_of_seeds[:, :, 2])
