"""The editions of the book in several languages: links between them, and what stays English."""

from collections.abc import Iterator
from html import escape

from babel import Locale
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae.tools.site.messages import translator
from nma_ae.tools.site.repository import site_address
from nma_ae.tools.translate.untranslated import HEADING_MARK, SOURCE

_ENGLISH = f"language-{SOURCE}"  # a class that docutils writes as the attribute `lang`


def edition_folder(config: Config) -> str:
    """Return where an edition lies within the site: "" or, as in "ja/", the folder of its name."""
    return "" if config.language == SOURCE else f"{config.language}/"


def add_language_links(
    app: Sphinx, pagename: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Tell a page's template, and search engines, where the same page is in other languages.

    The links are relative: the site may lie anywhere, also on a disk.
    """
    if not app.config.course_editions:
        return
    up = "../" * (pagename.count("/") + edition_folder(app.config).count("/"))
    languages = [
        {
            "code": code,
            "name": Locale.parse(code).display_name,  # in the language itself
            "address": f"{up}{'' if code == SOURCE else f'{code}/'}{pagename}.html",
        }
        for code in (SOURCE, *app.config.course_editions)
    ]
    context["languages"] = [each for each in languages if each["code"] != app.config.language]
    # Search engines want whole addresses there.
    base = site_address(app.config)
    context["metatags"] = context.get("metatags", "") + "".join(
        f'\n    <link rel="alternate" hreflang="{code}" '
        f'href="{escape(base)}{"" if code == SOURCE else f"{code}/"}{pagename}.html" />'
        for code in (SOURCE, *app.config.course_editions)
        if base
    )


def mark_english(app: Sphinx, doctree: nodes.document) -> None:
    """Say in an edition what of a page is English: to its readers, and to their screen readers."""
    if app.config.language == SOURCE or len(doctree) == 0:
        return
    _ = translator(app.config)
    for title in marked_titles(doctree):
        title["classes"].append(_ENGLISH)
    page = doctree.next_node(nodes.section)
    if page is None:  # no heading that a note could follow
        return
    if app.env.docname in app.config.course_untranslated:
        page["classes"].append(_ENGLISH)
        note = _("This page has not been translated yet. Here it is in English.")
        _say(page, note, app.config)
    elif app.env.temp_data.get(MADE_FROM_ENGLISH):
        sections = [section for section in page.children if isinstance(section, nodes.section)]
        for section in sections:
            section["classes"].append(_ENGLISH)
        if sections:
            note = _("What follows comes from the source code and is in English.")
            _say(page, note, app.config, before=sections[0])


MADE_FROM_ENGLISH = "course_made_from_english"
"""Key of what `fill_in` notes about a page in Sphinx's temporary data."""


def marked_titles(doctree: nodes.document) -> Iterator[nodes.title]:
    """Yield the titles that are not translated, which the mark of one follows."""
    for mark in doctree.findall(nodes.raw):
        title = mark.previous_sibling()
        if isinstance(title, nodes.title) and mark.astext().startswith(HEADING_MARK):
            yield title


def _say(
    page: nodes.section, text: str, config: Config, before: nodes.section | None = None
) -> None:
    note = nodes.paragraph(text, text, classes=[f"language-{config.language}", "course-note"])
    page.insert(page.index(before) if before is not None else 1, note)
