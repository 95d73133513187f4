"""The feed in which readers are told of a chapter that has changed."""

from datetime import UTC, date, datetime, time
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx

from nma_ae.tools.site.editions import edition_folder
from nma_ae.tools.site.found import address_of
from nma_ae.tools.site.head import description_of
from nma_ae.tools.site.repository import site_address
from nma_ae.tools.site.updated import last_change

_FILE = "feed.xml"  # in the folder of the edition
_ATOM = "http://www.w3.org/2005/Atom"


def add_feed_link(
    app: Sphinx, _page: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Tell readers of feeds where an edition's is, where there is one."""
    if changes_of_chapters(app):
        link = f'<link rel="alternate" type="application/atom+xml" href="{escape(_feed(app))}" />'
        context["metatags"] = f"{context.get('metatags', '')}\n    {link}"


def write_feed(app: Sphinx, exception: Exception | None) -> None:
    """Write the chapters of an edition as a feed, Atom's, the one that changed last first.

    Each change makes an entry of its own, since most readers of feeds show one only once.
    """
    if exception is not None or app.builder.format != "html":
        return
    changes = changes_of_chapters(app)
    if not changes:
        return
    start = address_of(app, app.config.root_doc)
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": app.config.language})
    _add(feed, "id", start)
    _add(feed, "title", app.config.html_title)
    _add(feed, "updated", _moment(max(changes.values())))
    _add(_add(feed, "author"), "name", app.config.author)
    _add(feed, "link", href=start)
    _add(feed, "link", rel="self", href=_feed(app))
    for page, day in sorted(changes.items(), key=lambda each: (each[1], each[0]), reverse=True):
        entry = _add(feed, "entry")
        _add(entry, "id", f"{address_of(app, page)}#changed-{day}")
        _add(entry, "title", app.env.titles[page].astext())
        _add(entry, "updated", _moment(day))
        _add(entry, "link", href=address_of(app, page))
        _add(entry, "summary", description_of(app.env.get_doctree(page)))
    ElementTree.indent(feed)
    ElementTree.ElementTree(feed).write(
        Path(app.outdir) / _FILE, encoding="utf-8", xml_declaration=True
    )


def changes_of_chapters(app: Sphinx) -> dict[str, date]:
    """Return when each chapter of an edition was last changed, by its page.

    Empty where the site's address or the history of the repository is not known.
    """
    if not site_address(app.config):
        return {}
    return {page: day for page in app.env.found_docs if (day := last_change(app, page))}


def _feed(app: Sphinx) -> str:
    return f"{site_address(app.config)}{edition_folder(app.config)}{_FILE}"


def _add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text
    return element


def _moment(day: date) -> str:
    return datetime.combine(day, time(), UTC).isoformat()
