"""Writes plotly figures into pages, for `static/plotly-figures.js` to draw there."""

import hashlib
import re
from html import escape
from importlib import metadata
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from nma_ae.tools.site.assets import FOLDER, PLOTLY_FLAT, PLOTLY_SPACE
from nma_ae.tools.site.editions import edition_folder
from nma_ae.tools.site.figures import alternative_text
from nma_ae.tools.site.messages import translator
from nma_ae.tools.site.repository import site_address

MIME_TYPE = "application/vnd.plotly.v1+json"
DEFAULT_HEIGHT = 450  # pixels; plotly's own, as the margins
DEFAULT_MARGIN = {"l": 80, "r": 80, "t": 100, "b": 80}
_FIGURES = f"{FOLDER}/figures"
_CONTENT = re.compile(
    r'<script type="application/json">([^<]*)</script>(?=<div class="nma-plotly__frame")'
)
_VERSION = metadata.version("plotly")  # so that a browser does not keep an older library


class PlotlyRenderer:
    """Renders plotly's JSON; myst-nb finds this class as an entry point of the package.

    The figure's alternative text is the cell's `mystnb.image.alt`, as for images.
    """

    mime_priority_overrides: ClassVar = [("*", MIME_TYPE, 5)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Return the figure as HTML, or None for every other type of output."""
        if data.mime_type != MIME_TYPE:
            return None
        env = renderer.renderer.sphinx_env
        _ = translator(env.config)
        renderer.add_js_file(
            "plotly_figures",
            f"{FOLDER}/plotly-figures.js",
            {
                "defer": "defer",
                "data-flat": f"{PLOTLY_FLAT}?{_VERSION}",
                "data-space": f"{PLOTLY_SPACE}?{_VERSION}",
                "data-shown": _("What is shown"),
            },
        )
        html = figure_html(
            data.content, alt=alternative_text(renderer, data), on_paper=_where_it_moves(env)
        )
        return [nodes.raw("", html, format="html", classes=["output"])]


def figure_html(figure: dict, alt: str = "", on_paper: str = "") -> str:
    """Return the element that holds a figure until the page's script draws it.

    Args:
        figure: plotly's JSON: `data`, `layout`, and perhaps `frames` and `config`.
        alt: what the figure shows, for those who do not see it.
        on_paper: what is said below it where it cannot move, in HTML.
    """
    from nma_ae.explorers.serialise import json_in_script  # with torch: not for every command

    layout = figure.get("layout", {})
    content = json_in_script(figure)
    label = f' aria-label="{escape(alt)}"' if alt else ""
    height = stage_height(layout)
    in_space = " nma-plotly--space" if "scene" in layout else ""
    return (
        f'<div class="nma-plotly{in_space}" role="group"{label}>'
        f'<script type="application/json">{content}</script>'
        # The height is reserved so that the text below does not jump when the figure appears; the
        # page's own controls take no more of it than plotly's.
        f'<div class="nma-plotly__frame" style="min-height:{height}">'
        f'<div class="nma-plotly__stage" style="height:{height}"></div></div>'
        "<noscript>This figure is drawn by JavaScript, which is switched off here.</noscript>"
        f"{on_paper}</div>\n"
    )


def move_figures_out(
    app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Write what a page's figures hold to files, which are loaded when a reader comes near.

    In the page itself their hundreds of kilobytes would come before its first word is seen. They
    are scripts, which also a page on a disk may load.
    """

    def moved(content: re.Match[str]) -> str:
        name = f"{hashlib.sha256(content[1].encode()).hexdigest()[:16]}.js"
        folder = Path(app.outdir) / "_static" / _FIGURES
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"globalThis.nmaFigure={content[1]};\n", encoding="utf-8")
        address = context["pathto"](f"_static/{_FIGURES}/{name}", 1)
        return f'<script type="application/json" data-from="{address}"></script>'

    context["body"] = _CONTENT.sub(moved, context.get("body", ""))


def _where_it_moves(env: BuildEnvironment) -> str:
    """Return the line that is read on paper alone."""
    if not site_address(env.config):
        return ""
    page = escape(f"{site_address(env.config)}{edition_folder(env.config)}{env.docname}.html")
    text = escape(
        translator(env.config)("This figure moves. Open it on the course's page: {page}"),
        quote=False,
    )
    link = f'<a href="{page}">{page}</a>'
    return f'<p class="nma-plotly__on-paper">{text.format(page=link)}</p>'


def stage_height(layout: dict) -> str:
    """Return the CSS height of the place that a figure is drawn in.

    Where the page (`100cqw`) is narrower than the figure, what lies between the margins shrinks in
    both directions; the margins, which hold titles and controls, stay.
    """
    height, width = layout.get("height", DEFAULT_HEIGHT), layout.get("width")
    if width is None:
        return f"{height:.0f}px"
    margin = DEFAULT_MARGIN | layout.get("margin", {})
    across, down = margin["l"] + margin["r"], margin["t"] + margin["b"]
    ratio = (height - down) / (width - across)
    return f"min({height:.0f}px, {down}px + (100cqw - {across}px) * {ratio:.4f})"
