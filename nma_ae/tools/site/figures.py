"""Writes the notebooks' figures as WebP: the same pixels in half the bytes of PNG."""

import re
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx

# The name that myst-nb gives to a figure in a notebook's output: its SHA-256.
_FIGURE = re.compile(r"(?P<name>_images/[0-9a-f]{64})\.png")


def name_smaller_figures(
    _app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Let a page name the smaller files."""
    if "body" in context:
        context["body"] = _FIGURE.sub(r"\g<name>.webp", context["body"])


def write_smaller_figures(app: Sphinx, exception: Exception | None) -> None:
    """Write the smaller files, and take the large ones away."""
    if exception is not None or app.builder.format != "html":
        return
    for path in (Path(app.outdir) / "_images").glob("*.png"):
        if _FIGURE.fullmatch(f"_images/{path.name}"):
            with Image.open(path) as image:
                image.save(path.with_suffix(".webp"), lossless=True, quality=80, method=4)
            path.unlink()
