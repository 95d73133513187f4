"""Lets Markdown link to anchors that are written in HTML.

A notebook marks a place with `<a id="equation-1"></a>` and links to it with `[(1)](#equation-1)`:
that works in JupyterLab, in Colab and here. MyST by itself knows only its own `(label)=`, which a
notebook would show as text.
"""

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

_OPENING = re.compile(r"""<a\s+(?:id|name)=(["'])(?P<id>[A-Za-z][\w:.-]*)\1\s*>""")
_CLOSING = "</a>"


class HtmlAnchors(SphinxTransform):
    """Turns `<a id="name"></a>` into a target that links, checked by Sphinx, can lead to."""

    default_priority = 800  # before MyST resolves `#name`, at 879

    def apply(self, **_options: object) -> None:
        """Replace each anchor that holds no text."""
        for node in list(self.document.findall(nodes.raw)):
            opening = _OPENING.match(node.astext())
            if opening is None or not self._closes(node, node.astext()[opening.end() :].strip()):
                continue
            target = nodes.target("", "", ids=[opening["id"]], names=[opening["id"]])
            node.replace_self(target)
            self.document.note_explicit_target(target, target)

    @staticmethod
    def _closes(node: nodes.raw, rest: str) -> bool:
        """Say whether the anchor holds nothing; drop the node that ends it, if it is another."""
        if rest:
            return rest == _CLOSING
        following = node.next_node(descend=False, siblings=True)
        if not isinstance(following, nodes.raw) or following.astext() != _CLOSING:
            return False
        following.parent.remove(following)
        return True
