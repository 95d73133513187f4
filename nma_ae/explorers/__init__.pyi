from nma_ae.explorers.contrast import contrast_explorer
from nma_ae.explorers.decision_map import DecisionDemo, decision_slider
from nma_ae.explorers.feature_plane import feature_plane_explorer
from nma_ae.explorers.film import training_film
from nma_ae.explorers.histograms import histogram_slider
from nma_ae.explorers.latent import LatentExplorer, latent_explorer
from nma_ae.explorers.latent_sphere import decoded_sphere, latent_space_3d
from nma_ae.explorers.rsm import rsm_explorer
from nma_ae.explorers.sprites import SpritesExplorer, sprites_explorer
from nma_ae.explorers.views import ViewsDemo, views_slider
from nma_ae.explorers.walk import latent_walk

__all__ = [
    "DecisionDemo",
    "LatentExplorer",
    "SpritesExplorer",
    "ViewsDemo",
    "contrast_explorer",
    "decision_slider",
    "decoded_sphere",
    "feature_plane_explorer",
    "histogram_slider",
    "latent_explorer",
    "latent_space_3d",
    "latent_walk",
    "rsm_explorer",
    "sprites_explorer",
    "training_film",
    "views_slider",
]
