"""`nma-ae new`: lays out a chapter, or adds an exercise to one."""

from nma_ae.tools.new.checkout import unfilled
from nma_ae.tools.new.command import register, run

__all__ = ["register", "run", "unfilled"]
