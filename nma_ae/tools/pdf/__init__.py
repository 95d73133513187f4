"""`nma-ae pdf`: each edition of the built site as one PDF file, printed by Chromium."""

from nma_ae.tools.pdf.command import register, run

__all__ = ["register", "run"]
