"""A page of the book as messages to translate, and the page made again from translations."""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from unicodedata import east_asian_width

from nbformat import NotebookNode

from nma_ae.files import read_text
from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.translate.blocks import split
from nma_ae.tools.translate.untranslated import marked

ALT = "alt"
"""Context of messages that are the text read out in place of a figure."""

FIGURE = "figure"
"""Context of messages that are words in a figure, where it is stored as SVG."""

_SVG = "image/svg+xml"
_WORDS = re.compile(r"(?<=>)[^<>]*[A-Za-z]{2}[^<>]*(?=</text>)")
_SIZE = re.compile(r'width="([\d.]+)pt" (height="[\d.]+pt" viewBox="0 0) ([\d.]+)')
# What begins at its place, as in a legend: the size of its letters, where it begins, and its words.
_TO_THE_RIGHT = re.compile(
    r'font-size: ([\d.]+)px[^>]*text-anchor: start[^>]* x="([\d.]+)"[^>]*rotate\(-?0 [^>]*>([^<]+)<'
)
_SET_UP = re.compile(r"^setup\(.*\)$", re.MULTILINE)
_LANGUAGE = re.compile(r'(?<=\blanguage=")[^"]*(?=")')


@dataclass(frozen=True)
class Message:
    """A text to translate.

    Attributes:
        text: as it stands on the page.
        context: ALT, FIGURE, or empty.
        place: the id of its cell; of a Markdown page, its line.
    """

    text: str
    context: str
    place: str


Translate = Callable[[Message], str | None]
"""Gives the translation of a message; None where there is none, so that it stays and is marked."""


def messages(page: Path) -> list[Message]:
    """Return what there is to translate on a page, in its order.

    Raises:
        ValueError: If the page is neither a notebook nor Markdown, or cannot be read.
    """
    found: list[Message] = []

    def note(message: Message) -> str:
        found.append(message)
        return message.text

    if page.suffix == ".ipynb":
        _translate_cells(read_notebook(page), "", note)
    else:
        _translate_text(_read_markdown(page), "", "", note)
    return found


def translated_notebook(page: Path, language: str, translate: Translate) -> NotebookNode:
    """Return a notebook in another language.

    Code and outputs stay as they are, except for the language in the set-up cell, and for words in
    figures that are stored as SVG.

    Args:
        page: path of the notebook.
        language: such as "ja".
        translate: gives the translation of a message.

    Raises:
        ValueError: If it cannot be read, or does not have exactly one line `setup(...)`.
    """
    notebook = copy.deepcopy(read_notebook(page))
    _translate_cells(notebook, language, translate)
    _set_language(notebook, language, page)
    return notebook


def translated_markdown(page: Path, language: str, translate: Translate) -> str:
    """Return the text of a Markdown page in another language.

    Args:
        page: path of the page.
        language: such as "ja".
        translate: gives the translation of a message.

    Raises:
        ValueError: If it cannot be read.
    """
    return _translate_text(_read_markdown(page), "", language, translate)


def _read_markdown(page: Path) -> str:
    if page.suffix != ".md":
        raise ValueError(f"page {str(page)!r}: expected a notebook (.ipynb) or Markdown (.md)")
    try:
        return read_text(page)
    except OSError as error:
        raise ValueError(f"page {str(page)!r}: expected a text file ({error})") from error


def _translate_cells(notebook: NotebookNode, language: str, translate: Translate) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "remove-cell" not in cell.metadata.get("tags", []):
            cell.source = _translate_text(cell.source, cell.id, language, translate)
        image = cell.metadata.get("mystnb", {}).get("image", {})
        if image.get("alt"):  # not marked where it stays: there is nothing to see
            image["alt"] = translate(Message(image["alt"], ALT, cell.id)) or image["alt"]
        for output in cell.get("outputs", []):
            figure = output.get("data", {})
            if _SVG in figure:
                figure[_SVG] = _translate_figure(figure[_SVG], cell.id, translate)


def _translate_figure(svg: str, place: str, translate: Translate) -> str:
    """Translate the words of a figure; a formula, whose letters have places of their own, stays."""

    def put(found: re.Match[str]) -> str:
        text = unescape(found[0]).strip()
        return escape(translate(Message(text, FIGURE, place)) or text, quote=False)

    return _widened(_WORDS.sub(put, svg))


def _widened(svg: str) -> str:
    """Give a figure room where words of wide letters reach beyond its right edge."""
    size = _SIZE.search(svg)
    ends = [
        float(begin) + float(letters) * _width(unescape(words)) + 2
        for letters, begin, words in _TO_THE_RIGHT.findall(svg)
        if any(map(_is_wide, words))
    ]
    if size is None or not ends or max(ends) <= float(size[1]):
        return svg
    width = f"{max(ends):.2f}"
    return _SIZE.sub(rf'width="{width}pt" \2 {width}', svg, count=1)


def _width(words: str) -> float:
    """Estimate how wide words are, in the height of their letters."""
    return sum(1.0 if _is_wide(letter) else 0.6 for letter in words)


def _is_wide(letter: str) -> bool:
    return east_asian_width(letter) in "WF"


def _translate_text(markdown: str, place: str, language: str, translate: Translate) -> str:
    parts, line = [], 1
    for piece in split(markdown):
        if piece.has_words:
            translation = translate(Message(piece.text, "", place or str(line)))
            parts.append(marked(piece.text, language) if translation is None else translation)
        else:
            parts.append(piece.text)
        line += piece.text.count("\n")
    return "".join(parts)


def _set_language(notebook: NotebookNode, language: str, page: Path) -> None:
    cells = [c for c in notebook.cells if c.cell_type == "code" and _SET_UP.search(c.source)]
    if len(cells) != 1 or len(_SET_UP.findall(cells[0].source)) != 1:
        raise ValueError(
            f"page {str(page)!r}: expected one line `setup(...)` in its code, to set the language "
            f"there; found {sum(len(_SET_UP.findall(cell.source)) for cell in cells)}"
        )
    cells[0].source = _SET_UP.sub(
        lambda line: _in_language(line[0], language, page), cells[0].source
    )


def _in_language(line: str, language: str, page: Path) -> str:
    if len(_LANGUAGE.findall(line)) != 1:
        raise ValueError(f'page {str(page)!r}: expected language="..." in {line!r}')
    return _LANGUAGE.sub(language, line)
