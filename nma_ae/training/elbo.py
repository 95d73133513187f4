"""The objective of variational autoencoders."""

import torch
import torch.nn.functional as F

from nma_ae.arguments import require_floats, require_kinds, require_same_shape
from nma_ae.networks import VAE
from nma_ae.training.fitting import Objective


def elbo_objective(*, generator: torch.Generator | None = None) -> Objective:
    """Make the objective of a VAE, for `fit`: minus the evidence lower bound, in nats per image.

    Latents are drawn from the distribution that the encoder gives for each image. The loss is the
    binary cross-entropy of what the decoder makes of them, summed over the pixels, plus the
    Kullback-Leibler divergence of that distribution from the standard normal one.

    Args:
        generator: Draws the latents. Give the one that `fit` has.

    Returns:
        objective(vae, images), with images (n, 1, 64, 64) in [0, 1], floats or uint8.

    Raises:
        ValueError: If `generator` is none.

    Source: Kingma and Welling 2014, Auto-encoding variational Bayes, arXiv 1312.6114.
    """
    require_kinds(torch.Generator | None, generator=generator)

    def objective(vae: VAE, images: torch.Tensor) -> torch.Tensor:
        means, log_variances = (each.float() for each in vae.encode(images))
        logits = vae.decode(draw_latents(means, log_variances, generator=generator))
        return negative_elbo(logits.float(), images.float(), means, log_variances)

    return objective


def negative_elbo(
    logits: torch.Tensor, images: torch.Tensor, means: torch.Tensor, log_variances: torch.Tensor
) -> torch.Tensor:
    """Measure what an image costs: its reconstruction, and the surprise of its latents.

    Args:
        logits: Of the pixels, (n, ...).
        images: In [0, 1], of the same shape.
        means: Of the latents, (n, n_latents).
        log_variances: Of the latents, (n, n_latents), natural logarithms.

    Returns:
        The mean over images of the sum over pixels and latents, in nats: a scalar with a gradient.

    Raises:
        ValueError: If shapes do not fit, or a number is not finite.
    """
    require_same_shape(images=images, logits=logits)
    require_floats(f"({len(images)}, n_latents)", means=means, log_variances=log_variances)
    reconstruction = F.binary_cross_entropy_with_logits(logits, images, reduction="sum")
    divergence = (means.square() + log_variances.exp() - log_variances - 1).sum() / 2
    return (reconstruction + divergence) / len(images)


def draw_latents(
    means: torch.Tensor, log_variances: torch.Tensor, *, generator: torch.Generator | None = None
) -> torch.Tensor:
    """Draw latents from normal distributions, such that gradients reach their means and variances.

    Args:
        means: (n, n_latents).
        log_variances: (n, n_latents), natural logarithms.
        generator: Draws them; by default torch's global one.

    Returns:
        (n, n_latents).

    Raises:
        ValueError: If the shapes differ, or a number is not finite.
    """
    require_floats("(n, n_latents)", means=means, log_variances=log_variances)
    require_kinds(torch.Generator | None, generator=generator)
    noise = torch.randn(means.shape, generator=generator).to(means)
    return means + (log_variances / 2).exp() * noise
