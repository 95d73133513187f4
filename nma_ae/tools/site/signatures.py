"""Writes a long signature as lines of code.

Sphinx writes its arguments as a list of definitions without terms: HTML does not allow that, and a
screen reader announces a list of nothing.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx

_SIGNATURE = re.compile(r'(?<=<dt class="sig ).*?(?=</dt>)', re.DOTALL)
_LIST = re.compile(r"<(?P<end>/?)(?P<tag>dl|dd)>")


def write_arguments_as_lines(
    _app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Change the finished page; the style sheet gives each argument a line."""
    if "body" in context:
        context["body"] = _SIGNATURE.sub(_with_lines, context["body"])


def _with_lines(signature: re.Match[str]) -> str:
    return _LIST.sub(_line, signature[0])


def _line(found: re.Match[str]) -> str:
    if found["end"]:
        return "</span>"
    return f'<span class="sig-{"arguments" if found["tag"] == "dl" else "argument"}">'
