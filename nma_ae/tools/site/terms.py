"""Terms of the glossary in a chapter: each is a link once, and beside it a card says what it means.

A text uses ordinary words in more than one sense: "your own code", "nothing gains by it". So a term
becomes a link at the first of these places:

1. where the chapter sets it in bold, which is where it explains it;
2. in the chapter that introduces it or a section of that, and anywhere if it has several words or
   capitals ("linear layer", "PReLU"), where it comes first;
3. elsewhere, a single ordinary word where it first has company: another term of its section of the
   glossary in the same paragraph. "Code" beside "encoder" is the glossary's.

A chapter that comes before the one which introduces a term does not mean it yet.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from nma_ae.tools.site.assets import FOLDER
from nma_ae.tools.site.glossary import PAGE, Term, definition_html, mark_terms, read_terms
from nma_ae.tools.site.reference import documents_of

_SCRIPT = f"{FOLDER}/terms.js"
# Letters that go on in a word: Latin ones, katakana, kanji.
_SCRIPTS = (
    r"\-0-9A-Za-z\u00c0-\u024f",
    r"\u30a1-\u30fa\u30fc",
    r"\u3005\u3400-\u9fff",
)
# A paragraph is prose if there is nothing else around it: no table, no cell, no note.
_AROUND_PROSE = (
    nodes.document,
    nodes.section,
    nodes.bullet_list,
    nodes.enumerated_list,
    nodes.list_item,
    nodes.block_quote,
)


class TermLink(nodes.Inline, nodes.TextElement):
    """A term in a text, with the address of its entry."""


@dataclass(frozen=True)
class Occurrence:
    """A place where a text names a term.

    Attributes:
        term: Which one.
        text: The node, for `start` and `end` to count its letters.
        is_bold: Whether the term, and nothing else, is set in bold there.
    """

    term: Term
    text: nodes.Text
    start: int
    end: int
    is_bold: bool


def add_terms(app: Sphinx) -> None:
    """Register all that leads from chapters to the glossary."""
    app.add_node(TermLink, html=(_visit_link, _depart_link))
    app.connect("doctree-read", mark_terms)
    app.connect("doctree-resolved", link_terms)
    app.connect("html-page-context", add_term_cards)


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Make links of the terms in a chapter, and keep their definitions for its page."""
    is_chapter = Path(app.env.doc2path(docname)).suffix == ".ipynb"
    if app.builder.format != "html" or PAGE not in app.env.found_docs or not is_chapter:
        return
    order = documents_of(app)
    terms = read_terms(app)
    later = {term for term in terms if term.chapter in order[order.index(docname) + 1 :]}
    found = [occurrences(paragraph, terms) for paragraph in _prose(doctree)]
    above = {page for page, below in app.env.toctree_includes.items() if docname in below}
    places = chosen(found, {docname, *above}, later)
    address = app.builder.get_relative_uri(docname, PAGE)
    for text in {id(place.text): place.text for place in places}.values():
        _put_links(text, [place for place in places if place.text is text], address)
    for link in doctree.findall(TermLink):
        term = next(term for term in terms if term.anchor == link["anchor"])
        link["says"] = definition_html(app, term)


def occurrences(paragraph: nodes.Element, terms: list[Term]) -> list[Occurrence]:
    """Return where a paragraph names terms: the longest names there are, as whole words.

    Not in code, formulas, links, titles of papers, nor in a bold phrase that says something else.

    Args:
        paragraph: Of a chapter.
        terms: Of the glossary, in the chapter's language.
    """
    named = sorted(
        ((name, term) for term in terms for name in term.names), key=lambda each: -len(each[0])
    )
    names = re.compile("|".join(f"({_pattern(name)})" for name, _term in named))
    found = []
    for text in paragraph.findall(nodes.Text):
        is_bold = isinstance(text.parent, nodes.strong)
        if text.parent is not paragraph and not is_bold:
            continue
        for match in names.finditer(text.astext()):
            if not is_bold or match[0] == text.astext().strip():
                assert match.lastindex is not None  # each name is a group
                term = named[match.lastindex - 1][1]
                found.append(Occurrence(term, text, match.start(), match.end(), is_bold))
    return found


def chosen(
    found: list[list[Occurrence]],
    own: Collection[str],
    later: Collection[Term] = (),
) -> list[Occurrence]:
    """Return the one place for each term, by the rule above.

    Args:
        found: The occurrences, paragraph by paragraph.
        own: The chapter, and the one that it is a section of.
        later: Terms that later chapters introduce.
    """
    bold: dict[Term, Occurrence] = {}
    first: dict[Term, Occurrence] = {}
    for paragraph in found:
        here = {place.term for place in paragraph}
        for place in paragraph:
            term = place.term
            if term in later:
                continue
            has_company = any(each.section == term.section for each in here - {term})
            if place.is_bold:
                bold.setdefault(term, place)
            elif not term.is_ordinary or term.chapter in own or has_company:
                first.setdefault(term, place)
    return list({**first, **bold}.values())


def add_term_cards(
    app: Sphinx, _page: str, _template: str, context: dict, doctree: nodes.document | None
) -> None:
    """Put the cards of a page's terms at its end, hidden, and load what shows them.

    In the page itself, so that they are there on a disk as well, and for a screen reader without
    the script; and not in the tree of its text, where the search would find them.
    """
    links = [] if doctree is None else list(doctree.findall(TermLink))
    if not links:
        return
    title = escape(app.env.titles[PAGE].astext())
    cards = "".join(
        f'<div class="nma-card" popover="manual"><div id="card-{link["anchor"]}" role="tooltip">'
        f"{link['says']}</div>"
        f'<p class="nma-card__more"><a href="{escape(link["address"])}">{title}</a></p></div>\n'
        for link in links
    )
    context["body"] += cards
    app.add_js_file(_SCRIPT, 500, defer="defer")  # as Sphinx's own


def _prose(doctree: nodes.document) -> Iterator[nodes.paragraph]:
    """Yield the paragraphs that a reader has in sight: no folded answers, no options to press."""
    n_folds = 0
    for node in doctree.findall(lambda each: isinstance(each, nodes.raw | nodes.paragraph)):
        if isinstance(node, nodes.raw):
            n_folds += node.astext().count("<details") - node.astext().count("</details")
        elif isinstance(node, nodes.paragraph) and n_folds == 0 and _is_prose(node):
            for part in (node, *node.findall(nodes.strong)):
                _join_lines(part)
            yield node


def _is_prose(paragraph: nodes.paragraph) -> bool:
    around: nodes.Element | None = paragraph.parent
    while around is not None:
        if not isinstance(around, _AROUND_PROSE) or "nma-choice-options" in around["classes"]:
            return False
        around = around.parent
    return True


def _join_lines(part: nodes.Element) -> None:
    """Join the lines of a text, which MyST has as nodes of their own: names go on in the next."""
    joined: list[nodes.Node] = []
    for child in part.children:
        if joined and isinstance(joined[-1], nodes.Text) and isinstance(child, nodes.Text):
            joined[-1] = nodes.Text(joined[-1] + child)
        else:
            joined.append(child)
    part.children = []
    part.extend(joined)


def _pattern(name: str) -> str:
    """Return the expression for a name that is no part of a longer word.

    In English with a capital at the beginning of a sentence, and with the plural's s. In Japanese,
    which has no spaces, a word ends where its script does: 符号 is none in 符号化.
    """
    start = f"[{name[0].lower()}{name[0].upper()}]"
    whole = start + re.escape(name[1:]).replace(r"\ ", r"\s+")
    plural = ""
    if re.search(r"[A-Za-z]$", name):
        plural = "(?:es)?" if re.search(r"(?:s|x|ch|sh)$", name) else "s?"
    before, after = (_script(letter) for letter in (name[0], name[-1]))
    return (
        (f"(?<![{before}])" if before else "")
        + whole
        + plural
        + (f"(?![{after}])" if after else "")
    )


def _script(letter: str) -> str:
    return next((script for script in _SCRIPTS if re.match(f"[{script}]", letter)), "")


def _put_links(text: nodes.Text, places: list[Occurrence], address: str) -> None:
    whole, done = text.astext(), 0
    parts: list[nodes.Node] = []
    for place in sorted(places, key=lambda place: place.start):
        words, anchor = whole[place.start : place.end], place.term.anchor
        link = TermLink("", words, anchor=anchor, address=f"{address}#{anchor}")
        parts += [nodes.Text(whole[done : place.start]), link]
        done = place.end
    text.parent.replace(text, [*parts, nodes.Text(whole[done:])])


def _visit_link(translator: HTML5Translator, node: TermLink) -> None:
    translator.body.append(
        f'<a class="nma-term" href="{escape(node["address"])}" '
        f'aria-describedby="card-{node["anchor"]}">'
    )


def _depart_link(translator: HTML5Translator, _node: TermLink) -> None:
    translator.body.append("</a>")
