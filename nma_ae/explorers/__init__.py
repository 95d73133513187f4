"""The interactive pieces of the chapters."""

from nma_ae.explorers.walk import latent_walk

__all__ = ["latent_walk"]
