"""The terms of the glossary: their anchors, their names, and what is said of them."""

import re
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from nma_ae.tools.site.repository import Repository
from nma_ae.tools.translate.untranslated import SOURCE

PAGE = "about/glossary"

_LINE = re.compile(
    r"^:::(?:\{if-chapter\} (?P<chapter>\w+))?$|^\*\*(?P<name>[^*\n]+)\*\*.*\n: ", re.MULTILINE
)
_ABBREVIATION = re.compile(r"\s*\(.*?\)")
_BETWEEN_NAMES = re.compile(r"\s*[()（）、,。]\s*")
_AND = re.compile(r"\s+and\s+|と")
_SENTENCES = re.compile(r".*(?:\.(?=\s|$)|。)", re.DOTALL)
_LINKS = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)


@dataclass(frozen=True)
class Term:
    """An entry of the glossary, as one edition has it.

    Attributes:
        anchor: Of the entry, the same in all editions.
        names: As the text of a chapter may call it: in full, abbreviated.
        section: Anchor of the glossary's section that it stands in.
        chapter: The chapter that introduces it, or "".
        is_ordinary: Whether it is, in English, a single word such as "code" or "gain", which a text
            may use in another sense.
        says: Its full name, and its definition without links.
    """

    anchor: str
    names: tuple[str, ...]
    section: str
    chapter: str
    is_ordinary: bool
    says: tuple[nodes.Element, ...]


def written_terms(page: Path) -> list[tuple[str, str]]:
    """Return the names that a glossary's file has in bold, each with the chapter it belongs to.

    Args:
        page: The Markdown file.
    """
    found, chapter = [], ""
    for line in _LINE.finditer(page.read_text(encoding="utf-8")):
        if line["name"]:
            found.append((line["name"], chapter))
        else:
            chapter = line["chapter"] or ""
    return found


def mark_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Give each entry of the glossary its English anchor, and a link to itself.

    And have the chapters made anew when the glossary changes, since they show what it says.
    """
    if PAGE not in app.env.found_docs:
        return
    page = Path(app.env.doc2path(PAGE))
    if app.env.docname != PAGE:
        if Path(app.env.doc2path(app.env.docname)).suffix == ".ipynb":
            app.env.note_dependency(str(page))
        return
    own = written_terms(page)
    original = Path(Repository(app.config).folder, PAGE).with_suffix(page.suffix)
    english = written_terms(original) if app.config.language != SOURCE else own
    if len(own) != len(english):  # this page is not made from that one
        english = own
    known = {name: each for (name, _), each in zip(own, english, strict=True)}
    for definitions in list(doctree.findall(nodes.definition_list)):
        for term in definitions.findall(nodes.term):
            bold = term.next_node(nodes.strong)
            name, chapter = known.get(bold.astext() if bold is not None else "", ("", ""))
            if name:
                term["ids"] = [f"term-{nodes.make_id(_ABBREVIATION.sub('', name))}"]
                term["english"], term["chapter"] = name, chapter
        # Sphinx writes a sign beside each of its entries, as beside a heading.
        definitions.replace_self(addnodes.glossary("", definitions.deepcopy()))


def read_terms(app: Sphinx) -> list[Term]:
    """Return the terms of the edition that is built, in the order of its glossary."""
    found = app.env.get_doctree(PAGE).findall(nodes.term)
    return [_term(term) for term in found if "english" in term]


def definition_html(app: Sphinx, term: Term) -> str:
    """Return what the glossary says of a term, as HTML.

    Args:
        app: Sphinx, as it builds HTML.
        term: Which one.
    """
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    return app.builder.render_partial(nodes.container("", *term.says))["fragment"]


def _term(term: nodes.term) -> Term:
    section = term.parent
    while not isinstance(section, nodes.section):
        section = section.parent
    says: list[nodes.Element] = [nodes.paragraph("", "", *term.deepcopy().children)]
    for definition in term.parent.findall(nodes.definition):
        copies = definition.deepcopy().children
        says += [part for part in copies if isinstance(part, nodes.Element)]
    for part in says:
        _leave_out_links(part)
    names = [name for name in _BETWEEN_NAMES.split(term.astext()) if name]
    english = _ABBREVIATION.sub("", term["english"]).split(" and ")
    if len(english) > 1:  # "positive and negative": a text calls them one by one
        names += _AND.split(names[0])
    return Term(
        anchor=term["ids"][0],
        names=tuple(names),
        section=section["ids"][0],
        chapter=term["chapter"],
        is_ordinary=all(" " not in word and word[1:].islower() for word in english),
        says=tuple(says),
    )


def _leave_out_links(part: nodes.Element) -> None:
    """Leave out a sentence that leads elsewhere, and what follows it; of the first keep the words.

    What is shown beside a text holds nothing that a keyboard would have to reach.
    """
    for link in [child for child in part.children if isinstance(child, _LINKS)]:
        before = _whole_sentences(part.children[: part.index(link)])
        if before:
            part.children = []
            part.extend(before)
            break
    for inner in [node for kind in _LINKS for node in part.findall(kind)]:
        inner.replace_self(inner.children)


def _whole_sentences(text: list[nodes.Node]) -> list[nodes.Node]:
    """Return a text without the beginning of a sentence that it ends with."""
    for number in range(len(text) - 1, -1, -1):
        last = text[number]
        whole = _SENTENCES.match(last) if isinstance(last, nodes.Text) else None
        if whole is not None:
            return [*text[:number], nodes.Text(whole[0])]
    return []
