"""A variational autoencoder of 64 x 64 images."""

import torch
from torch import nn

from nma_ae.arguments import fitting_together, require_kinds, require_pixels
from nma_ae.networks.batch_norm import BatchNorm2d
from nma_ae.networks.encoder import (
    FEATURE_SIZE,
    SIDE,
    Encoder,
    StagedSequential,
    build_head,
    calibrate_layers,
)

N_DECODED = 4000  # images that the decoder's normalisations are measured on


class VAE(nn.Module):
    """Encode images as normal distributions over 84 latents, and decode latents as images.

    Attributes:
        encoder: An `Encoder`; its features are the means.
        log_variance: A second head on the encoder's trunk.
        decoder: From latents to logits of pixels, the way back of the encoder: where the encoder
            pools, it repeats each pixel, and its convolutions are transposed ones.

    Source: Kingma and Welling 2014, Auto-encoding variational Bayes, arXiv 1312.6114; in the form
    of Neuromatch Academy, Un- and self-supervised learning, tutorial 1.
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.log_variance = build_head()
        self.decoder = StagedSequential(
            nn.Linear(FEATURE_SIZE, FEATURE_SIZE),
            nn.ReLU(),
            nn.BatchNorm1d(FEATURE_SIZE, affine=False),
            nn.Linear(FEATURE_SIZE, 120),
            nn.ReLU(),
            nn.BatchNorm1d(120, affine=False),
            nn.Linear(120, 16 * 13 * 13),
            nn.ReLU(),
            nn.Unflatten(1, (16, 13, 13)),
            # Normalised before pixels are repeated, not after: the same, at a quarter of the cost.
            BatchNorm2d(16),
            nn.Upsample(scale_factor=2),  # (n, 16, 26, 26)
            nn.ConvTranspose2d(16, 6, 5),  # (n, 6, 30, 30)
            nn.ReLU(),
            BatchNorm2d(6),
            nn.Upsample(scale_factor=2),  # (n, 6, 60, 60)
            nn.ConvTranspose2d(6, 1, 5),  # (n, 1, 64, 64)
        )

    def encode(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Compute the distribution of the latents.

        Args:
            images: (n, 1, 64, 64) in [0, 1], floats or uint8.

        Returns:
            (means, log_variances), (n, 84) each.
        """
        shared = self.encoder.trunk(images)
        return self.encoder.head(shared), self.log_variance(shared)

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Compute images from latents (n, 84): the logits of their pixels, (n, 1, 64, 64)."""
        return self.decoder(latents)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Reconstruct images from the means of their latents.

        Args:
            images: (n, 1, 64, 64) in [0, 1], floats or uint8.

        Returns:
            The probability that a pixel is white, (n, 1, 64, 64) in (0, 1).
        """
        return self.decode(self.encoder(images)).sigmoid()


def calibrate_vae(
    vae: VAE, images: torch.Tensor, *, generator: torch.Generator | None = None
) -> None:
    """Measure once what each batch normalisation of a VAE subtracts and divides by, in place.

    As `calibrate_batch_statistics` does for an encoder. The decoder is measured on drawn latents,
    which it was trained on.

    Args:
        vae: It is left in eval mode.
        images: What to measure on, such as the training images, (n, 1, 64, 64).
        generator: Draws the latents; by default torch's global one.

    Raises:
        ValueError: If an argument is of another kind, or the images are none or not finite.
    """
    require_kinds(VAE, vae=vae)
    require_pixels(f"(n, 1, {SIDE}, {SIDE})", least=1, images=images)
    require_kinds(torch.Generator | None, generator=generator)
    vae.eval()
    with fitting_together("vae", "images"):
        _calibrate(vae, images, generator)


def _calibrate(vae: VAE, images: torch.Tensor, generator: torch.Generator | None) -> None:
    shared = calibrate_layers(list(vae.encoder.trunk), images)
    means = calibrate_layers(list(vae.encoder.head), shared)
    log_variances = calibrate_layers(list(vae.log_variance), shared)
    noise = torch.randn(means.shape, generator=generator)
    # Layer by layer all images at once would not fit: the decoder's pixels are many.
    chosen = torch.randperm(len(means), generator=generator)[:N_DECODED]
    latents = means + (log_variances / 2).exp() * noise
    calibrate_layers(list(vae.decoder), latents[chosen])
