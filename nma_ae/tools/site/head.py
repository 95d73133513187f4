"""What stands in the head of a page: a description, scripts that wait."""

import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from nma_ae.tools.site.found import link_preview

_DESCRIPTION_LENGTH = 160  # letters; search engines show no more
# Scripts in files, but the one that inline scripts build on.
_BLOCKING = re.compile(r'<script src="(?![^"]*documentation_options\.js)')
# The theme loads the whole index on every page, for results while one types, which are off.
_SEARCH = re.compile(
    r'\s*<script (?:defer )?src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>'
)

# Fonts and scripts that come early do so at the cost of the style, without which nothing is drawn:
# on a slow line their preloading moves the first word from 1.1 to 1.8 s.
_EARLY = re.compile(r'\s*<link rel="preload"[^>]*>')

# The theme asks for light or dark only when its script has come, and until then has no colours.
_THEME_LATER = re.compile(
    r"document\.documentElement\.dataset\.mode = .*?dataset\.theme = [^;]*;", re.DOTALL
)
_THEME_AT_ONCE = """(({ dataset }) => {
      let mode = "auto";
      try {
        mode = localStorage.getItem("mode") || mode;
      } catch {
        // nothing may be kept here
      }
      const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
      dataset.mode = mode;
      dataset.theme = mode === "auto" ? (isDark ? "dark" : "light") : mode;
    })(document.documentElement);"""


def add_head(
    app: Sphinx, pagename: str, _template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Add the page's description, and what is shown of it where somebody links to it."""
    tags = []
    description = description_of(doctree)
    if description:
        tags.append(f'<meta name="description" content="{escape(description)}" />')
    title = doctree.next_node(nodes.title) if doctree is not None else None
    if title is not None:
        tags += link_preview(app, pagename, title.astext(), description)
    context["metatags"] = context.get("metatags", "") + "".join(f"\n    {tag}" for tag in tags)


def defer_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Let no script keep a page from being drawn, and take those away that it has no use for.

    Nothing is fetched before its turn. Deferred scripts run in the same order. The one that is not
    deferred gives the page its colours; where scripts are off, those are the light ones.
    """
    if exception is not None or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        head, mark, body = page.partition("</head>")
        changed = _EARLY.sub("", _BLOCKING.sub('<script defer src="', head))
        changed = changed.replace(' data-theme="auto"', ' data-theme="light"', 1)
        changed = _THEME_LATER.sub(lambda _found: _THEME_AT_ONCE, changed, count=1)
        if path.name != "search.html":
            changed = _SEARCH.sub("", changed)
        if changed != head:
            path.write_text(changed + mark + body, encoding="utf-8")


def description_of(doctree: nodes.document | None) -> str:
    """Return the beginning of a page's first paragraph, as long as search engines show it."""
    paragraph = doctree.next_node(nodes.paragraph) if doctree is not None else None
    if paragraph is None:
        return ""
    text = " ".join(paragraph.astext().split())
    if len(text) <= _DESCRIPTION_LENGTH:
        return text
    start = text[: _DESCRIPTION_LENGTH - 1]
    return (start.rpartition(" ")[0] if text.isascii() else start) + "…"
