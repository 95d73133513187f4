"""The interactive pieces of the chapters."""

from nma_ae.lazy import names_on_demand

__getattr__, __dir__, __all__ = names_on_demand(__name__, __file__)
