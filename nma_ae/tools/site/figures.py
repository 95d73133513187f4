"""Writes the notebooks' figures as WebP: the same pixels in half the bytes of PNG.

And says how large each is, so that no text jumps when it comes, and that it may come later.
"""

import re
from functools import cache
from pathlib import Path

import matplotlib as mpl
from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer
from PIL import Image
from sphinx.application import Sphinx

from nma_ae.plotting.style import STYLE
from nma_ae.tools.site.assets import FOLDER
from nma_ae.tools.site.messages import translator

# The name that myst-nb gives to a figure in a notebook's output: its SHA-256.
_FIGURE = re.compile(r"_images/([0-9a-f]{64}\.png)")
_SOURCE = re.compile(rf'src="(?P<folder>[^"]*){_FIGURE.pattern}"')
_SCRIPT = f"{FOLDER}/figures.js"
PIXELS_PER_INCH = 96  # of a page: so the text of a figure has the size that it says
PIXELS = PIXELS_PER_INCH / 72  # for each point of a figure
# Pixels of a figure's letters on a phone; what is wider then scrolls. With more, figures of the two
# usual sizes would scroll by a few pixels on screens of 360 and 390.
_SMALLEST_LETTERS = 8.4


@cache
def course_style() -> mpl.RcParams:
    """Return the settings of the course's figures, and no others."""
    return mpl.rc_params_from_file(STYLE, use_default_template=False)


def alternative_text(renderer: NbElementRenderer, data: MimeData) -> str:
    """Return what a figure shows, from the cell's `mystnb.image.alt`; "" where it has none."""
    options = renderer.renderer.get_cell_level_config(
        "render_image_options", data.cell_metadata, line=data.line
    )
    return options.get("alt", "")


def least_width(width: float, letters: float | None = None) -> str:
    """Return, as the CSS variable of a style attribute, how narrow a figure may become on a phone.

    Args:
        width: Of the figure on a wide page, in pixels.
        letters: The smallest of its text, in points; by default what the style has for ticks.
    """
    letters = course_style()["xtick.labelsize"] if letters is None else letters
    return f'style="--least:{round(width * _SMALLEST_LETTERS / (PIXELS * letters))}px"'


def name_smaller_figures(
    app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Let a page name the smaller files and their sizes, and load what enlarges them."""
    body = context.get("body", "")
    if not (_SOURCE.search(body) or 'class="nma-figure"' in body):
        return
    files = {name: path for path, name in app.builder.images.items()}
    density = PIXELS_PER_INCH / course_style()["figure.dpi"]

    def smaller(source: re.Match[str]) -> str:
        name = source[2]
        with Image.open(Path(app.srcdir) / files[name]) as image:
            width, height = (round(density * side) for side in image.size)
        return (
            f'src="{source["folder"]}_images/{Path(name).stem}.webp" '
            f'width="{width}" height="{height}" {least_width(width)} '
            'loading="lazy" decoding="async"'
        )

    context["body"] = _SOURCE.sub(smaller, body)
    _ = translator(app.config)
    app.add_js_file(
        _SCRIPT,
        500,  # as Sphinx's own
        defer="defer",
        **{"data-enlarge": _("Enlarge the figure"), "data-close": _("Close")},
    )


def write_smaller_figures(app: Sphinx, exception: Exception | None) -> None:
    """Write the smaller files, and take the large ones away."""
    if exception is not None or app.builder.format != "html":
        return
    for path in (Path(app.outdir) / "_images").glob("*.png"):
        if _FIGURE.fullmatch(f"_images/{path.name}"):
            with Image.open(path) as image:
                image.save(path.with_suffix(".webp"), lossless=True, quality=80, method=4)
            path.unlink()
