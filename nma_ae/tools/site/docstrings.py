"""Docstrings in Google's style as Markdown."""

import inspect
import re
from dataclasses import dataclass

# Headings of a docstring's sections, and how a page calls them.
_TITLES = {
    "Args": "Arguments",
    "Attributes": "Attributes",
    "Returns": "Returns",
    "Yields": "Yields",
    "Raises": "Raises",
    "Shape": "Shape",
    "Example": "Example",
    "Examples": "Example",
    "Source": "Source",
    "Sources": "Source",
    "Note": "Note",
    "Notes": "Note",
}
_HEADING = re.compile(rf"^(?P<name>{'|'.join(_TITLES)}):(?: +(?P<rest>\S.*))?$")
_ITEM = re.compile(r"^(?P<name>\*{0,2}[\w.]+(?: \([^)]*\))?): (?P<text>.*)", re.DOTALL)
_NAMED = ("Args", "Attributes", "Raises")


@dataclass(frozen=True)
class Section:
    """A part of a docstring.

    Attributes:
        name: Its heading, as in "Args"; "" for what stands before the first.
        text: What stands below it, without the indentation.
    """

    name: str
    text: str


def split_docstring(docstring: str) -> list[Section]:
    """Split a docstring at its headings, the description first."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for line in inspect.cleandoc(docstring).splitlines():
        heading = _HEADING.match(line)
        if heading:
            sections.append((heading["name"], [heading["rest"]] if heading["rest"] else []))
        else:
            sections[-1][1].append(line)
    # The description stands at the margin, the sections below their headings do not.
    description, *others = sections
    return [
        Section("", "\n".join(description[1]).strip()),
        *(Section(name, _outdented(lines)) for name, lines in others),
    ]


def docstring_markdown(docstring: str | None) -> str:
    """Write a docstring as Markdown: names as code, lists of arguments, examples as blocks."""
    if not docstring:
        return ""
    return "\n\n".join(filter(None, map(_section_markdown, split_docstring(docstring))))


def plain_markdown(text: str) -> str:
    """Write text such that Markdown shows it as it stands; what is in backticks stays code."""
    # A value in quotes is code too, or its quotes would become curly ones.
    text = re.sub(r"""(?<![`\w])("[\w.]+")(?![`\w])""", r"`\1`", text)
    pieces = re.split(r"(``[^`]+``|`[^`]+`)", text)
    return "".join(
        piece if i % 2 else re.sub(r"([\\*_<>\[\]$#|~])", r"\\\1", piece)
        for i, piece in enumerate(pieces)
    )


def _section_markdown(section: Section) -> str:
    if not section.text:
        return ""
    if section.name in ("Example", "Examples"):
        return f"**Example**\n\n```python\n{section.text}\n```"
    body = _items(section.text) if section.name in _NAMED else _paragraphs(section.text)
    return f"**{_TITLES[section.name]}**\n\n{body}" if section.name else body


def _items(text: str) -> str:
    """Each line that is not indented begins an item."""
    items = re.split(r"\n(?=\S)", text)
    return "\n".join(f"- {_item(' '.join(item.split()))}" for item in items)


def _item(text: str) -> str:
    found = _ITEM.match(text)
    if found is None:
        return plain_markdown(text)
    return f"`{found['name']}`: {plain_markdown(found['text'])}"


def _paragraphs(text: str) -> str:
    blocks = re.split(r"\n{2,}", text)
    return "\n\n".join(_block(block) for block in blocks)


def _block(block: str) -> str:
    lines = block.splitlines()
    if lines[0].startswith((">>>", "    ")):
        return f"```python\n{inspect.cleandoc(block)}\n```"
    if lines[0].lstrip().startswith("- "):
        items = re.split(r"^\s*- ", block, flags=re.MULTILINE)[1:]
        return "\n".join(f"- {plain_markdown(' '.join(item.split()))}" for item in items)
    return plain_markdown(" ".join(line.strip() for line in lines))


def _outdented(lines: list[str]) -> str:
    # The rest of a heading's own line stands at the margin already.
    first, *others = lines or [""]
    if first.startswith((" ", "\t")) or not first:
        return inspect.cleandoc("\n".join(["", *lines])).strip("\n")
    return "\n".join([first, inspect.cleandoc("\n".join(["", *others]))]).strip("\n")
