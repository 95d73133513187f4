"""Gettext catalogues of pages and other sources: where they lie, what they hold, updating them."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path

import polib

from nma_ae.files import write_whole
from nma_ae.tools.translate.page import Message, Translate, messages

_LIKE_ENOUGH = 0.6
"""From here on an old translation is worth offering for a changed text. gettext takes the same."""


def catalogue_path(page: Path, language: str) -> Path:
    """Return where the catalogue of a page lies: beside the pages, in gettext's layout.

    Raises:
        ValueError: `language` is not a language's code.
    """
    return page.parent / "locale" / require_language(language) / "LC_MESSAGES" / f"{page.stem}.po"


def require_language(language: str) -> str:
    """Return the code of a language, for it becomes the name of a folder.

    Raises:
        ValueError: it is none.
    """
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", language):
        raise ValueError(f'LANGUAGE must be a code such as "ja" or "pt_BR", got {language!r}.')
    return language


def read_catalogue(path: Path) -> polib.POFile:
    """Read a catalogue.

    Raises:
        ValueError: it cannot be read.
    """
    try:
        return polib.pofile(str(path), encoding="utf-8", wrapwidth=100)
    except (OSError, ValueError) as error:
        raise ValueError(f"catalogue {str(path)!r}: {error}") from error


def translations(path: Path) -> Translate:
    """Return what translates messages by a catalogue; it leaves those alone that have none.

    Args:
        path: of the catalogue; it need not exist.

    Raises:
        ValueError: the catalogue cannot be read.
    """
    entries = read_catalogue(path) if path.exists() else []
    known = {(e.msgctxt or "", e.msgid): e.msgstr for e in entries if e.translated()}
    return lambda message: known.get((message.context, message.text), message.text)


def write_catalogue(catalogue: polib.POFile, path: Path) -> None:
    """Write a catalogue, whole or not at all, in its folder, which is made where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, str(catalogue).encode())


def updated(page: Path, language: str) -> polib.POFile:
    """Return the catalogue of a page with exactly the messages that the page has now.

    A translation stays where its text is the same, or was only wrapped anew. Where the text has
    changed a little, the translation of the old one is kept as "fuzzy", beside the old text: an
    offer, which the check does not accept. Whatever is no longer on the page goes.

    Args:
        page: a notebook or a Markdown file.
        language: such as "ja".

    Raises:
        ValueError: page or catalogue cannot be read.
    """
    return updated_from(messages(page), catalogue_path(page, language), page.name, language)


def updated_from(found: Iterable[Message], path: Path, source: str, language: str) -> polib.POFile:
    """Return a catalogue with exactly the messages that were found, as `updated` does for a page.

    Args:
        found: the messages, in their order.
        path: of the catalogue as it was; it need not exist.
        source: where the messages come from.
        language: such as "ja".

    Raises:
        ValueError: the catalogue cannot be read.
    """
    old = list(read_catalogue(path)) if path.exists() else []
    known = {_key(entry.msgid, entry.msgctxt): entry for entry in old if not entry.obsolete}
    entries: dict[tuple[str, str], polib.POEntry] = {}
    for message in found:
        entry = entries.setdefault((message.context, message.text), _entry(message))
        entry.occurrences.append((source, message.place))
    unused = dict(known)
    for entry in entries.values():
        _carry_over(unused.pop(_key(entry.msgid, entry.msgctxt), None), entry)
    for entry in entries.values():
        if not entry.msgstr:
            _offer(unused, entry)
    return _file(source, language, list(entries.values()))


def _key(text: str, context: str | None) -> tuple[str, str]:
    return context or "", " ".join(text.split())


def _entry(message: Message) -> polib.POEntry:
    return polib.POEntry(msgid=message.text, msgctxt=message.context or None)


def _carry_over(old: polib.POEntry | None, entry: polib.POEntry) -> None:
    if old is not None:
        entry.msgstr, entry.flags = old.msgstr, list(old.flags)
        entry.tcomment, entry.previous_msgid = old.tcomment, old.previous_msgid


def _offer(unused: dict[tuple[str, str], polib.POEntry], entry: polib.POEntry) -> None:
    """Take over the translation of the most similar text that is gone, marked as fuzzy."""

    def likeness(key: tuple[str, str]) -> float:
        context, text = _key(entry.msgid, entry.msgctxt)
        if key[0] != context or not unused[key].msgstr:
            return 0.0
        return difflib.SequenceMatcher(None, key[1], text, autojunk=False).ratio()

    best = max(unused, key=likeness, default=None)
    if best is not None and likeness(best) >= _LIKE_ENOUGH:
        old = unused.pop(best)
        entry.msgstr, entry.tcomment = old.msgstr, old.tcomment
        entry.previous_msgid = old.msgid if "fuzzy" not in old.flags else old.previous_msgid
        entry.flags = ["fuzzy"]


def _file(source: str, language: str, entries: list[polib.POEntry]) -> polib.POFile:
    file = polib.POFile(wrapwidth=100)
    file.header = f"{source}, {language}"
    # No dates and no names: the same source gives the same file on every machine.
    file.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    file.extend(entries)
    return file
