"""Puts the latent explorer on a page: `{latent-explorer}` in Markdown."""

import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from nma_ae.tools.site.assets import EXPLORER_STYLE, FOLDER
from nma_ae.tools.site.messages import translator

_PIECES = "spaces"  # under _static/site of the built site


class LatentExplorerDirective(SphinxDirective):
    """Shows the shipped networks, each loaded when it is wanted: the first one at once.

    Not in the page itself, whose text would wait for them on a slow line. They come as scripts,
    which also a page on a disk may load.
    """

    has_content = False
    option_spec: ClassVar[dict] = {}

    def run(self) -> list[nodes.Node]:
        """Return the explorer as HTML."""
        from nma_ae.explorers.latent import LatentExplorer, explorer_words
        from nma_ae.explorers.spaces import shipped_examples, shipped_spaces

        to_root = "../" * self.env.docname.count("/")
        content = {
            "spaces": [_on_demand(name, to_root) for name in shipped_spaces()],
            "examples": shipped_examples(),
            "words": explorer_words(translator(self.config)),
        }
        explorer = LatentExplorer(content)
        return [nodes.raw("", explorer.markup(), format="html")]


def add_explorer_style(
    app: Sphinx, _page: str, _template: str, _context: dict, doctree: nodes.document | None
) -> None:
    """Load the explorer's style on the pages that show it: in their body HTML allows none."""
    shown = [] if doctree is None else doctree.findall(nodes.raw)
    if any('class="nma-explorer"' in node.astext() for node in shown):
        app.add_css_file(EXPLORER_STYLE, priority=900)  # after the theme's


def write_pieces(app: Sphinx, exception: Exception | None) -> None:
    """Write the parts that are loaded on demand, each as a script that leaves it behind."""
    if exception is not None or app.builder.format != "html":
        return
    from nma_ae.explorers.spaces import shipped_space, shipped_spaces

    folder = Path(app.outdir) / "_static" / FOLDER / _PIECES
    folder.mkdir(parents=True, exist_ok=True)
    for name in shipped_spaces():
        space = shipped_space(name)
        encoder = space.pop("encoder")
        _write(folder / f"{name}-encoder.js", encoder)
        _write(folder / f"{name}.js", space)


def _address(file: str, to_root: str) -> str:
    return f"{to_root}_static/{FOLDER}/{_PIECES}/{file}.js"


def _on_demand(name: str, to_root: str) -> dict[str, Any]:
    from nma_ae.explorers.spaces import shipped_space

    return {
        "name": name,
        "kind": shipped_space(name)["kind"],
        "address": _address(name, to_root),
        "encoder": {"address": _address(f"{name}-encoder", to_root)},
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, separators=(",", ":"))
    path.write_text(f"globalThis.nmaExplorerPiece={text};\n", encoding="utf-8")
