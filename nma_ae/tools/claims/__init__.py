"""`nma-ae claims`: what the pages say, and which output or test holds it."""

from nma_ae.tools.claims.command import register, run

__all__ = ["register", "run"]
