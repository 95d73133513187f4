"""How it is shown: images, latent maps, losses, networks, and one style for all."""

from nma_ae.lazy import names_on_demand

__getattr__, __dir__, __all__ = names_on_demand(__name__, __file__)
