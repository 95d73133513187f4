import pytest
import torch

from nma_ae.analysis import compute_features
from nma_ae.data import load_dsprites
from nma_ae.experiments import ENCODERS, load_encoder


@pytest.mark.parametrize("name", ENCODERS)
def test_each_gives_features_and_is_at_rest(name):
    images = load_dsprites(60).images
    encoder = load_encoder(name, images)
    assert not any(module.training for module in encoder.modules())
    assert compute_features(encoder, images).shape == (60, 84)


def test_only_the_random_one_depends_on_the_images():
    images = load_dsprites(80).images
    for name in ENCODERS:
        first, second = (load_encoder(name, part) for part in images.split(40))
        same = torch.equal(compute_features(first, images), compute_features(second, images))
        assert same is (name != "random")


def test_an_unknown_name_is_told_the_known_ones():
    with pytest.raises(ValueError, match=r"one of supervised; random; VAE; .* got 'vae'"):
        load_encoder("vae", load_dsprites(4).images)
