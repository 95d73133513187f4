"""Writes figures that are stored as SVG into pages: in the page's letters and in its colours."""

import hashlib
import re
from functools import cache
from html import escape
from typing import ClassVar

import matplotlib as mpl
from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer

from nma_ae.tools.site.figures import PIXELS, alternative_text, course_style, least_width

MIME_TYPE = "image/svg+xml"
# Black and white are the page's, as well as what the style names.
PLAIN = {"#000000": "text", "#ffffff": "ground"}
_OPENING = re.compile(r'<svg\b[^>]*width="([\d.]+)pt" height="([\d.]+)pt" (viewBox="[^"]*")[^>]*>')
_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)  # it would hold for the whole page
_NAME = re.compile(r'(?<=\bid=")|(?<=href="#)|(?<=url\(#)')
_LETTERS = re.compile(r"<text [^>]*font-size: ([\d.]+)px")  # but not exponents
_FONT = re.compile(r"font-family: [^;\"]*;? ?")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_TAG = re.compile(r"<[^>]+>")
_FORMULA = re.compile(r"(?<=<text>)\s*(?=<tspan)(.*?)\s*(?=</text>)", re.DOTALL)
_PIECE = re.compile(r"<tspan.*?</tspan>", re.DOTALL)


class VectorRenderer:
    """Renders SVG into the page; myst-nb finds this class as an entry point of the package.

    The figure's alternative text is the cell's `mystnb.image.alt`, as for images.
    """

    mime_priority_overrides: ClassVar = [("html", MIME_TYPE, 5)]

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Return the figure as HTML, or None for every other type of output."""
        if data.mime_type != MIME_TYPE:
            return None
        html = inline_figure(data.string, alt=alternative_text(renderer, data))
        return [nodes.raw("", html, format="html", classes=["output", "image_svg"])]


def inline_figure(svg: str, alt: str = "") -> str:
    """Return matplotlib's SVG as a part of a page.

    Args:
        svg: the whole document.
        alt: what the figure shows, for those who do not see it.

    Raises:
        ValueError: If matplotlib did not write this SVG.
    """
    opening = _OPENING.search(svg)
    if opening is None:
        raise ValueError("svg: expected matplotlib's, with a width and a height in points")
    width, height = (round(PIXELS * float(length)) for length in opening.groups()[:2])
    own = hashlib.sha256(f"{alt}{svg}".encode()).hexdigest()[:8]  # names hold for the whole page
    content = _STYLE.sub("", svg[opening.end() :])
    content = _NAME.sub(f"f{own}-", content)
    content = _FORMULA.sub(_flowing, content)
    content = _TAG.sub(lambda tag: _COLOUR.sub(_as_variable, _FONT.sub("", tag[0])), content)
    letters = min(map(float, _LETTERS.findall(svg)), default=None)
    label = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return (
        '<div class="nma-figure">'
        f'<svg {label} width="{width}" height="{height}" {opening[3]} '
        f"{least_width(width, letters)}>{content}</div>\n"
    )


def _flowing(formula: re.Match[str]) -> str:
    """Let each letter follow the one before: matplotlib placed them by the widths of its own."""
    first, *others = _PIECE.findall(formula[1])
    return first + "".join(re.sub(r' x="[^"]*"', "", other, count=1) for other in others)


def _as_variable(colour: re.Match[str]) -> str:
    name = _names_of_colours().get(colour[0])
    return colour[0] if name is None else f"var(--figure-{name}, {colour[0]})"


@cache
def _names_of_colours() -> dict[str, str]:
    """Return what the page calls the colours of the course's style."""
    style = course_style()
    lines = style["axes.prop_cycle"].by_key()["color"]
    named = {f"{number}": colour for number, colour in enumerate(lines)}
    named |= {
        "text": style["text.color"],
        "axis": style["axes.edgecolor"],
        "grid": style["grid.color"],
        "ground": style["axes.facecolor"],
    }
    return PLAIN | {mpl.colors.to_hex(colour): name for name, colour in named.items()}
