"""How it is shown: images, latent maps, losses, networks, and one style for all."""

from nma_ae.plotting.curves import plot_history
from nma_ae.plotting.images import plot_image_rows
from nma_ae.plotting.latent import (
    decode_grid,
    latent_limits,
    plot_decoder_grid,
    plot_latent,
    plot_latent_generative,
)
from nma_ae.plotting.network import plot_network
from nma_ae.plotting.style import use_style

__all__ = [
    "decode_grid",
    "latent_limits",
    "plot_decoder_grid",
    "plot_history",
    "plot_image_rows",
    "plot_latent",
    "plot_latent_generative",
    "plot_network",
    "use_style",
]
