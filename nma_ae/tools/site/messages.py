"""What the site says beside its pages, from the package's catalogue, in the language of a book."""

import json
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import translators

from nma_ae.exercises.messages import N_, translation

# What the themes say and do not translate themselves.
THEME = (
    N_("Main"),
    N_("Toggle primary sidebar"),
    N_("Toggle secondary sidebar"),
    N_("Link to this heading"),
    N_("Color mode"),
    N_("System Settings"),
    N_("Launch interactive content"),
    N_("Launch on"),
    N_("Source repositories"),
    N_("Repository"),
    N_("Open issue"),
)
_FOUND = N_("Search finished, found ${resultCount} page(s) matching the search query.")


def translator(config: Config) -> Callable[[str], str]:
    """Return the function `_` of the book that is built: English in a language without catalogue.

    Args:
        config: of the book, with its language.
    """
    return translation(config.language).gettext


def complete_themes(app: Sphinx) -> None:
    """Add to the themes' translations what they lack."""
    for domain in ("sphinx", "booktheme"):
        translators["general", domain].add_fallback(translation(app.config.language))


def complete_search(app: Sphinx, exception: Exception | None) -> None:
    """Let the search say how many pages it found; Sphinx's Japanese says nothing there."""
    path = Path(app.outdir) / "_static" / "translations.js"
    if exception is None and path.exists():
        found = json.dumps(translator(app.config)(_FOUND))
        text = path.read_text(encoding="utf-8")
        changed = text.replace(f'{json.dumps(_FOUND)}: ""', f"{json.dumps(_FOUND)}: {found}")
        path.write_text(changed, encoding="utf-8")
