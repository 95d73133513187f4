"""Chapters without their plumbing: a reader of the page sees what a cell gives, not how it is got.

The notebooks keep everything. On the page imports are folded to one line, calls whose result says
all show the result alone, and code that is folded is highlighted as other code is.
"""

import ast
import re
from collections.abc import Iterator
from html import escape, unescape
from itertools import groupby

from docutils import nodes
from sphinx.application import Sphinx

from nma_ae.tools.notebooks.python import as_python, syntax_tree
from nma_ae.tools.site.messages import translator

SPEAKS_FOR_ITSELF = {"progress", "show_source", "slides", "solution", "videos"}
"""Functions whose result on the page says what was called."""
_PREPARES = {"setup"}
_FOLDED = re.compile(
    r'<details class="nma-solution"><summary>(?P<summary>.*?)</summary>'
    r"<pre[^>]*><code[^>]*>(?P<code>.*?)</code></pre></details>",
    re.DOTALL,
)


def hide_plumbing(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Take out of a chapter's page what only the notebook needs."""
    if app.builder.format != "html":
        return
    _ = translator(app.config)
    _fold_preparations(doctree, _("Set-up and imports"))
    for cell in cells(doctree):
        given = _part(cell, "cell_input")
        if given is None or not _part(cell, "cell_output"):
            continue
        if called(given.astext()) in SPEAKS_FOR_ITSELF:
            cell.remove(given)
    for shown in list(doctree.findall(nodes.raw)):
        _highlight(shown)


def cells(doctree: nodes.document) -> Iterator[nodes.container]:
    """Yield the code cells of a page."""
    for container in list(doctree.findall(nodes.container)):
        if "cell" in container["classes"]:
            yield container


def code_of(cell: nodes.container) -> str:
    """Return the source of a code cell; "" where the page does not show it."""
    given = _part(cell, "cell_input")
    return given.astext() if given is not None else ""


def called(code: str) -> str:
    """Return the name of the function that some code calls and does nothing else; "" for others."""
    tree = syntax_tree(code)
    if tree is None or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return ""
    return _name_called(tree.body[0])


def only_prepares(code: str) -> bool:
    """Return whether code imports, also where something is missing, and sets up, and no more."""
    tree = syntax_tree(as_python(code))
    if tree is None or not any(isinstance(each, ast.Import | ast.ImportFrom) for each in tree.body):
        return False
    return all(
        isinstance(each, ast.Import | ast.ImportFrom | ast.If) or _name_called(each) in _PREPARES
        for each in tree.body
    )


def _name_called(statement: ast.stmt) -> str:
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return function.id if isinstance(function, ast.Name) else ""


def _part(cell: nodes.container, name: str) -> nodes.container | None:
    for part in cell.children:
        if isinstance(part, nodes.container) and name in part["classes"]:
            return part
    return None


def _fold_preparations(doctree: nodes.document, summary: str) -> None:
    """Put each row of cells that only prepare, and print nothing, below one line."""
    for parent in {id(cell.parent): cell.parent for cell in cells(doctree)}.values():
        for folds, group in groupby(list(parent.children), key=_can_be_folded):
            if folds:
                row = list(group)
                begin = f'<details class="nma-set-up"><summary>{escape(summary)}</summary>'
                _insert(parent, row[0], begin)
                _insert(parent, row[-1], "</details>", after=1)


def _can_be_folded(node: nodes.Node) -> bool:
    if not isinstance(node, nodes.container) or "cell" not in node["classes"]:
        return False
    return not _part(node, "cell_output") and only_prepares(code_of(node))


def _insert(parent: nodes.Element, beside: nodes.Node, html: str, after: int = 0) -> None:
    parent.insert(parent.index(beside) + after, nodes.raw("", html, format="html"))


def _highlight(shown: nodes.raw) -> None:
    """Let Sphinx write the code of a fold, with its colours and its button for copying."""
    folded = _FOLDED.fullmatch(shown.astext().strip())
    if folded is None:
        return
    code = unescape(folded["code"])
    summary = f'<details class="nma-solution"><summary>{folded["summary"]}</summary>'
    box = nodes.container(
        "",
        nodes.raw("", summary, format="html"),
        nodes.literal_block(code, code, language="python"),
        nodes.raw("", "</details>", format="html"),
        classes=shown["classes"],
    )
    shown.parent.replace(shown, box)
