import pytest
import torch
import torchinfo
from torch import nn

from nma_ae.networks import (
    build_deep_autoencoder,
    build_mirrored_autoencoder,
    build_shallow_autoencoder,
    split_autoencoder,
)


def kinds(model):
    return [type(layer).__name__ for layer in model]


def linear_shapes(model):
    return [
        (layer.in_features, layer.out_features) for layer in model if isinstance(layer, nn.Linear)
    ]


def test_shallow_layers():
    model = build_shallow_autoencoder()
    assert kinds(model) == ["Linear", "PReLU", "Linear", "Sigmoid"]
    assert linear_shapes(model) == [(784, 2), (2, 784)]


def test_deep_layers():
    model = build_deep_autoencoder()
    assert kinds(model) == ["Linear", "PReLU"] * 5 + ["Linear", "Sigmoid"]
    widths = [(784, 392), (392, 64), (64, 2), (2, 64), (64, 392), (392, 784)]
    assert linear_shapes(model) == widths


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (build_deep_autoencoder(), 666_791),  # as the sources give it, 667 K
        (build_shallow_autoencoder(), 784 * 2 + 2 + 1 + 2 * 784 + 784),
    ],
)
def test_parameter_counts_by_torchinfo(model, expected):
    assert torchinfo.summary(model, verbose=0).total_params == expected


@pytest.mark.parametrize(("input_size", "encoding_size"), [(12, 1), (13, 3), (2, 1)])
@pytest.mark.parametrize("build", [build_shallow_autoencoder, build_deep_autoencoder])
def test_other_sizes(build, input_size, encoding_size):
    model = build(input_size, encoding_size)
    encoder, _ = split_autoencoder(model)
    images = torch.rand(5, input_size)
    assert model(images).shape == (5, input_size)
    assert encoder(images).shape == (5, encoding_size)


def test_output_is_a_probability():
    output = build_deep_autoencoder(20, 2)(100 * torch.randn(50, 20))
    assert output.min() >= 0
    assert output.max() <= 1


def test_all_but_the_last_layer_start_from_kaiming_normal():
    torch.manual_seed(0)
    model = build_deep_autoencoder()
    first, last = model[0].weight.detach(), model[-2].weight.detach()
    assert first.std() == pytest.approx((2 / 784) ** 0.5, rel=0.01)
    # The normal distribution has kurtosis 3, torch's own uniform one 1.8.
    assert (first**4).mean() / (first**2).mean() ** 2 == pytest.approx(3, abs=0.1)
    assert last.abs().max() <= 1 / 392**0.5
    assert last.std() == pytest.approx(1 / (3 * 392) ** 0.5, rel=0.01)


def test_weights_come_from_the_global_seed():
    torch.manual_seed(5)
    first = build_deep_autoencoder(10, 2)
    torch.manual_seed(5)
    second = build_deep_autoencoder(10, 2)
    for one, other in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(one, other)


def test_mirrored_agrees_with_the_named_ones():
    assert str(build_mirrored_autoencoder([784, 392, 64, 2])) == str(build_deep_autoencoder())
    assert str(build_mirrored_autoencoder([784, 2])) == str(build_shallow_autoencoder())


def test_mirrored_starts_as_the_deep_one_does():
    torch.manual_seed(3)
    deep = build_deep_autoencoder(20, 2)
    torch.manual_seed(3)
    mirrored = build_mirrored_autoencoder((20, 10, 64, 2))
    for one, other in zip(deep.parameters(), mirrored.parameters(), strict=True):
        assert torch.equal(one, other)


@pytest.mark.parametrize(
    ("widths", "message"),
    [([784], "at least the input and the code"), ([4, 0], r"widths\[1\] must be a positive")],
)
def test_mirrored_refuses(widths, message):
    with pytest.raises(ValueError, match=message):
        build_mirrored_autoencoder(widths)


@pytest.mark.parametrize("build", [build_shallow_autoencoder, build_deep_autoencoder])
@pytest.mark.parametrize("size", [0, -1, 2.0, "2", None, True])
def test_bad_sizes(build, size):
    with pytest.raises(ValueError, match="input_size must be a positive integer"):
        build(size, 2)
    with pytest.raises(ValueError, match="encoding_size must be a positive integer"):
        build(10, size)


def test_an_image_of_one_pixel_cannot_be_halved():
    with pytest.raises(ValueError, match="at least 2"):
        build_deep_autoencoder(1)


@pytest.mark.parametrize("build", [build_shallow_autoencoder, build_deep_autoencoder])
def test_split_composes_to_the_model(build):
    model = build(30, 2)
    encoder, decoder = split_autoencoder(model)
    images = torch.rand(4, 30)
    assert torch.equal(decoder(encoder(images)), model(images))
    assert len(encoder) + len(decoder) == len(model)
    assert isinstance(encoder[-1], nn.PReLU)
    assert isinstance(decoder[0], nn.Linear)


def test_split_keeps_what_acts_on_the_code_in_the_encoder():
    model = nn.Sequential(
        nn.Linear(4, 2), nn.PReLU(), nn.LayerNorm(2), nn.Linear(2, 4), nn.Sigmoid()
    )
    encoder, decoder = split_autoencoder(model)
    assert kinds(encoder) == ["Linear", "PReLU", "LayerNorm"]
    assert kinds(decoder) == ["Linear", "Sigmoid"]


def test_split_without_activations():
    encoder, decoder = split_autoencoder(nn.Sequential(nn.Linear(4, 2), nn.Linear(2, 4)))
    assert (len(encoder), len(decoder)) == (1, 1)


def test_split_shares_the_layers():
    model = build_shallow_autoencoder(6, 2)
    encoder, decoder = split_autoencoder(model)
    assert encoder[0] is model[0]
    assert decoder[0] is model[2]


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (nn.Linear(2, 2), "nn.Sequential, got Linear"),
        (nn.Sequential(nn.Linear(4, 2), nn.PReLU()), "at least two Linear layers, got 1"),
        (nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2)), "narrowest Linear layer last"),
    ],
)
def test_split_refuses(model, message):
    with pytest.raises(ValueError, match=message):
        split_autoencoder(model)
