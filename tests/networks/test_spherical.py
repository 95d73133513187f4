import pytest
import torch
import torchinfo
from torch import nn

from nma_ae.networks import (
    NormalizeLayer,
    build_deep_autoencoder,
    build_mirrored_spherical_autoencoder,
    build_spherical_autoencoder,
    build_thick_codes_and_decoder,
    split_autoencoder,
)
from nma_ae.seeds import seeded

THICK = [784, 1568, 392, 96, 3]


def test_each_row_gets_length_1_and_keeps_its_direction():
    codes = torch.randn(50, 3, dtype=torch.float64) * 10
    output = NormalizeLayer()(codes)
    assert torch.allclose(output.norm(dim=1), torch.ones(50, dtype=torch.float64))
    assert torch.allclose(torch.linalg.cross(output, codes), torch.zeros_like(codes), atol=1e-12)
    assert ((output * codes).sum(dim=1) > 0).all()


def test_a_row_of_zeros_stays():
    assert torch.equal(NormalizeLayer()(torch.zeros(2, 3)), torch.zeros(2, 3))


def test_no_gradient_along_the_code():
    """Moving a code outwards changes nothing on the sphere: the gradient is tangential."""
    codes = torch.randn(20, 3, dtype=torch.float64, requires_grad=True)
    (NormalizeLayer()(codes) * torch.randn(20, 3)).sum().backward()
    assert (codes.grad * codes).sum(dim=1).abs().max() < 1e-12
    assert torch.autograd.gradcheck(NormalizeLayer(), codes)


def test_layers_of_the_spherical_network():
    model, deep = build_spherical_autoencoder(), build_deep_autoencoder(784, 3)
    assert str(model) == str(nn.Sequential(*deep[:6], NormalizeLayer(), *deep[6:]))
    assert isinstance(model[6], NormalizeLayer)


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (build_spherical_autoencoder, 692_264),
        (lambda: build_deep_autoencoder(784, 3), 692_264),
        (lambda: build_mirrored_spherical_autoencoder(THICK), 3_768_682),  # as the sources have it
        (build_thick_codes_and_decoder, 1_884_731),
    ],
)
def test_parameter_counts_by_torchinfo(build, expected):
    assert torchinfo.summary(build(), verbose=0).total_params == expected


def test_it_starts_as_the_free_network_with_the_same_seed():
    with seeded(3):
        free = build_deep_autoencoder(20, 3)
    with seeded(3):
        sphere = build_spherical_autoencoder(20, 3)
    for one, other in zip(free.parameters(), sphere.parameters(), strict=True):
        assert torch.equal(one, other)
    images = torch.rand(4, 20)
    codes = free[:6](images)
    assert torch.equal(sphere[:7](images), codes / codes.norm(dim=1, keepdim=True).clamp(1e-12))


def test_the_mirrored_one_agrees():
    with seeded(3):
        one = build_spherical_autoencoder(20, 3)
    with seeded(3):
        other = build_mirrored_spherical_autoencoder([20, 10, 96, 3])
    images = torch.rand(4, 20)
    assert str(one) == str(other)
    assert torch.equal(one(images), other(images))


@pytest.mark.parametrize("build", [build_spherical_autoencoder, build_deep_autoencoder])
@pytest.mark.parametrize(("input_size", "encoding_size"), [(784, 3), (13, 2), (20, 5)])
def test_other_sizes(build, input_size, encoding_size):
    images = torch.rand(5, input_size)
    assert build(input_size, encoding_size)(images).shape == images.shape


def test_the_split_has_the_sphere_in_the_encoder():
    model = build_spherical_autoencoder(30, 3)
    encoder, decoder = split_autoencoder(model)
    images = torch.rand(6, 30)
    codes = encoder(images)
    assert torch.allclose(codes.norm(dim=1), torch.ones(6), atol=1e-6)
    assert torch.equal(decoder(codes), model(images))


def test_codes_and_decoder():
    stored = build_thick_codes_and_decoder(7)
    assert stored.codes.shape == (7, 3)
    assert stored(torch.rand(2, 3)).shape == (2, 784)
    assert "codes" in stored.state_dict()
    assert "decoder.0.weight" in stored.state_dict()
    assert all(parameter is not stored.codes for parameter in stored.parameters())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: build_spherical_autoencoder(1), "at least 2"),
        (lambda: build_spherical_autoencoder(10, 0), "encoding_size must be a positive integer"),
        (lambda: build_mirrored_spherical_autoencoder([9, 3, 3]), "must end with the smallest"),
        (lambda: build_mirrored_spherical_autoencoder([9]), "at least the input and the code"),
        (lambda: build_thick_codes_and_decoder(0), "n_codes must be a positive integer"),
    ],
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
