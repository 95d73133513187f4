"""What readers have read, answered and solved: kept in their own browser, shown on all pages."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from nma_ae.tools.site.assets import FOLDER
from nma_ae.tools.site.choices import has_choice
from nma_ae.tools.site.messages import translator

_SCRIPT = f"{FOLDER}/progress.js"


def add_progress(
    app: Sphinx, pagename: str, _template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Load the script that remembers, and tell it on which page to remember something."""
    _ = translator(app.config)
    words = {
        "data-read": _("read"),
        "data-solved": _("solved"),
        "data-sections": _("sections read: {} of {}"),
        "data-questions": _("questions answered: {} of {}"),
        "data-exercises": _("exercises solved: {}"),
    }
    is_notebook = doctree is not None and Path(app.env.doc2path(pagename)).suffix == ".ipynb"
    if is_notebook or has_choice(context):
        words["data-chapter"] = pagename
    app.add_js_file(_SCRIPT, 500, defer="defer", **words)  # as Sphinx's own
