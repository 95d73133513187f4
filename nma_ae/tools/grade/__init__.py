"""`nma-ae grade`: the verdicts on submitted notebooks."""

from nma_ae.tools.grade.command import register, run

__all__ = ["register", "run"]
