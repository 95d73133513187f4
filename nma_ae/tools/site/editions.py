"""The editions of the book in several languages: links between them, and what stays English."""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from nma_ae.tools.site.words import WORDS, words

SOURCE = "en"
"""The language that the book is written in. Its edition holds the others, each in its folder."""


def edition_folder(config: Config) -> str:
    """Return where an edition lies within the site: "" or, as in "ja/", the folder of its name."""
    return "" if config.language == SOURCE else f"{config.language}/"


def add_language_links(
    app: Sphinx, pagename: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Tell a page's template, and search engines, where the same page is in other languages.

    The addresses are relative: the site may lie anywhere, also on a disk.
    """
    if not app.config.course_editions:
        return
    up = "../" * (pagename.count("/") + edition_folder(app.config).count("/"))
    languages = [
        {
            "code": code,
            "name": WORDS.get(code, {}).get("name", code),
            "address": f"{up}{'' if code == SOURCE else f'{code}/'}{pagename}.html",
        }
        for code in (SOURCE, *app.config.course_editions)
    ]
    context["languages"] = [each for each in languages if each["code"] != app.config.language]
    context["metatags"] = context.get("metatags", "") + "".join(
        f'\n    <link rel="alternate" hreflang="{each["code"]}" href="{escape(each["address"])}" />'
        for each in languages
    )


def mark_english(app: Sphinx, doctree: nodes.document) -> None:
    """Say in an edition what of a page is English: to its readers, and to their screen readers."""
    if app.config.language == SOURCE or len(doctree) == 0:
        return
    page = doctree.next_node(nodes.section)
    if app.env.docname in app.config.course_untranslated:
        page["classes"].append(f"language-{SOURCE}")  # docutils writes it as an attribute `lang`
        _say(page, "untranslated", app.config)
    elif app.env.temp_data.get(MADE_FROM_ENGLISH):
        sections = [section for section in page.children if isinstance(section, nodes.section)]
        for section in sections:
            section["classes"].append(f"language-{SOURCE}")
        if sections:
            _say(page, "english", app.config, before=sections[0])


MADE_FROM_ENGLISH = "course_made_from_english"
"""Key of what `fill_in` notes about a page in Sphinx's temporary data."""


def _say(
    page: nodes.section, word: str, config: Config, before: nodes.section | None = None
) -> None:
    text = words(config)[word]
    note = nodes.paragraph(text, text, classes=[f"language-{config.language}", "course-note"])
    page.insert(page.index(before) if before is not None else 1, note)
