import pytest

from nma_ae.data import load_dsprites
from nma_ae.experiments import bias, bias_result
from nma_ae.networks import VAE, Encoder


@pytest.fixture
def data(monkeypatch):
    monkeypatch.setattr(bias, "trained", lambda name: VAE() if "vae" in name else Encoder())
    return load_dsprites(150)


@pytest.mark.parametrize("images", ["biased", "control"])
@pytest.mark.parametrize("encoder", list(bias.N_EPOCHS))
def test_every_encoder_on_few_images(data, encoder, images):
    result = bias_result(data, encoder, images, n_epochs=1)
    assert 0 <= result.train <= 100
    assert 0 <= result.test <= 100


def test_the_weights_are_those_of_the_same_images(data, monkeypatch):
    names = []
    monkeypatch.setattr(bias, "trained", lambda name: names.append(name) or Encoder())
    for images in ("control", "biased"):
        bias_result(data, "SimCLR", images, n_epochs=1)
    assert names == ["dsprites_simclr_control", "dsprites_simclr_biased"]


def test_bad_arguments(data):
    with pytest.raises(ValueError, match="encoder must be one of supervised, random, VAE, SimCLR"):
        bias_result(data, "simclr", "biased")
    with pytest.raises(ValueError, match="images must be 'train', 'biased' or 'control'"):
        bias_result(data, "random", "bias_ctrl")
