"""Questions with a choice: options that can be pressed, before the fold that says why.

Where scripts are off they stay what they are in a notebook, a list and a fold.
"""

from html import escape
from itertools import takewhile

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from nma_ae.tools.notebooks.choices import letter_of, right_option
from nma_ae.tools.site.assets import FOLDER
from nma_ae.tools.site.messages import translator

_SCRIPT = f"{FOLDER}/choices.js"
_MARK = "nma-choice"
_logger = logging.getLogger(__name__)


def mark_choices(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the options as a list with letters, and below it a place for the verdict."""
    if app.builder.format != "html":
        return
    numbers: dict[str, int] = {}
    for bullets in list(doctree.findall(nodes.bullet_list)):
        letters = [letter_of(_start(item).astext()) for item in bullets]
        fold = _fold_after(bullets)
        if fold is None or not all(letters):
            continue
        try:
            right = right_option(letters, _bold_in(fold))
        except ValueError as problem:
            _logger.warning("%s: %s", docname, problem, location=bullets, type="choices")
            continue
        for item in bullets:
            start = _start(item)
            start.parent.replace(start, nodes.Text(start.astext()[len("A. ") :]))
        options = nodes.enumerated_list("", *bullets, enumtype="upperalpha", prefix="", suffix=".")
        options["classes"] += ["simple", f"{_MARK}-options"]
        bullets.replace_self(options)
        anchor = _section(options)["ids"][0]
        numbers[anchor] = numbers.get(anchor, 0) + 1
        html = (
            f'<p class="{_MARK}" role="status" data-question="{escape(anchor)}-{numbers[anchor]}" '
            f'data-right="{right}"></p>'
        )
        fold.parent.insert(fold.parent.index(fold), nodes.raw("", html, format="html"))


def add_choices_script(
    app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Load the script on the pages that have a question with a choice."""
    if f'class="{_MARK}"' not in context.get("body", ""):
        return
    _ = translator(app.config)
    words = {
        "data-yes": _("✓ Yes, {right}."),
        "data-no": _("✗ Not {chosen}: the answer is {right}."),
    }
    app.add_js_file(_SCRIPT, 500, defer="defer", **words)  # as Sphinx's own


def _start(item: nodes.Node) -> nodes.Node:
    """Return the text with which an item begins; a letter in bold is none."""
    start = item
    while isinstance(start, nodes.list_item | nodes.paragraph) and start.children:
        start = start.children[0]
    return start if isinstance(start, nodes.Text) else nodes.Text("")


def _fold_after(bullets: nodes.bullet_list) -> nodes.raw | None:
    """Return what opens the fold directly after a list, if there is one."""
    for node in _following(bullets):
        if not isinstance(node, nodes.raw):
            return None
        if node.astext().startswith("<details"):
            return node
        if not node.astext().startswith("</div>"):  # an edition marks so what is not translated
            return None
    return None


def _bold_in(fold: nodes.raw) -> list[str]:
    """Return what is bold in a fold, in its order; nothing if the fold does not begin with it."""
    inside = takewhile(lambda node: not node.astext().startswith("</details"), _following(fold))
    blocks = [node for node in inside if not isinstance(node, nodes.raw)]
    bold = [strong.astext() for block in blocks for strong in block.findall(nodes.strong)]
    return bold if bold and blocks[0].astext().startswith(bold[0]) else []


def _following(node: nodes.Element) -> list[nodes.Node]:
    return node.parent.children[node.parent.index(node) + 1 :]


def _section(node: nodes.Node) -> nodes.Element:
    while not isinstance(node, nodes.section):
        node = node.parent
    return node
