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
    formulas = {path: list(formulas_of(page)) for path, page in pages.items()}
    formulas = {path: found for path, found in formulas.items() if found}
    if not formulas:
        return
    for (path, found), made in zip(
        formulas.items(),
        run_script(
            "typeset.mjs", [[vars(formula) for formula in page] for page in formulas.values()]
        ),
        strict=True,
    ):
        for formula, html in zip(found, made["formulas"], strict=True):
            if error := _ERROR.search(html):
                _logger.warning(
                    "%s: MathJax does not understand %r: %s",
                    path.relative_to(root),
                    formula.tex,
                    unescape(error["says"]),
                )
        to_root = "../" * (len(path.relative_to(root).parts) - 1)
        style = " ".join(made["style"].replace("FONTS", to_root + _FONTS).split())
        new = iter(made["formulas"])
        page = _FORMULA.sub(
            lambda found, new=new: found["begin"] + _in_small_letters(next(new)) + found["end"],
            pages[path],
        )
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


def _in_small_letters(html: str) -> str:
    """Write names of elements as HTML has them; MathJax writes some as XML would."""
    return _ELEMENT.sub(lambda name: name[0].lower(), html)
