"""Markdown in pieces: the blocks that are translated, one by one, and what is between them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # as CommonMark counts lines
_TAG = re.compile(r"</?[A-Za-z][^>]*>|<!--.*?-->", re.DOTALL)
# Lines of MyST that belong to the page and not to its text: a place, the ends of a directive.
_STRUCTURE = re.compile(r"\([\w-]+\)=\s*|:::.*")
_TEXT_ATTRIBUTE = re.compile(r"""\b(alt|title|aria-label|placeholder)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(frozen=True)
class Piece:
    """A piece of Markdown, and whether there are words in it."""

    text: str
    has_words: bool


def split(markdown: str) -> list[Piece]:
    """Cut Markdown at its top level: a heading, a paragraph, a whole list, a table, a term...

    Args:
        markdown: the text of a cell or page.

    Returns:
        Pieces whose texts, joined, are `markdown`. Without words are the blank lines between
        blocks, formulas, code, and tags alone.
    """
    lines = _LINE.findall(markdown)
    pieces: list[Piece] = []
    done = 0
    for start, end in _blocks(_parser().parse(markdown)):
        if start >= done:
            pieces.append(Piece("".join(lines[done:start]), False))
            block = "".join(lines[start:end])
            text = block.rstrip("\r\n")
            pieces.append(Piece(text, _has_words(text)))
            pieces.append(Piece(block[len(text) :], False))
            done = end
    pieces.append(Piece("".join(lines[done:]), False))
    return [piece for piece in pieces if piece.text]


def kind_of(block: str) -> str:
    """Return what a block is: "heading", "html" (tags, which may open what ends later), "text"."""
    first = next(token for token in _parser().parse(block) if token.map is not None)
    return {"heading_open": "heading", "html_block": "html"}.get(first.type, "text")


def _blocks(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Yield the first line of each block and the one after it.

    Of a definition list each term is a block, with its definition.
    """
    term = None
    for token in tokens:
        if token.map is None:
            continue
        start, end = token.map
        if token.level == 0 and token.type != "dl_open":
            yield start, end
        elif token.level == 1 and token.type == "dt_open":
            term = start if term is None else term
        elif token.level == 1 and token.type == "dd_open":
            yield (start if term is None else term), end
            term = None


def _has_words(block: str) -> bool:
    contents = Contents.of(block)
    return any(character.isalpha() for character in contents.words)


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, or a row of a table as plain text, formulas between dollars.

    Attributes:
        text: on one line; the cells of a row are separated by " | ".
        level: of a heading, from 1; otherwise 0.
    """

    text: str
    level: int


def passages(markdown: str) -> list[Passage]:
    """Read the running text of Markdown, without emphasis, links and tags.

    Args:
        markdown: the text of a cell or page.
    """
    found: list[Passage] = []
    level = 0
    row: list[str] | None = None
    for token in _parser().parse(markdown):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            found.append(Passage(" | ".join(row or []), 0))
            row = None
        elif token.type == "html_block":
            found += [Passage(line, 0) for line in _TAG.sub("\n", token.content).split("\n")]
        elif token.type in ("math_block", "math_block_label", "amsmath"):
            found.append(Passage(f"${' '.join(token.content.split())}$", 0))
        elif token.type == "inline":
            text = " ".join("".join(_running(token.children or [])).split())
            if row is None:
                found.append(Passage(text, level))
                level = 0
            else:
                row.append(text)
    return [passage for passage in found if passage.text.strip()]


def _running(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type in _MATHEMATICS:
            yield f"${token.content}$"
        elif token.type == "code_inline":
            yield f"`{token.content}`"
        elif token.type == "text":
            yield token.content


@dataclass(frozen=True)
class Contents:
    """What a piece of Markdown consists of, for comparing it with its translation.

    Attributes:
        words: all running text, with alternative texts and titles.
        kept: what a translation keeps, by kind: how often each thing occurs.
        form: the kinds of blocks in their order.
    """

    words: str
    kept: dict[str, Counter]
    form: tuple[str, ...]

    @classmethod
    def of(cls, markdown: str) -> "Contents":
        """Take a text apart."""
        tokens = list(_flat(_parser().parse(markdown)))
        kept = {kind: Counter(_of_kind(kind, tokens)) for kind in _KINDS}
        words = "\n".join(_words(tokens))
        # What should have become emphasis, code or mathematics, and stayed a character.
        kept["stray sign"] = Counter(re.findall(r"[*`$]|\b_|_\b", "".join(_plain(tokens))))
        form = tuple(
            token.tag + token.info.strip() for token in tokens if token.block and token.nesting >= 0
        )
        return cls(words, kept, form)


_MATHEMATICS = ("math_inline", "math_inline_double", "math_block", "math_block_label", "amsmath")
_KINDS = {
    "inline code": ("code_inline",),
    "mathematics": _MATHEMATICS,
    "code block": ("fence", "code_block"),
    "link": ("link_open",),
    "image": ("image",),
    "HTML tag": ("html_inline", "html_block"),
}


@cache
def _parser() -> MarkdownIt:
    """Return a parser that reads as the book's does, as far as its pages go."""
    parser = MarkdownIt("commonmark").enable("table")
    for plugin in (dollarmath_plugin, amsmath_plugin, deflist_plugin, front_matter_plugin):
        parser.use(plugin)
    parser.block.ruler.before(
        "blockquote",
        "structure",
        _structure,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},  # what it interrupts
    )
    return parser


def _structure(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Parse a line of MyST's own; a rule of the parser."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if not _STRUCTURE.fullmatch(line):
        return False
    if not silent:
        state.push("structure", "", 0).map = [start, start + 1]
        state.line = start + 1
    return True


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.type != "image":  # its children are the alternative text
            yield from _flat(token.children or [])


def _of_kind(kind: str, tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type not in _KINDS[kind]:
            continue
        if kind == "link":
            yield str(token.attrs["href"])
        elif kind == "image":
            yield str(token.attrs["src"])
        elif kind == "HTML tag":
            yield from (_TEXT_ATTRIBUTE.sub(r"\1", tag) for tag in _TAG.findall(token.content))
        else:
            yield f"{token.info} {token.content} ".strip()


def _plain(tokens: list[Token]) -> Iterator[str]:
    return (token.content for token in tokens if token.type == "text")


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "text" or token.type == "image":
            yield token.content
        elif token.type in ("html_inline", "html_block"):
            yield _TAG.sub(" ", token.content)
            for tag in _TAG.findall(token.content):
                yield from (value[1:-1] for _name, value in _TEXT_ATTRIBUTE.findall(tag))
        if token.type in ("link_open", "image"):
            yield str(token.attrs.get("title", ""))
