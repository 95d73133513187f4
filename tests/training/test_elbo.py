import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from nma_ae.networks import VAE
from nma_ae.seeds import generator, seeded
from nma_ae.training import draw_latents, elbo_objective, negative_elbo


def draw(n=6):
    draws = generator(0)
    images = torch.rand(n, 1, 8, 8, generator=draws, dtype=torch.float64).round()
    logits, means, log_variances = (
        torch.randn(shape, generator=draws, dtype=torch.float64)
        for shape in [(n, 1, 8, 8), (n, 5), (n, 5)]
    )
    return logits, images, means, log_variances


def test_agrees_with_torchs_distributions():
    logits, images, means, log_variances = draw()
    latents = Normal(means, (log_variances / 2).exp())
    divergence = kl_divergence(latents, Normal(torch.zeros(6, 5).double(), 1.0)).sum()
    reconstruction = -Bernoulli(logits=logits).log_prob(images).sum()
    expected = (divergence + reconstruction).item() / 6
    assert negative_elbo(logits, images, means, log_variances).item() == pytest.approx(expected)


def test_its_gradient_agrees_too():
    logits, images, means, log_variances = (x.requires_grad_() for x in draw())
    latents = Normal(means, (log_variances / 2).exp())
    expected = kl_divergence(latents, Normal(torch.zeros(6, 5).double(), 1.0)).sum() / 6
    expected = expected - Bernoulli(logits=logits, validate_args=False).log_prob(images).sum() / 6
    found = negative_elbo(logits, images, means, log_variances)
    for parameter in (logits, means, log_variances):
        ours, theirs = (
            torch.autograd.grad(loss, parameter, retain_graph=True)[0] for loss in (found, expected)
        )
        torch.testing.assert_close(ours, theirs)


def test_a_latent_that_says_nothing_costs_nothing():
    images = draw()[1]
    none = torch.zeros(6, 5)
    sure = 100 * (2 * images - 1)
    assert negative_elbo(sure, images, none, none).item() == pytest.approx(0, abs=1e-6)


def test_drawn_latents_have_the_distribution_that_is_asked_for():
    means, log_variances = torch.tensor([[1.0, -2.0]]), torch.tensor([[0.0, -3.0]])
    drawn = draw_latents(
        means.expand(50000, 2), log_variances.expand(50000, 2), generator=generator(0)
    )
    torch.testing.assert_close(drawn.mean(0), means[0], atol=0.02, rtol=0)
    torch.testing.assert_close(drawn.var(0).log(), log_variances[0], atol=0.03, rtol=0)


def test_gradients_reach_means_and_variances():
    means, log_variances = (
        torch.zeros(1, 3, requires_grad=True),
        torch.zeros(1, 3, requires_grad=True),
    )
    latents = draw_latents(means, log_variances, generator=generator(1))
    latents.sum().backward()
    assert (means.grad == 1).all()
    torch.testing.assert_close(log_variances.grad, latents.detach() / 2)


def test_the_objective_is_the_loss_of_drawn_latents():
    images = torch.rand(4, 1, 64, 64, generator=generator(0)).round()
    with seeded(0):
        vae = VAE().eval()
    found = elbo_objective(generator=generator(7))(vae, images)
    means, log_variances = vae.encode(images)
    latents = draw_latents(means, log_variances, generator=generator(7))
    expected = negative_elbo(vae.decode(latents), images, means, log_variances)
    assert found.item() == pytest.approx(expected.item())


def test_logits_of_another_shape():
    with pytest.raises(
        ValueError, match=r"logits must have the shape of images, \(2, 3\), got \(2, 4\)"
    ):
        negative_elbo(torch.zeros(2, 4), torch.zeros(2, 3), torch.zeros(2, 1), torch.zeros(2, 1))
