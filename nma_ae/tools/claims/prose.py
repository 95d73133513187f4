"""The sentences of a page, and what the page shows beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from nma_ae.files import read_text
from nma_ae.tools.notebooks.choices import without_options
from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.translate.blocks import Passage, passages

# A full stop ends a sentence unless an initial or one of these stands before it.
_END = re.compile(r"(?<=[.!?:])[\"”’)\]]*\s+(?=[\"“‘(\[]*[A-Z0-9$`])")
_NO_END = re.compile(r"(?:\b[A-Z]|\b(?:e\.g|i\.e|vs|cf|Fig|No)|^\d+)\.$")
# Facts about books ("P. Baldi and K. Hornik (1989). *Neural networks ...*"), and the time that a
# chapter takes, which is compared with its metadata: no claims.
_NO_CLAIM = re.compile(r"^[A-Z]\. .*\(\d{4}\)\.?|^Time: |^About \d+ minutes\.$")
_FURNITURE = {"remove-cell", "needs"}  # tags of cells that claim nothing


@dataclass
class Section:
    """A section of the second level.

    Attributes:
        title: its heading; of what stands before the first, the page's.
        sentences: its sentences in plain text, formulas between dollars.
        shown: the code and the text outputs in it.
    """

    title: str
    sentences: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


def read_sections(page: Path) -> list[Section]:
    """Read the sections of a notebook or Markdown page.

    Args:
        page: its path.

    Raises:
        ValueError: If it cannot be read.
    """
    if page.suffix == ".ipynb":
        return _sections(_notebook_parts(read_notebook(page)))
    return _sections((passage, "") for passage in passages(read_text(page)))


def _notebook_parts(notebook: NotebookNode) -> Iterator[tuple[Passage | None, str]]:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield None, cell.source
            yield from ((None, text) for text in _texts(cell.outputs))
        elif cell.cell_type == "markdown" and not _FURNITURE & set(cell.metadata.get("tags", [])):
            yield from ((passage, "") for passage in passages(without_options(cell.source)))


def _texts(outputs: list[NotebookNode]) -> Iterator[str]:
    for output in outputs:
        data = output.get("data", {})
        if "image/png" not in data:  # beside it stands its size alone
            yield output.get("text", "") or data.get("text/plain", "")


def _sections(parts: Iterator[tuple[Passage | None, str]]) -> list[Section]:
    found: list[Section] = [Section("")]
    for passage, shown in parts:
        if passage is None:
            found[-1].shown.append(shown)
        elif passage.level == 1:
            found[-1].title = passage.text
        elif passage.level == 2:
            found.append(Section(passage.text))
        elif passage.level == 0 and not _NO_CLAIM.match(passage.text):
            found[-1].sentences += split_sentences(passage.text)
    return found


def split_sentences(text: str) -> list[str]:
    """Cut plain text into sentences.

    Args:
        text: one paragraph, list item or row of a table.
    """
    sentences: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if not _NO_END.search(text[start : end.start()]):
            sentences.append(text[start : end.end()].strip())
            start = end.end()
    return [*sentences, text[start:].strip()] if text[start:].strip() else sentences
