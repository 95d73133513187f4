"""The Sphinx extension that makes the book's pages independent of every other host."""

from nma_ae.tools.site.extension import setup

__all__ = ["setup"]
