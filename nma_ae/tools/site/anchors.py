"""Lets Markdown link to anchors that are written in HTML.

A notebook marks a place with `<a id="equation-1"></a>` and links to it with `[(1)](#equation-1)`:
that works in JupyterLab, in Colab and here. MyST by itself knows only its own `(label)=`, which a
notebook would show as text.
"""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

_ANCHOR = re.compile(r"""<a\s+(?:id|name)=(["'])(?P<id>[A-Za-z][\w:.-]*)\1\s*>\s*(?:</a>\s*)?""")


class HtmlAnchors(SphinxTransform):
    """Turns `<a id="name"></a>` into a target that links, checked by Sphinx, can lead to."""

    default_priority = 800  # before MyST resolves `#name`, at 879

    def apply(self, **_options: object) -> None:
        """Replace each anchor; its closing tag stands in the node that follows, or in its own."""
        for node in list(self.document.findall(nodes.raw)):
            match = _ANCHOR.fullmatch(node.astext())
            if match is None or "html" not in node.get("format", "").split():
                continue
            name = match["id"]
            target = nodes.target("", "", ids=[name], names=[name])
            closing = node.next_node(descend=False, siblings=True)
            if isinstance(closing, nodes.raw) and closing.astext() == "</a>":
                closing.parent.remove(closing)
            node.replace_self(target)
            self.document.note_explicit_target(target, target)
