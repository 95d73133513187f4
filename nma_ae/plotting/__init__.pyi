from nma_ae.plotting.convolutional import plot_convolutional_network
from nma_ae.plotting.curves import plot_history
from nma_ae.plotting.decision import plot_decision_map
from nma_ae.plotting.dsprites import plot_dsprites
from nma_ae.plotting.encoder import plot_encoder
from nma_ae.plotting.fractions import plot_fractions
from nma_ae.plotting.images import plot_image_rows
from nma_ae.plotting.latent import (
    latent_limits,
    plot_decoder_grid,
    plot_latent,
    plot_latent_generative,
)
from nma_ae.plotting.layerwise import plot_pretraining_orders
from nma_ae.plotting.network import plot_network
from nma_ae.plotting.rsm import draw_similarities, plot_rsm, plot_similarity_histogram, sorted_rsm
from nma_ae.plotting.rsm_panel import plot_rsm_panel
from nma_ae.plotting.sphere import (
    plot_sphere_caps,
    plot_sphere_coordinates,
    plot_sphere_grid,
    plot_sphere_map,
    plot_spherical_network,
)
from nma_ae.plotting.style import use_style

__all__ = [
    "draw_similarities",
    "latent_limits",
    "plot_convolutional_network",
    "plot_decision_map",
    "plot_decoder_grid",
    "plot_dsprites",
    "plot_encoder",
    "plot_fractions",
    "plot_history",
    "plot_image_rows",
    "plot_latent",
    "plot_latent_generative",
    "plot_network",
    "plot_pretraining_orders",
    "plot_rsm",
    "plot_rsm_panel",
    "plot_similarity_histogram",
    "plot_sphere_caps",
    "plot_sphere_coordinates",
    "plot_sphere_grid",
    "plot_sphere_map",
    "plot_spherical_network",
    "sorted_rsm",
    "use_style",
]
