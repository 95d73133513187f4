import pytest
import torch
from torch import nn
from torchinfo import summary

from nma_ae.networks import VAE, Encoder, calibrate_batch_statistics, calibrate_vae
from nma_ae.networks.encoder import AveragePool, ReLU
from nma_ae.seeds import generator, seeded


@pytest.fixture
def images():
    return torch.rand(20, 1, 64, 64, generator=generator(0)).round()


@pytest.fixture
def encoder():
    with seeded(0):
        return Encoder()


def plain_encoder():
    """The layers one by one, with torch's own pooling."""

    def linear(n_in, n_out):
        return nn.Linear(n_in, n_out), nn.ReLU(), nn.BatchNorm1d(n_out, affine=False)

    return nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.AvgPool2d(2), nn.BatchNorm2d(6, affine=False)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2), nn.BatchNorm2d(16, affine=False)),
        *(nn.Flatten(), *linear(2704, 120), *linear(120, 84), *linear(84, 84)),
    )


@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_agrees_with_the_layers_one_by_one(encoder, memory_format):
    images = torch.rand(230, 1, 64, 64, generator=generator(0)).round().double()  # in three parts
    plain, encoder = plain_encoder().double(), encoder.double()
    plain.load_state_dict(dict(zip(plain.state_dict(), encoder.state_dict().values(), strict=True)))
    encoder.to(memory_format=memory_format)
    results = []
    for network in (plain, encoder):
        features = network(images)
        features.square().mul(torch.arange(84)).sum().backward()
        results.append((features.detach(), [p.grad for p in network.parameters()]))
    (expected, gradients), (found, ours) = results
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(ours, gradients)


def test_pooling_agrees_with_torchs():
    draws = generator(0)
    images = torch.rand(3, 5, 8, 6, generator=draws, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(AveragePool(), images)
    torch.testing.assert_close(AveragePool()(images), nn.AvgPool2d(2)(images))


def test_relu_agrees_with_torchs():
    values = torch.tensor([-1.0, 0.0, 2.0, torch.nan, -torch.inf, torch.inf])
    passed_back = torch.tensor([torch.inf, 1.0, 3.0, 1.0, 1.0, torch.nan])
    outputs, gradients = [], []
    for layer in (ReLU(), nn.ReLU()):
        inputs = values.clone().requires_grad_()
        outputs.append(layer(inputs))
        outputs[-1].backward(passed_back)
        gradients.append(inputs.grad)
    assert torch.allclose(*outputs, equal_nan=True)
    assert torch.allclose(*gradients, equal_nan=True)
    assert str(ReLU()) == str(nn.ReLU())  # as the cards of the weights have it


def test_relu_keeps_a_byte_for_each_number():
    kept = []
    with torch.autograd.graph.saved_tensors_hooks(kept.append, lambda tensor: tensor):
        ReLU()(torch.ones(10, requires_grad=True))
    assert sum(tensor.nbytes for tensor in kept) == 10


def test_images_may_be_whole_numbers(encoder):
    images = torch.randint(2, (130, 1, 64, 64), dtype=torch.uint8, generator=generator(0))
    calibrate_batch_statistics(encoder, images)
    statistics = [each.clone() for each in encoder.buffers()]
    features = encoder(images)
    calibrate_batch_statistics(encoder, images.float())
    for mine, theirs in zip(statistics, encoder.buffers(), strict=True):
        assert torch.equal(mine, theirs)
    assert torch.equal(features, encoder(images.float()))
    with pytest.raises(ValueError, match="divide them by 255"):
        encoder(255 * images)


def test_shapes_and_parameters(encoder, images):
    assert encoder(images).shape == (20, 84)
    counted = summary(encoder, (2, 1, 64, 64), verbose=0).trainable_params
    by_hand = (25 + 1) * 6 + (150 + 1) * 16 + (2704 + 1) * 120 + (120 + 1) * 84 + (84 + 1) * 84
    assert counted == by_hand == sum(p.numel() for p in encoder.parameters())


def test_no_normalisation_learns(encoder):
    assert not [
        p for m in encoder.modules() if isinstance(m, nn.BatchNorm2d) for p in m.parameters()
    ]


def test_calibrated_features_have_mean_zero_and_variance_one(encoder):
    images = torch.rand(730, 1, 64, 64, generator=generator(1)).round()
    calibrate_batch_statistics(encoder, images)
    assert not encoder.training
    with torch.no_grad():
        features = torch.cat([encoder(part) for part in images.split(333)])
    assert features.mean(0).abs().max() < 1e-3
    variance = features.var(0)
    assert variance[variance > 0.1].sub(1).abs().max() < 0.02  # a unit that never fires has none


def test_a_calibrated_encoder_sees_an_image_alone_as_among_others(encoder, images):
    calibrate_batch_statistics(encoder, images)
    with torch.no_grad():
        torch.testing.assert_close(encoder(images[:1]), encoder(images)[:1], atol=1e-5, rtol=1e-5)


def test_calibrating_in_parts_is_calibrating_at_once(encoder, images, monkeypatch):
    calibrate_batch_statistics(encoder, images)
    before = [buffer.clone() for buffer in encoder.buffers()]
    monkeypatch.setattr("nma_ae.networks.encoder.PART", 7)
    calibrate_batch_statistics(encoder, images)
    for found, expected in zip(encoder.buffers(), before, strict=True):
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)


def test_vae_shapes(images):
    vae = VAE()
    means, log_variances = vae.encode(images)
    assert means.shape == log_variances.shape == (20, 84)
    assert vae.decode(means).shape == (20, 1, 64, 64)
    output = vae(images)
    assert output.shape == images.shape
    assert 0 < output.min() <= output.max() < 1
    assert torch.equal(vae.eval().encoder(images), vae.encode(images)[0])


def test_vae_decoder_normalises_as_if_after_repeating(images):
    """What is repeated has the mean and the variance of what it repeats."""
    vae = VAE().train()
    layers = list(vae.decoder)
    for i, layer in enumerate(layers):
        if isinstance(layer, nn.Upsample):
            assert isinstance(layers[i - 1], nn.BatchNorm2d)
            layers[i - 1], layers[i] = layers[i], layers[i - 1]
    latents = torch.randn(20, 84, generator=generator(0))
    expected = nn.Sequential(*layers)(latents)
    torch.testing.assert_close(vae.decode(latents), expected, atol=1e-5, rtol=1e-5)


def test_a_calibrated_vae_reconstructs_an_image_alone_as_among_others(images):
    vae = VAE()
    calibrate_vae(vae, images, generator=generator(0))
    expected = Encoder()
    expected.load_state_dict(vae.encoder.state_dict())
    calibrate_batch_statistics(expected, images)
    with torch.no_grad():
        torch.testing.assert_close(vae(images[:1]), vae(images)[:1], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(vae.encoder(images), expected(images))
        _, log_variances = vae.encode(images)
    assert log_variances.mean(0).abs().max() < 1e-4
