"""Joins printed pages to one file: their outlines, their links, and what screen readers follow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    Fit,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from nma_ae.tools.pdf.editions import Edition

_SHEET = "#page="  # a link to a sheet, by the number that is printed on it


@dataclass(frozen=True)
class Part:
    """What one page of the site has become.

    Attributes:
        path: Of the page within the site, as in "ja/deep_mlp.html".
        content: A PDF with an outline.
    """

    path: str
    content: bytes


@dataclass(frozen=True)
class Heading:
    """A heading of a part.

    Attributes:
        title: Its text.
        level: 1 for the first, and one more for what is below it.
        page: Of the part, counted from 0.
        top: How far above the sheet's lower edge it is, in points.
    """

    title: str
    level: int
    page: int
    top: float


def number_of_pages(content: bytes) -> int:
    """Return how many sheets a PDF has."""
    return len(PdfReader(BytesIO(content)).pages)


def headings_of(content: bytes) -> list[Heading]:
    """Return what the outline of a PDF names, in its order."""
    reader = PdfReader(BytesIO(content))
    return list(_headings(reader, reader.outline, 1))


def _headings(reader: PdfReader, outline: list[Any], level: int) -> Iterator[Heading]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _headings(reader, entry, level + 1)
        else:
            page = reader.get_destination_page_number(entry)
            yield Heading(str(entry.title), level, page or 0, float(entry.top or 0))


def joined(parts: Sequence[Part], base: str, edition: Edition) -> bytes:
    """Join parts to one file.

    Args:
        parts: The front matter, which has no numbers, and the pages.
        base: The address at which the site was served while it was printed. Links to it lead to the
            pages in the file, and for all others to where the site is published.
        edition: What is printed.

    Returns:
        The PDF.
    """
    writer = PdfWriter()
    tree = _Tree(writer)
    starts: dict[str, int] = {}
    for part in parts:
        reader = PdfReader(BytesIO(part.content))
        start = starts[part.path] = len(writer.pages)
        writer.append(reader, import_outline=False)
        _lead_to_places(writer, reader, start)
        tree.add(reader, start)
        _add_outline(writer, part, start)
    tree.write()
    n_front = starts[parts[1].path]
    for page in writer.pages:
        for link in page.get("/Annots", ()):
            _lead_on(writer, link.get_object(), base, starts, n_front, edition)
    writer.add_metadata({"/Title": edition.title, "/Author": edition.author})
    root = writer.root_object
    for names in ("/Names", "/Dests"):  # of places that no link asks for by name any more
        root.pop(NameObject(names), None)
    root[NameObject("/Lang")] = TextStringObject(edition.language)
    writer.page_mode = "/UseOutlines"
    writer.set_page_label(0, n_front - 1, PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(n_front, len(writer.pages) - 1, PageLabelStyle.DECIMAL)
    writer.compress_identical_objects(remove_duplicates=False)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _add_outline(writer: PdfWriter, part: Part, start: int) -> None:
    above: list[Any] = []
    for each in headings_of(part.content):
        del above[each.level - 1 :]
        parent = above[-1] if above else None
        fit = Fit.xyz(left=0, top=each.top)
        above.append(
            writer.add_outline_item(
                each.title, start + each.page, parent, fit=fit, is_open=each.level > 1
            )
        )


def _lead_to_places(writer: PdfWriter, reader: PdfReader, start: int) -> None:
    """Have links within a part name the sheet: names of places may be the same in several parts."""
    places = reader.named_destinations
    for page in writer.pages[start:]:
        for link in page.get("/Annots", ()):
            annotation = link.get_object()
            name = annotation.get("/Dest")
            if isinstance(name, str) and (place := places.get(name)) is not None:
                number = reader.get_destination_page_number(place)
                annotation[NameObject("/Dest")] = _place(writer, start + (number or 0), place.top)


def _lead_on(
    writer: PdfWriter,
    annotation: DictionaryObject,
    base: str,
    starts: dict[str, int],
    n_front: int,
    edition: Edition,
) -> None:
    """Have a link to another page of the site lead to its first sheet, or to the published one."""
    action = annotation.get("/A")
    address = str(action.get_object().get("/URI", "")) if action is not None else ""
    if not address.startswith(base):
        return
    path, _, place = address.removeprefix(base).partition("#")
    sheet = f"#{place}".removeprefix(_SHEET)
    if sheet.isdecimal():
        number = n_front + int(sheet) - 1
    elif path in starts:
        number = starts[path]
    else:
        inside = address.removeprefix(base).removeprefix(edition.folder)
        uri = TextStringObject(f"{edition.address}{inside}")
        annotation["/A"].get_object()[NameObject("/URI")] = uri
        return
    del annotation["/A"]
    annotation[NameObject("/Dest")] = _place(writer, number, None)


def _place(writer: PdfWriter, number: int, top: float | None) -> ArrayObject:
    page = writer.pages[number].indirect_reference
    height = NumberObject(round(top)) if top else NullObject()
    return ArrayObject([page, NameObject("/XYZ"), NullObject(), height, NullObject()])


class _Tree:
    """What screen readers follow, the tree of headings, paragraphs and tables of all parts."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._branches = ArrayObject()
        self._leaves = ArrayObject()
        self._next = 0
        self._root = writer._add_object(DictionaryObject())
        self._document = writer._add_object(DictionaryObject())

    def add(self, reader: PdfReader, start: int) -> None:
        """Add the tree of a part, whose first sheet is `start`."""
        root = reader.root_object.get("/StructTreeRoot")
        if root is None:
            return
        copy = root.get_object().clone(self._writer)
        below = copy["/K"].get_object()
        for branch in below if isinstance(below, ArrayObject) else [copy.raw_get("/K")]:
            branch.get_object()[NameObject("/P")] = self._document
            self._branches.append(branch)
        for page in self._writer.pages[start:]:
            self._shift(page, "/StructParents")
            for link in page.get("/Annots", ()):
                self._shift(link.get_object(), "/StructParent")
        for number, leaf in _leaves(copy["/ParentTree"].get_object()):
            self._leaves += [NumberObject(self._next + number), leaf]
        self._next += int(copy["/ParentTreeNextKey"])

    def _shift(self, holder: DictionaryObject, key: str) -> None:
        if key in holder:
            holder[NameObject(key)] = NumberObject(self._next + int(holder[key]))

    def write(self) -> None:
        """Write the tree of all parts."""
        self._document.get_object().update(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject("/Document"),
                NameObject("/P"): self._root,
                NameObject("/K"): self._branches,
            }
        )
        self._root.get_object().update(
            {
                NameObject("/Type"): NameObject("/StructTreeRoot"),
                NameObject("/K"): self._document,
                NameObject("/ParentTree"): self._writer._add_object(
                    DictionaryObject({NameObject("/Nums"): self._leaves})
                ),
                NameObject("/ParentTreeNextKey"): NumberObject(self._next),
            }
        )
        catalogue = self._writer.root_object
        catalogue[NameObject("/StructTreeRoot")] = self._root
        catalogue[NameObject("/MarkInfo")] = DictionaryObject(
            {NameObject("/Marked"): BooleanObject(True)}
        )


def _leaves(node: DictionaryObject) -> Iterator[tuple[int, Any]]:
    """Yield what a number tree holds, with its numbers."""
    numbers = node.get("/Nums", ArrayObject()).get_object()
    for at in range(0, len(numbers), 2):
        yield int(numbers[at]), list.__getitem__(numbers, at + 1)
    for below in node.get("/Kids", ArrayObject()).get_object():
        yield from _leaves(below.get_object())
