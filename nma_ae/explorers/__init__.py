"""The interactive pieces of the chapters."""

from nma_ae.explorers.decision_map import DecisionDemo, decision_slider
from nma_ae.explorers.latent import LatentExplorer, latent_explorer
from nma_ae.explorers.latent_sphere import decoded_sphere, latent_space_3d
from nma_ae.explorers.walk import latent_walk

__all__ = [
    "DecisionDemo",
    "LatentExplorer",
    "decision_slider",
    "decoded_sphere",
    "latent_explorer",
    "latent_space_3d",
    "latent_walk",
]
