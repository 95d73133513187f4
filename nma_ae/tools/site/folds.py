"""Code cells that a page folds: in HTML that is valid, and with a label in the page's words.

myst-nb puts paragraphs into the summary, where HTML allows none, and has screen readers say "Toggle
hidden content" in place of what is written there.
"""

from html import escape

from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


def add_folds(app: Sphinx) -> None:
    """Have folded cells written by `visit_fold`."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_HideCellInput))


def visit_fold(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """Open a fold, with the line that shows or hides it."""
    translator.body.append(
        '<details class="nma-fold"><summary>'
        f'<span class="nma-fold__show">{escape(node["prompt_show"])}</span>'
        f'<span class="nma-fold__hide">{escape(node["prompt_hide"])}</span>'
        "</summary>\n"
    )
