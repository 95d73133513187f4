"""Anchors of the pages: those that are written in HTML, and the same ones in all languages.

A notebook marks a place with `<a id="equation-1"></a>` and links to it with `[(1)](#equation-1)`:
that works in JupyterLab, in Colab and here. MyST by itself knows only its own `(label)=`, which a
notebook would show as text.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform

from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.site.repository import Repository
from nma_ae.tools.translate.blocks import passages
from nma_ae.tools.translate.untranslated import SOURCE

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


class EnglishAnchors(SphinxTransform):
    """Gives the sections of an edition the anchors that they have in English.

    A heading in another script would else be `#id7`, another one as soon as a section is added
    before it; and so a link to a section holds in all languages.
    """

    default_priority = 820  # as above

    def apply(self, **_options: object) -> None:
        """Put the English anchor of each section before its own, which stays."""
        if self.config.language == SOURCE:
            return
        page = Path(self.env.doc2path(self.env.docname))
        english = Path(Repository(self.config).folder, self.env.docname).with_suffix(page.suffix)
        titles = [_titles(each) if each.is_file() else [] for each in (page, english)]
        if len(titles[0]) != len(titles[1]):  # this page is not made from that one
            return
        # Sections that are written while the site is built are in neither file, and English.
        pairs = zip(*titles, strict=True)
        own, title = next(pairs, ("", ""))
        for section in self.document.findall(nodes.section):
            heading = section.next_node(nodes.title)
            if heading is None or heading.astext() != own:
                continue
            anchor = nodes.make_id(title)
            if anchor and anchor not in self.document.ids:
                section["ids"].insert(0, anchor)
                self.document.ids[anchor] = section
            own, title = next(pairs, ("", ""))


def _titles(page: Path) -> list[str]:
    """Return the headings of a page as docutils has them: formulas and code without their marks."""
    texts = [page.read_text(encoding="utf-8")]
    if page.suffix == ".ipynb":
        cells = read_notebook(page).cells
        texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    found = [passage for text in texts for passage in passages(text) if passage.level]
    return [re.sub("[$`]", "", passage.text) for passage in found]
