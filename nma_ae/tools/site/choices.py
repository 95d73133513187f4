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
        if all(map(_has_bold_letter, bullets)):  # questions, each with its letter: no dot beside it
            bullets["classes"].append("nma-lettered")
        if fold is None or not all(letters):
            continue
        try:
            _require_simple(bullets)
            right = right_option(letters, _bold_in(fold))
            anchor = _anchor_above(bullets)
        except ValueError as problem:
            _logger.warning("%s: %s", docname, problem, location=bullets, type="choices")
            continue
        for item in bullets:
            start = _start(item)
            start.parent.replace(start, nodes.Text(start.astext()[len("A. ") :]))
        options = nodes.enumerated_list("", *bullets, enumtype="upperalpha", prefix="", suffix=".")
        options["classes"] += ["simple", f"{_MARK}-options"]
        bullets.replace_self(options)
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
    if not has_choice(context):
        return
    _ = translator(app.config)
    words = {
        "data-yes": _("✓ Yes, {right}."),
        "data-no": _("✗ Not {chosen}: the answer is {right}."),
    }
    app.add_js_file(_SCRIPT, 500, defer="defer", **words)  # as Sphinx's own


def has_choice(context: dict) -> bool:
    """Say whether a page, as its template gets it, has a question with a choice."""
    return f'class="{_MARK}"' in context.get("body", "")


def _require_simple(bullets: nodes.bullet_list) -> None:
    """Refuse what a button cannot hold, and what `read_choices` does not find in a notebook."""
    if bullets["bullet"] != "-":
        raise ValueError(f"options begin with {bullets['bullet']!r}, expected '-'")
    for item in bullets:
        if len(item.children) > 1:
            raise ValueError(
                f"option {_start(item).astext()[:1]} has {len(item.children)} paragraphs or "
                "blocks, expected one: it becomes a button"
            )


def _start(item: nodes.Node) -> nodes.Node:
    """Return the text with which an item begins; a letter in bold is none."""
    start = item
    while isinstance(start, nodes.list_item | nodes.paragraph) and start.children:
        start = start.children[0]
    return start if isinstance(start, nodes.Text) else nodes.Text("")


def _has_bold_letter(item: nodes.Node) -> bool:
    strong = item.next_node(nodes.strong)
    start = strong.astext() if strong is not None else ""
    return bool(letter_of(f"{start} ")) and item.astext().startswith(start)


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


def _anchor_above(node: nodes.Element) -> str:
    """Return the anchor of the section that a node is in."""
    while not isinstance(node, nodes.section):
        if node.parent is None:
            raise ValueError("a question without a heading above it, expected one that names it")
        node = node.parent
    return node["ids"][0]
