import pytest

from nma_ae.data import load_dsprites
from nma_ae.experiments import bias, bias_result
from nma_ae.networks import Encoder


@pytest.fixture
def data(monkeypatch):
    monkeypatch.setattr(bias, "trained", lambda name: Encoder())
    return load_dsprites(150)


@pytest.mark.parametrize("images", ["biased", "control"])
@pytest.mark.parametrize("encoder", bias.BIASED_ENCODERS)
def test_every_encoder_on_few_images(data, encoder, images):
    result = bias_result(data, encoder, images, n_epochs=1)
    assert all(0 <= accuracy <= 100 for accuracy in result)
    # The accuracy on all test images lies between those on the two parts of them.
    assert min(result.obeying, result.other) <= result.test <= max(result.obeying, result.other)


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
