"""A small change of a syntax tree: what it touches, and making it for a while."""

import ast
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "index",
    "operator",
    "comparison",
    "number",
    "argument",
    "name",
    "call",
    "order",
    "place",
    "step",
    "return",
    "concept",
]
"""What sort of thing is changed: see `words.where` for what a student is told."""


_PRIORITY: dict[Kind, int] = {
    "comparison": 0,
    "index": 1,
    "argument": 2,
    "return": 2,
    "name": 3,
    "call": 3,
    "operator": 4,
    "order": 4,
    "place": 5,
    "number": 5,
    "concept": 6,
    "step": 6,
}
"""Among equally frequent slips those come first that are rarely mended by chance: a number that
is changed makes up for many a mistake elsewhere."""


@dataclass(frozen=True)
class Replacement:
    """A field of a node that gets another value.

    Attributes:
        node: the node.
        field: its field.
        value: the new value of the field, or of the item.
        index: the item of the field's list; None for the field itself.
    """

    node: ast.AST
    field: str
    value: Any
    index: int | None = None


@dataclass(frozen=True)
class Alteration:
    """A small change of a syntax tree.

    Attributes:
        kind: the sort of thing that is changed.
        line: the number of the line that it is in, as the nodes count them.
        replacements: what is put in the place of what.
        rank: how far back in the order of trials it comes: 0 for the most frequent slips.
        before: the changed piece of code.
        after: what it becomes.
        above: the number of the line after which something is put in, 0 for no such line.
        pair: the changed piece, what it becomes, and its place, where the kind is to be told from
            them; that takes too long to be done for every change that is tried.
    """

    kind: Kind
    line: int
    replacements: tuple[Replacement, ...]
    rank: int
    before: str
    after: str
    above: int = 0
    pair: tuple[ast.AST, ast.AST, "Place"] | None = None

    @property
    def priority(self) -> int:
        """The place in the order of trials: the smaller, the more plausible."""
        return 10 * self.rank + _PRIORITY[self.kind]

    @contextlib.contextmanager
    def made(self) -> Iterator[None]:
        """Make the change in the tree itself, and take it back at the end of the block."""
        with contextlib.ExitStack() as undo:
            for each in self.replacements:
                undo.callback(_put, each, _put(each, each.value))
            yield


def _put(place: Replacement, value: Any) -> Any:
    """Put a value in its place and return the one that was there."""
    if place.index is None:
        before = getattr(place.node, place.field)
        setattr(place.node, place.field, value)
        return before
    items = getattr(place.node, place.field)
    before, items[place.index] = items[place.index], value
    return before


@dataclass(frozen=True)
class Place:
    """Where a node hangs in its tree."""

    parent: ast.AST
    field: str
    index: int | None

    def holding(self, value: Any) -> Replacement:
        """Return the replacement of the node that hangs here by another."""
        return Replacement(self.parent, self.field, value, self.index)


def places(tree: ast.AST) -> dict[ast.AST, Place]:
    """Return the place of each node below a tree, in the order of the code."""
    found: dict[ast.AST, Place] = {}
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if isinstance(value, ast.AST):
                found[value] = Place(parent, field, None)
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    if isinstance(item, ast.AST):
                        found[item] = Place(parent, field, index)
    return found


def is_decoration(node: ast.AST, where: dict[ast.AST, Place]) -> bool:
    """Return whether a node is in an annotation, an error, or a formatted text."""
    while node in where:
        place = where[node]
        if place.field in ("annotation", "returns", "decorator_list", "exc", "msg"):
            return True
        if isinstance(node, ast.JoinedStr):
            return True
        node = place.parent
    return False
