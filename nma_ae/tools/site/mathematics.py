"""Sets mathematics in type when the site is built, so that a page needs no script for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from nma_ae.tools.site.assets import FOLDER
from nma_ae.tools.site.node import run_script

_FONTS = f"_static/{FOLDER}/mathjax/output/chtml/fonts/woff-v2"
# As Sphinx writes it for MathJax in a browser. Text, and no element, but the equation's number.
_FORMULA = re.compile(
    r'(?P<begin><(?P<element>span|div) class="(?:[^"]* )?math [^"]*"[^>]*>\s*'
    r'(?:<span class="eqno">.*?</span>\s*)?)(?P<tex>[^<]+)(?P<end></(?P=element)>)',
    re.DOTALL,
)
_ERROR = re.compile(r'data-mjx-error="(?P<says>[^"]*)"')
_ELEMENT = re.compile(r"(?<=<)/?mjx-\w+")
_logger = logging.getLogger(__name__)


class DisplayMathAsWritten(SphinxTransform):
    r"""Keeps Sphinx from wrapping formulas of several lines into `split`.

    Inside of it `\tag` is an error, so a formula that JupyterLab and Colab show would be none here.
    MyST leaves alone what has the class that it gives to the environments of amsmath.
    """

    default_priority = 800

    def apply(self, **_options: object) -> None:
        """Mark every formula that Sphinx does not number itself."""
        for formula in self.document.findall(nodes.math_block):
            if not formula.get("label"):
                formula["classes"].append("amsmath")


@dataclass(frozen=True)
class Formula:
    r"""A formula in TeX.

    Attributes:
        tex: Without what marks it in a text as a formula, such as `\(` and `\)`.
        is_display: Whether it stands in lines of its own.
    """

    tex: str
    is_display: bool


def set_in_type(app: Sphinx, exception: Exception | None) -> None:
    """Put what MathJax makes of the formulas in their places, and the style of its characters.

    In the files, since titles with a formula stand in lists of contents as well. A formula that
    MathJax does not understand is a warning.

    Raises:
        SystemExit: There is no Node, or MathJax is not installed.
    """
    if exception is not None or app.builder.format != "html":
        return
    root = Path(app.outdir)
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.html"))}
    formulas = {path: found for path, page in pages.items() if (found := list(formulas_of(page)))}
    if not formulas:
        return
    asked = [[vars(formula) for formula in found] for found in formulas.values()]
    for path, made in zip(formulas, run_script("typeset.mjs", asked), strict=True):
        place = path.relative_to(root)
        for formula, html in zip(formulas[path], made["formulas"], strict=True):
            if error := _ERROR.search(html):
                says = unescape(error["says"])
                _logger.warning("%s: MathJax does not understand %r: %s", place, formula.tex, says)
        fonts = "../" * (len(place.parts) - 1) + _FONTS
        style = " ".join(made["style"].replace("FONTS", fonts).split())
        page = _with_formulas(pages[path], made["formulas"])
        page = page.replace("</head>", f"<style>{style}</style>\n  </head>", 1)
        path.write_text(page, encoding="utf-8")


def formulas_of(page: str) -> Iterator[Formula]:
    """Yield the formulas of a page in HTML that are not set yet, in their order."""
    for found in _FORMULA.finditer(page):
        tex = unescape(found["tex"]).strip()
        is_display = found["element"] == "div"
        for begin, end in ((r"\(", r"\)"), (r"\[", r"\]")):
            if tex.startswith(begin) and tex.endswith(end):
                tex = tex[2:-2].strip()
        yield Formula(tex, is_display)


def _with_formulas(page: str, formulas: list[str]) -> str:
    """Put formulas in HTML where those in TeX stand, in their order."""
    new = iter(formulas)

    def put(found: re.Match[str]) -> str:
        # MathJax writes some names of elements as XML would, and HTML has them in small letters.
        formula = _ELEMENT.sub(lambda name: name[0].lower(), next(new))
        return found["begin"] + formula + found["end"]

    return _FORMULA.sub(put, page)
