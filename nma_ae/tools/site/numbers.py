"""Numbers of figures: one below each figure of a page, which is also the way to it.

They follow from the order on the page, so that nobody has to keep them; a notebook has none.
"""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from nma_ae.tools.site.messages import translator
from nma_ae.tools.site.plumbing import cells

_DRAWN = ('<div class="nma-figure', '<div class="nma-plotly')


def number_figures(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Put each figure that a cell gives, and a line that counts it, into an element of its own."""
    if app.builder.format != "html":
        return
    _ = translator(app.config)
    figures = [figure for cell in cells(doctree) for figure in _figures(cell)]
    for number, figure in enumerate(figures, start=1):
        # An image gets the frame that figures in SVG bring along: it scrolls where it is too wide.
        begin, end = ('<div class="nma-figure">', "</div>") if _is_image(figure) else ("", "")
        begin = f'<figure class="nma-numbered" id="figure-{number}">{begin}'
        label = escape(_("Figure {}").format(number))
        end += f'<figcaption><a href="#figure-{number}">{label}</a></figcaption></figure>\n'
        figure.parent.insert(figure.parent.index(figure), nodes.raw("", begin, format="html"))
        figure.parent.insert(figure.parent.index(figure) + 1, nodes.raw("", end, format="html"))


def _figures(cell: nodes.container) -> list[nodes.Node]:
    outputs = (part for part in cell.findall(nodes.container) if "cell_output" in part["classes"])
    return [node for output in outputs for node in output.findall(_is_figure)]


def _is_figure(node: nodes.Node) -> bool:
    return _is_image(node) or (isinstance(node, nodes.raw) and node.astext().startswith(_DRAWN))


def _is_image(node: nodes.Node) -> bool:
    return isinstance(node, nodes.image)
