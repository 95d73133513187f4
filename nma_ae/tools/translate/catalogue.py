r"""Gettext catalogues of pages and other sources: where they lie, what they hold, updating them.

Babel reads, merges and compiles them. The `.po` files themselves are written here, since Babel's
`write_po` was worse on these catalogues: it puts a date and a name into the header, takes formulas
such as `\frac{1}{n}` for fields of Python (71 messages of 1,306), drops a place that is no line
number (those of all notebooks), and breaks the previous text of a fuzzy message in the middle of a
line, so that no program can read it.
"""

import io
import re
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, PoFileParser, denormalize, escape

from nma_ae.files import read_text, write_whole
from nma_ae.tools.translate.page import Message, Translate, messages

_WIDTH = 100


class Catalogue(Catalog):
    """A catalogue with the header that it was given, without Babel's dates and names.

    So the same source gives the same file on every machine.
    """

    def __init__(self) -> None:
        super().__init__(fuzzy=False)  # of the header
        self._headers: list[tuple[str, str]] = []

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Names and values of the header."""
        return self._headers

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        self._headers = list(headers)

    def entries(self) -> list[Entry]:
        """Return all entries but the header, in their order."""
        return [entry for entry in self if entry.id]


def catalogue_path(page: Path, language: str) -> Path:
    """Return where the catalogue of a page lies: beside the pages, in gettext's layout.

    Raises:
        ValueError: If `language` is not a language's code.
    """
    return page.parent / "locale" / require_language(language) / "LC_MESSAGES" / f"{page.stem}.po"


def require_language(language: str) -> str:
    """Return the code of a language, for it becomes the name of a folder.

    Raises:
        ValueError: If it is none.
    """
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", language):
        raise ValueError(f'LANGUAGE must be a code such as "ja" or "pt_BR", got {language!r}.')
    return language


def read_catalogue(path: Path) -> Catalogue:
    """Read a catalogue; the places of its messages, which an update finds anew, are left out.

    Raises:
        ValueError: If it cannot be read.
    """
    catalogue = Catalogue()
    try:
        lines = read_text(path).split("\n")
        _require_closed_quotes(lines)
        PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(lines)
    except (OSError, ValueError, PoFileError) as error:
        raise ValueError(f"catalogue {str(path)!r}: {error}") from error
    for entry in catalogue:
        _restore_previous(entry)
    return catalogue


def _require_closed_quotes(lines: list[str]) -> None:
    """Refuse a line that lost a quote: Babel would drop its last letter and say nothing."""
    for number, line in enumerate(lines, start=1):
        if line.strip() and not re.match(r'#|(msg[a-z]+ )?"(\\.|[^"\\])*"\s*$', line):
            raise ValueError(f"line {number}: expected a text in quotes, got {line!r}")


def _restore_previous(entry: Entry) -> None:
    """Take the previous text of a fuzzy entry from the comments, where Babel leaves it."""
    previous = [line[1:].strip() for line in entry.user_comments if line.startswith("|")]
    entry.user_comments = [line for line in entry.user_comments if not line.startswith("|")]
    if previous:
        entry.previous_id = [denormalize("\n".join(previous).partition("msgid ")[2])]


def translations(path: Path) -> Translate:
    """Return what translates messages by a catalogue.

    Args:
        path: of the catalogue; it need not exist.

    Returns:
        A function from a message to its translation; None where it has none, or a fuzzy one.

    Raises:
        ValueError: If the catalogue cannot be read.
    """
    entries = read_catalogue(path).entries() if path.exists() else []
    known = {(e.context or "", text_of(e)): translation_of(e) for e in entries if is_translated(e)}
    return lambda message: known.get((message.context, message.text))


def is_translated(entry: Entry) -> bool:
    """Return whether an entry has a translation, and one of its present text."""
    return bool(translation_of(entry).strip()) and not entry.fuzzy


def text_of(entry: Entry) -> str:
    """Return the text that an entry translates."""
    assert isinstance(entry.id, str)  # no plural forms: what holds one is not read
    return entry.id


def translation_of(entry: Entry) -> str:
    """Return the translation in an entry, fuzzy or not; "" where there is none."""
    assert isinstance(entry.string, str)  # no plural forms, as above
    return entry.string


def write_catalogue(catalogue: Catalogue, path: Path) -> None:
    """Write a catalogue, whole or not at all, in its folder, which is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    header, *entries = catalogue
    header.string = translation_of(header) + "\n"
    parts = [[catalogue.header_comment, *_lines(header)], *map(_lines, entries)]
    write_whole(path, "\n".join("".join(f"{line}\n" for line in part) for part in parts).encode())


def _lines(entry: Entry) -> Iterator[str]:
    yield from (f"# {comment}".rstrip() for comment in entry.user_comments)
    places = " ".join(place for place, _line in entry.locations)
    yield from (
        f"#: {line}"
        for line in textwrap.wrap(
            places, _WIDTH - 3, break_long_words=False, break_on_hyphens=False
        )
    )
    if entry.fuzzy:
        yield "#, fuzzy"
    for previous in entry.previous_id:
        yield from (f"#| {line}" for line in _field("msgid", previous))
    if entry.context:
        yield from _field("msgctxt", entry.context)
    yield from _field("msgid", text_of(entry))
    yield from _field("msgstr", translation_of(entry))


def _field(name: str, text: str) -> list[str]:
    """Write a text in quotes: a line for each of its own, and one that has no others wrapped."""
    lines = [escape(line) for line in text.splitlines(keepends=True)] or ['""']
    if len(lines) == 1 and len(f"{name} {lines[0]}") > _WIDTH:
        wrapped = textwrap.wrap(
            lines[0][1:-1], _WIDTH - 2, drop_whitespace=False, break_long_words=False
        )
        return [f'{name} ""', *(f'"{line}"' for line in wrapped)]
    return [f"{name} {lines[0]}"] if len(lines) == 1 else [f'{name} ""', *lines]


def compiled(catalogue: Catalogue) -> bytes:
    """Return a catalogue as gettext reads it: what is translated, without fuzzy offers."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def updated(page: Path, language: str) -> Catalogue:
    """Return the catalogue of a page with exactly the messages that the page has now.

    A translation stays where its text is the same, or was only wrapped anew. Where the text has
    changed a little, the translation of the old one is kept as "fuzzy", beside the old text: an
    offer, which no page shows. Whatever is no longer on the page goes.

    Args:
        page: a notebook or a Markdown file.
        language: such as "ja".

    Raises:
        ValueError: If page or catalogue cannot be read.
    """
    return updated_from(messages(page), catalogue_path(page, language), page.name, language)


def updated_from(found: Iterable[Message], path: Path, source: str, language: str) -> Catalogue:
    """Return a catalogue with exactly the messages that were found, as `updated` does for a page.

    Args:
        found: the messages, in their order.
        path: of the catalogue as it was; it need not exist.
        source: where the messages come from.
        language: such as "ja".

    Raises:
        ValueError: If the catalogue cannot be read.
    """
    template = Catalogue()
    for message in found:
        place = f"{source}:{message.place}"
        # Babel asks for the number of a line; a place is none, and `_lines` writes no number.
        template.add(message.text, "", [(place, 0)], context=message.context or None)
    catalogue = _wrapped_as(template, read_catalogue(path).entries() if path.exists() else [])
    earlier = {entry.id: entry.previous_id for entry in catalogue.entries() if entry.fuzzy}
    catalogue.update(template)
    catalogue.obsolete.clear()
    for entry in catalogue.entries():
        if entry.fuzzy:
            # An offer that was one already is still a translation of the text before that.
            offered = entry.previous_id[0] if entry.previous_id else entry.id
            entry.previous_id = earlier.get(offered, entry.previous_id)
    catalogue.header_comment = f"# {source}, {language}"
    catalogue.mime_headers = [
        ("Language", language),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=UTF-8"),
        ("Content-Transfer-Encoding", "8bit"),
    ]
    return catalogue


def _wrapped_as(template: Catalogue, entries: list[Entry]) -> Catalogue:
    """Return a catalogue of entries, in the lines of the template where the words are the same.

    Babel would take a text that was wrapped anew for a changed one.
    """
    lines = {_words(entry): entry.id for entry in template.entries()}
    catalogue = Catalogue()
    for entry in entries:
        catalogue.add(
            lines.get(_words(entry), entry.id),
            entry.string,
            flags=entry.flags,
            user_comments=entry.user_comments,
            previous_id=entry.previous_id,
            context=entry.context,
        )
    return catalogue


def _words(entry: Entry) -> tuple[str, ...]:
    return (entry.context or "", *text_of(entry).split())
