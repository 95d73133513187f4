"""`nma-ae translate`: pages of the book in another language."""

from nma_ae.tools.translate.command import register, run

__all__ = ["register", "run"]
