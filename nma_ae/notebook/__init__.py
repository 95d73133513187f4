"""What only a notebook needs: its set-up, and videos."""

from nma_ae.notebook.setup import setup
from nma_ae.notebook.slides import slides
from nma_ae.notebook.videos import videos

__all__ = ["setup", "slides", "videos"]
