"""The tree of headings, paragraphs and tables that screen readers follow through a PDF."""

from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
)


class Tree:
    """The tree of a file that is joined of several, which have one each."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._branches = ArrayObject()
        self._leaves = ArrayObject()
        self._next = 0
        self._root, self._document = DictionaryObject(), DictionaryObject()
        for each in (self._root, self._document):
            writer._add_object(each)

    def add(self, reader: PdfReader, start: int) -> None:
        """Add the tree of a part, whose first sheet is `start`."""
        root = reader.root_object.get("/StructTreeRoot")
        if root is None:
            return
        copy = root.get_object().clone(self._writer)
        below = copy["/K"].get_object()
        for branch in _all(below if isinstance(below, ArrayObject) else copy.raw_get("/K")):
            branch.get_object()[NameObject("/P")] = self._document.indirect_reference
            self._branches.append(branch)
        # Of a page, pypdf leaves the number out.
        for page, source in zip(self._writer.pages[start:], reader.pages, strict=True):
            if "/StructParents" in source:
                page[NameObject("/StructParents")] = source["/StructParents"]
            self._shift(page, "/StructParents")
            for link in page.get("/Annots", ()):
                self._shift(link.get_object(), "/StructParent")
        for number, leaf in _leaves(copy["/ParentTree"].get_object()):
            self._leaves += [NumberObject(self._next + number), leaf]
        self._next += int(copy["/ParentTreeNextKey"])

    def _shift(self, holder: DictionaryObject, key: str) -> None:
        if key in holder:
            number: Any = holder[key]
            holder[NameObject(key)] = NumberObject(self._next + int(number))

    def write(self) -> None:
        """Write the tree of all parts."""
        moved = _without_twigs(self._writer)
        for leaf in self._leaves[1::2]:
            held = leaf.get_object()
            if isinstance(held, ArrayObject):
                held[:] = [moved.get(_number(each), each) for each in list.__iter__(held)]
        self._document.update(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject("/Document"),
                NameObject("/P"): self._root.indirect_reference,
                NameObject("/K"): self._branches,
            }
        )
        self._root.update(
            {
                NameObject("/Type"): NameObject("/StructTreeRoot"),
                NameObject("/K"): self._document.indirect_reference,
                NameObject("/ParentTree"): self._writer._add_object(
                    DictionaryObject({NameObject("/Nums"): self._leaves})
                ),
                NameObject("/ParentTreeNextKey"): NumberObject(self._next),
            }
        )
        catalogue = self._writer.root_object
        catalogue[NameObject("/StructTreeRoot")] = self._root.indirect_reference
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


def _without_twigs(writer: PdfWriter) -> dict[int, IndirectObject]:
    """Let an element hold by itself what those below it hold that mean nothing.

    Chromium makes one for each piece of text, and so for each word of code that has a colour: nine
    in ten of all elements, and a third of the file.

    Returns:
        The element that holds what one has held that is no more, by the number of that one.
    """
    moved: dict[int, IndirectObject] = {}
    for element in list(writer._objects):
        if not isinstance(element, DictionaryObject) or "/S" not in element or "/P" not in element:
            continue
        below = element.raw_get("/K") if "/K" in element else None
        kept: list[Any] = []
        for kid in _all(below):
            twig = kid.get_object() if isinstance(kid, IndirectObject) else None
            if not _is_twig(twig):
                kept.append(kid)
                continue
            assert isinstance(kid, IndirectObject)
            assert isinstance(twig, DictionaryObject)
            kept.append(_piece(twig, element))
            assert element.indirect_reference is not None
            moved[kid.idnum] = element.indirect_reference
        if any(isinstance(kid, IndirectObject) and kid.idnum in moved for kid in _all(below)):
            element[NameObject("/K")] = ArrayObject(kept)
    return moved


def _is_twig(element: Any) -> bool:
    return (
        isinstance(element, DictionaryObject)
        and element.get("/S") == "/NonStruct"
        and isinstance(element.get("/K"), int)
        and "/Pg" in element
        and not {"/A", "/Alt", "/ActualText", "/Lang", "/E", "/ID"} & element.keys()
    )


def _piece(twig: DictionaryObject, element: DictionaryObject) -> NumberObject | DictionaryObject:
    """Return what stands for the piece of a page among what an element holds."""
    page = twig.raw_get("/Pg")
    if "/Pg" not in element:
        element[NameObject("/Pg")] = page
    if element.raw_get("/Pg") == page:
        return NumberObject(twig["/K"])
    names = {"/Type": NameObject("/MCR"), "/Pg": page, "/MCID": NumberObject(twig["/K"])}
    return DictionaryObject({NameObject(name): value for name, value in names.items()})


def _all(below: Any) -> Iterator[Any]:
    return list.__iter__(below) if isinstance(below, ArrayObject) else iter([below])


def _number(reference: Any) -> int:
    return reference.idnum if isinstance(reference, IndirectObject) else 0
