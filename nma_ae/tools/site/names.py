"""Lets names of the code break between their words, where a line is too short for them."""

import re

from docutils import nodes
from sphinx.application import Sphinx

_TITLE = re.compile(r"(?<=<h[12]>)[\w.]+")
_CELL = re.compile(r"<td\b.*?</td>", re.DOTALL)
_CODE = re.compile(r'(?:(?<=<span class="pre">)|(?<=<code>))[^<]+')
_LONG_CODE = re.compile(r'(?<=<span class="pre">)[^<]{32,}(?=</span>)')  # a phone's line is shorter


def let_names_break(
    _app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Let names in titles and tables, and long ones anywhere, go on after a `_`.

    On the finished page, so that search and contents keep the plain names.
    """
    if "body" in context:
        body = _TITLE.sub(_breakable, context["body"])
        body = _CELL.sub(lambda cell: _CODE.sub(_breakable, cell[0]), body)
        context["body"] = _LONG_CODE.sub(_breakable, body)


def _breakable(name: re.Match[str]) -> str:
    return name[0].replace("_", "_<wbr>")
