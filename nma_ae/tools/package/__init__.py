"""`nma-ae package`: the files that the package index gets, built and tried."""

from nma_ae.tools.package.command import register, run

__all__ = ["register", "run"]
