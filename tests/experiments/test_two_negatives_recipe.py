"""What is recorded of the training with two negatives."""

import sys

import pytest
import torch

from nma_ae.data import Split, load_dsprites
from nma_ae.experiments import dsprites_recipe
from nma_ae.experiments.two_negatives_recipe import TwoNegativesRecipe, look
from nma_ae.networks import Encoder
from nma_ae.training.recording import build_two_negatives
from nma_ae.weights import card, trained

recipe = sys.modules["nma_ae.experiments.two_negatives_recipe"]
results = sys.modules["nma_ae.experiments.results"]


@pytest.fixture
def data(monkeypatch):
    data = load_dsprites(120)
    split = Split(torch.arange(96), torch.arange(96, 120))
    for module in (recipe, results, dsprites_recipe):
        monkeypatch.setattr(module, "load_dsprites", lambda: data)
        if module is not dsprites_recipe:
            monkeypatch.setattr(module, "split_images", lambda n=120: split)
    return data


def test_stopped_and_gone_on_it_ends_with_the_same_recording(data, tmp_path):
    whole = TwoNegativesRecipe(3, (2021, 0)).train(None, False).model.state_dict()
    path = tmp_path / "state"
    partly = TwoNegativesRecipe(3, (2021, 0))
    looked = recipe.look
    calls = []

    def stopped(encoder, data):
        calls.append(encoder)
        if len(calls) == 5:  # between an epoch and its look
            raise KeyboardInterrupt
        return looked(encoder, data)

    recipe.look = stopped
    try:
        with pytest.raises(KeyboardInterrupt):
            partly.train(path, False)
    finally:
        recipe.look = looked
    parts = partly.train(path, False).model.state_dict()
    assert all(torch.equal(parts[key], value) for key, value in whole.items())
    assert not list(tmp_path.iterdir())
    assert set(whole) == set(build_two_negatives().state_dict())


def test_a_look_changes_nothing_and_its_shares_are_shares(data):
    encoder = Encoder()
    before = {key: value.clone() for key, value in encoder.state_dict().items()}
    seen = look(encoder.eval(), data)
    assert not encoder.training
    assert all(torch.equal(encoder.state_dict()[key], value) for key, value in before.items())
    assert seen.shape == (4,)
    assert 0 < seen[2] <= seen[1] <= seen[0] < 1
    assert 0 <= seen[3] <= 100


def test_the_recorded_training_is_that_of_the_shipped_encoder():
    """The first seed's losses are those on the card of the encoder that is shipped."""
    shipped = card("dsprites_simclr_two_negatives")["losses"]["train"]
    assert trained("two_negatives").losses[0].tolist() == pytest.approx(shipped, abs=1e-4)
    assert card("two_negatives")["seeds"][0] == card("dsprites_simclr_two_negatives")["seed"]
