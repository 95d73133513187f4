"""Writes the notebooks' figures as WebP: the same pixels in half the bytes of PNG.

And says how large each is, so that no text jumps when it comes, and that it may come later.
"""

import re
from pathlib import Path

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx

from nma_ae.tools.site.assets import FOLDER
from nma_ae.tools.site.messages import translator

# The name that myst-nb gives to a figure in a notebook's output: its SHA-256.
_FIGURE = re.compile(r"_images/([0-9a-f]{64}\.png)")
_SOURCE = re.compile(rf'src="(?P<folder>[^"]*){_FIGURE.pattern}"')
_SCRIPT = f"{FOLDER}/figures.js"
_DENSITY = 96 / 120  # of a page, by the style's dots per inch: so text has the size that it says


def name_smaller_figures(
    app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Let a page name the smaller files and their sizes, and load what enlarges them."""
    body = context.get("body", "")
    files = {name: path for path, name in app.builder.images.items()}

    def smaller(source: re.Match[str]) -> str:
        name = source[2]
        with Image.open(Path(app.srcdir) / files[name]) as image:
            width, height = (round(_DENSITY * side) for side in image.size)
        return (
            f'src="{source["folder"]}_images/{Path(name).stem}.webp" '
            f'width="{width}" height="{height}" loading="lazy" decoding="async"'
        )

    if _SOURCE.search(body) or 'class="nma-figure"' in body:
        _ = translator(app.config)
        app.add_js_file(
            _SCRIPT,
            500,  # as Sphinx's own
            defer="defer",
            **{"data-enlarge": _("Enlarge the figure"), "data-close": _("Close")},
        )
        context["body"] = _SOURCE.sub(smaller, body)


def write_smaller_figures(app: Sphinx, exception: Exception | None) -> None:
    """Write the smaller files, and take the large ones away."""
    if exception is not None or app.builder.format != "html":
        return
    for path in (Path(app.outdir) / "_images").glob("*.png"):
        if _FIGURE.fullmatch(f"_images/{path.name}"):
            with Image.open(path) as image:
                image.save(path.with_suffix(".webp"), lossless=True, quality=80, method=4)
            path.unlink()
