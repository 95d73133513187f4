"""Joins printed pages to one file: their outlines, their links, and their trees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    Fit,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from nma_ae.tools.pdf.editions import Edition
from nma_ae.tools.pdf.pictures import pack_pictures
from nma_ae.tools.pdf.tree import Tree

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
    tree = Tree(writer)
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
    writer.set_page_label(0, n_front - 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(n_front, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL)
    writer.compress_identical_objects()
    pack_pictures(writer)
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
                title=each.title,
                page_number=start + each.page,
                parent=parent,
                fit=fit,
                is_open=each.level > 1,
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
    action: Any = annotation.get("/A", DictionaryObject()).get_object()
    address = str(action.get("/URI", ""))
    if not address.startswith(base):
        return
    path, _, place = address.removeprefix(base).partition("#")
    sheet = f"#{place}".removeprefix(_SHEET)
    if sheet.isdecimal():
        number = n_front + int(sheet) - 1
    elif path in starts:
        number = starts[path]
    else:
        published = edition.address.removesuffix(edition.folder)
        action[NameObject("/URI")] = TextStringObject(f"{published}{address.removeprefix(base)}")
        return
    del annotation["/A"]
    annotation[NameObject("/Dest")] = _place(writer, number, None)


def _place(writer: PdfWriter, number: int, top: float | None) -> ArrayObject:
    page = writer.pages[number].indirect_reference
    height = NumberObject(round(top)) if top else NullObject()
    return ArrayObject([page, NameObject("/XYZ"), NullObject(), height, NullObject()])
