import pytest
import torch
from torch import nn
from torchinfo import summary

from nma_ae.networks import (
    PlainAutoencoder,
    Residual,
    build_batch_norm_autoencoder,
    build_residual_autoencoder,
    build_stacked_autoencoder,
    layer_pairs,
)
from nma_ae.seeds import seeded

WIDTHS = [784, 128, 64, 32, 16, 10]
BUILDERS = [build_stacked_autoencoder, build_batch_norm_autoencoder, build_residual_autoencoder]


def linear_layers(model: nn.Module) -> list[nn.Linear]:
    return [layer for layer in model.modules() if isinstance(layer, nn.Linear)]


@pytest.mark.parametrize("build", BUILDERS)
def test_there_are_ten_layers_of_weights_that_mirror_each_other(build):
    layers = linear_layers(build(WIDTHS))
    way = [784, 128, 64, 32, 16, 10, 16, 32, 64, 128, 784]
    assert [layer.in_features for layer in layers] == way[:-1]
    assert [layer.out_features for layer in layers] == way[1:]


@pytest.mark.parametrize("build", BUILDERS)
def test_all_of_them_start_small_and_end_between_0_and_1(build):
    with seeded(0):
        model = build(WIDTHS)
    for layer in linear_layers(model):
        assert layer.weight.std().item() == pytest.approx(0.01, rel=0.15)
        assert not layer.bias.any()
    images = 100 * torch.randn(7, 784)
    copies = model(images)
    assert copies.shape == images.shape
    assert 0 <= copies.min() <= copies.max() <= 1


def test_kaiming_starts_all_layers_but_the_last_from_the_root_of_2_over_their_inputs():
    layers = linear_layers(build_stacked_autoencoder(WIDTHS, kaiming=True))
    for layer in layers[:-1]:
        expected = (2 / layer.in_features) ** 0.5
        assert layer.weight.std().item() == pytest.approx(expected, rel=0.25)
    assert layers[0].weight.std().item() == pytest.approx((2 / 784) ** 0.5, rel=0.02)
    assert layers[-1].weight.std().item() == pytest.approx(0.01, rel=0.05)


def test_the_code_is_linear():
    for build in (build_stacked_autoencoder, build_residual_autoencoder):
        torch.manual_seed(0)
        codes = build([20, 8, 4])[: 4 if build is build_stacked_autoencoder else 2](
            torch.randn(50, 20)
        )
        assert codes.shape == (50, 4)
        assert codes.min() < 0 < codes.max()


def test_plain_parameters_agree_with_torchinfo():
    for relu_code in (True, False):
        model = PlainAutoencoder(784, 32, relu_code)
        assert summary(model, (1, 784), verbose=0).total_params == 784 * 32 * 2 + 32 + 784
        codes = model.encoder(torch.randn(100, 784))
        assert codes.shape == (100, 32)
        assert (codes.min() >= 0) == relu_code
        copies = model(torch.rand(100, 784))
        assert 0 < copies.min() <= copies.max() < 1


@pytest.mark.parametrize("sizes", [(0, 3), (784, -1), (784, 2.5), (True, 3)])
def test_plain_rejects_other_sizes(sizes):
    with pytest.raises(ValueError, match="must be a positive integer"):
        PlainAutoencoder(*sizes)


@pytest.mark.parametrize(("n_in", "n_out"), [(12, 4), (4, 12), (6, 6), (7, 3), (3, 7)])
def test_the_shortcut_averages_neighbours_or_repeats_them(n_in, n_out):
    block = nn.Linear(n_in, n_out)
    x = torch.randn(5, n_in)
    way_around = Residual(block)(x) - block(x)
    expected = torch.empty(5, n_out)
    for i in range(n_out):
        start, end = i * n_in // n_out, -(-(i + 1) * n_in // n_out)
        expected[:, i] = x[:, start:end].mean(dim=1)
    torch.testing.assert_close(way_around, expected)


def test_pairs_go_from_the_outside_inwards_and_share_their_weights():
    model = build_stacked_autoencoder([9, 6, 4, 2])
    pairs = layer_pairs(model)
    shapes = [(e[0].in_features, e[0].out_features) for e, _ in pairs]
    assert shapes == [(9, 6), (6, 4), (4, 2)]
    assert [(d[0].in_features, d[0].out_features) for _, d in pairs] == [(6, 9), (4, 6), (2, 4)]
    assert pairs[0][0][0] is model[0]
    assert pairs[0][1][0] is model[-2]
    x = torch.rand(3, 9)
    by_pairs = x
    for encoder, _ in pairs:
        by_pairs = encoder(by_pairs)
    for _, decoder in reversed(pairs):
        by_pairs = decoder(by_pairs)
    torch.testing.assert_close(by_pairs, model(x))


@pytest.mark.parametrize(
    "model",
    [
        build_batch_norm_autoencoder([9, 4, 2]),
        nn.Sequential(nn.Linear(3, 2), nn.ReLU()),
        nn.Sequential(),
    ],
)
def test_pairs_reject_what_is_no_stack(model):
    with pytest.raises(ValueError, match="model must be a Sequential of Linear layers"):
        layer_pairs(model)


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("widths", [[784], [], [784, 0]])
def test_builders_reject_other_widths(build, widths):
    with pytest.raises(ValueError, match="widths"):
        build(widths)
