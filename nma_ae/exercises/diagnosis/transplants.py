"""Changes of a student's code after right answers: a piece of theirs in the place of one of it."""

import ast
import builtins
import copy
import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeGuard

from nma_ae.exercises.diagnosis.alteration import (
    Alteration,
    Place,
    is_decoration,
    places,
)
from nma_ae.exercises.diagnosis.reading import names_in
from nma_ae.exercises.diagnosis.statements import BLOCKS, inserted
from nma_ae.exercises.diagnosis.student_code import Definition, keeps_to_itself
from nma_ae.exercises.source import is_docstring

LEAST_ALIKE = 0.1
"""Share of what two pieces of code consist of that both have."""
SAME_CONTEXT = 0.25
"""By how much two pieces are more alike that are in the same kind of place."""
MOST_RENAMINGS = 12
LARGEST_NUMBER = 10_000
"""Of a right answer that is put in the place of another."""
LARGEST_STATEMENT = 40
"""Nodes of a statement that is put in: more would be the student's work done by somebody else."""


@dataclass(frozen=True)
class _Piece:
    """A piece of a right answer, in the student's names.

    Attributes:
        node: the piece.
        parts: what it consists of.
        reads: the names that it reads.
        text: its code.
        contexts: what it stands in, in right answers.
    """

    node: ast.AST
    parts: frozenset[str]
    reads: frozenset[str]
    text: str
    contexts: set[str]


class Transplants:
    """Changes that put a piece of a right answer into a student's code."""

    def __init__(
        self,
        where: dict[ast.AST, Place],
        answer: Definition,
        known: Collection[str],
        donors: Sequence[Definition],
    ):
        """Prepare the changes.

        Args:
            where: the places of all nodes of the student's code.
            answer: the definition of the student's answer, in that code.
            known: the names that the notebook knows.
            donors: the definitions of right answers.
        """
        self.where = where
        self.answer = answer
        self.names = names_in(answer)[0]
        self.known = {*known, *dir(builtins), "self"}
        self.reads = _times_read(where)
        self.donors = [each for each in donors if keeps_to_itself(each)]

    def alterations(self) -> Iterator[Alteration]:
        """Yield the most plausible ones."""
        for candidates, most in (
            (self._expressions(), (60, 120)),
            (self._statements(), (20, 60)),
        ):
            found = sorted(candidates, key=lambda pair: -pair[0])[: most[1]]
            for place, (_alike, make) in enumerate(found):
                yield make(1 if place < most[0] else 2)
        yield from self._functions()
        yield from self._numbers()

    def _expressions(self) -> Iterator[tuple[float, Callable[[int], Alteration]]]:
        pieces = self._pieces(ast.expr)
        for slot in self.where:
            if not isinstance(slot, ast.expr) or not self._may_be_replaced(slot):
                continue
            parts, reads, context = _parts(slot), _reads(slot), _context(self.where[slot])
            # What is computed for this piece alone must be read in the new one too.
            only_here = {name for name in reads if name in self.names} & {
                name for name, n_times in reads.items() if self.reads[name] <= n_times
            }
            text = ast.unparse(slot)
            for piece in pieces:
                alike = len(parts & piece.parts) / max(len(parts | piece.parts), 1)
                alike += SAME_CONTEXT * (context in piece.contexts)
                if alike >= LEAST_ALIKE and only_here <= piece.reads and piece.text != text:
                    yield alike, functools.partial(self._replaced, slot, text, piece)

    def _functions(self) -> Iterator[Alteration]:
        """Call another function that right answers call, or call it around a value."""
        called = [
            node.func
            for donor in self.donors
            for node in ast.walk(donor)
            if isinstance(node, ast.Call) and self._is_known_function(node.func)
        ]
        functions = {ast.unparse(each): each for each in called}
        for slot, place in self.where.items():
            if not isinstance(slot, ast.expr):
                continue
            if isinstance(slot, ast.Call) and self._is_known_function(slot.func):
                for text, function in functions.items():
                    if text != ast.unparse(slot.func):
                        yield self._called(slot.func, function, self.where[slot.func], 2)
            if self._may_be_replaced(slot) and isinstance(place.parent, ast.Assign | ast.Return):
                for function in functions.values():
                    call = ast.Call(function, [slot], [])
                    yield self._called(slot, call, place, 2)

    def _numbers(self) -> Iterator[Alteration]:
        """Put the numbers of right answers in the place of others."""
        numbers = {
            (type(node.value), node.value): node
            for donor in self.donors
            for node in ast.walk(donor)
            if _is_small_number(node)
        }
        for slot, place in self.where.items():
            if isinstance(slot, ast.Constant) and type(slot.value) in (int, float):
                for number in numbers.values():
                    if number.value != slot.value:
                        new = ast.copy_location(copy.copy(number), slot)
                        texts = ast.unparse(slot), ast.unparse(new)
                        put = (place.holding(new),)
                        yield Alteration("number", slot.lineno, put, 1, *texts)

    def _is_known_function(self, function: ast.expr) -> bool:
        root = function
        while isinstance(root, ast.Attribute):
            root = root.value
        return isinstance(root, ast.Name) and root.id in self.known - {*self.names, "self"}

    def _called(self, before: ast.expr, after: ast.expr, place: Place, rank: int) -> Alteration:
        new = ast.fix_missing_locations(ast.copy_location(copy.copy(after), before))
        texts = ast.unparse(before), ast.unparse(after)
        return Alteration("call", before.lineno, (place.holding(new),), rank, *texts)

    def _replaced(self, slot: ast.expr, text: str, piece: _Piece, rank: int) -> Alteration:
        new = ast.fix_missing_locations(ast.copy_location(copy.copy(piece.node), slot))
        place = self.where[slot]
        return Alteration(
            kind="concept",
            line=slot.lineno,
            replacements=(place.holding(new),),
            rank=rank,
            before=text,
            after=piece.text,
            pair=(slot, piece.node, place),
        )

    def _may_be_replaced(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Constant) and not isinstance(node.value, int | float):
            return False
        if not isinstance(getattr(node, "ctx", None), ast.Load | None):
            return False
        return self.where[node].field != "func" and not is_decoration(node, self.where)

    def _statements(self) -> Iterator[tuple[float, Callable[[int], Alteration]]]:
        """Put in a statement that the student's code does not have."""
        present = {ast.unparse(node) for node in self.where if isinstance(node, ast.stmt)}
        pieces = [piece for piece in self._pieces(ast.stmt) if piece.text not in present]
        for owner in [self.answer, *self.where]:
            for field in BLOCKS:
                block = getattr(owner, field, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    yield from self._into(owner, field, block, pieces)

    def _into(
        self, owner: ast.AST, field: str, block: list[ast.stmt], pieces: Sequence[_Piece]
    ) -> Iterator[tuple[float, Callable[[int], Alteration]]]:
        for i in range(len(block) + 1):
            if i < len(block) and is_docstring(block[i]):
                continue
            if i == len(block) and isinstance(block[-1], ast.Return | ast.Raise | ast.Continue):
                continue
            near = block[min(i, len(block) - 1)]
            around = _parts(near) | (_parts(block[i - 1]) if i else frozenset())
            for piece in pieces:
                alike = 0.5 * len(around & piece.parts) / max(len(piece.parts), 1)
                if alike >= LEAST_ALIKE and isinstance(piece.node, ast.stmt):
                    yield alike, functools.partial(inserted, owner, field, block, i, piece.node)

    def _pieces(self, sort: type[ast.AST]) -> list[_Piece]:
        """Return the pieces of all right answers, each once, in the student's names."""
        found: dict[str, _Piece] = {}
        for donor in self.donors:
            parameters = dict(zip(_parameters(donor), _parameters(self.answer), strict=False))
            own = names_in(donor)[0]
            for node, place in places(donor).items():
                if not isinstance(node, sort) or not _is_piece(node):
                    continue
                for renamed in self._renamed(node, parameters, own):
                    text = ast.unparse(renamed)
                    if text not in found:
                        reads = frozenset(_reads(renamed))
                        found[text] = _Piece(renamed, _parts(renamed), reads, text, set())
                    found[text].contexts.add(_context(place))
        return [*found.values()]

    def _renamed(
        self, node: ast.AST, parameters: dict[str, str], own: Sequence[str]
    ) -> Iterator[ast.AST]:
        """Yield a piece with its names replaced by the student's, in all ways that may be meant."""
        bound = _bound_inside(node)
        free = [name for name in _reads(node) if name not in bound]
        choices: list[list[str]] = []
        for name in free:
            if name in parameters:
                choices.append([parameters[name]])
            elif name in own:
                same = [name] if name in self.names else []
                choices.append(same or [each for each in self.names if each not in bound])
            elif name in self.known:
                choices.append([name])
            else:
                return
        for number, chosen in enumerate(product(*choices)):
            if number == MOST_RENAMINGS:
                return
            if tuple(free) == chosen:
                yield node
            else:
                names = dict(zip(free, chosen, strict=True))
                yield _Renaming(names).visit(copy.deepcopy(node))


def _is_small_number(node: ast.AST) -> TypeGuard[ast.Constant]:
    """Return whether a node is a number that makes no array too large, whatever it is put in."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, int | float) and abs(node.value) <= LARGEST_NUMBER


class _Renaming(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]):
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node


def _is_piece(node: ast.AST) -> bool:
    if isinstance(node, ast.stmt):
        if isinstance(node, ast.Return | Definition | ast.Import | ast.ImportFrom | ast.Pass):
            return False
        return not is_docstring(node) and sum(1 for _ in ast.walk(node)) <= LARGEST_STATEMENT
    if not isinstance(getattr(node, "ctx", None), ast.Load | None):
        return False
    return isinstance(node, ast.expr) and not isinstance(node, ast.JoinedStr | ast.Starred)


def _context(place: Place) -> str:
    """Return what a piece of code stands in: the operation, and its place there."""
    parent = place.parent
    name = parent.attr if isinstance(parent, ast.Attribute) else ""
    if isinstance(parent, ast.Call):
        name = ast.unparse(parent.func).rpartition(".")[2]
    elif isinstance(parent, ast.Assign):
        name = ast.unparse(parent.targets[0])
    return f"{type(parent).__name__} {name} {place.field}"


def _parameters(definition: Definition) -> list[str]:
    if isinstance(definition, ast.ClassDef):
        return []
    return [each.arg for each in (*definition.args.args, *definition.args.kwonlyargs)]


def _bound_inside(node: ast.AST) -> set[str]:
    """Return the names that a piece binds itself: in comprehensions, lambdas, assignments."""
    named = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
    stored = {each.id for each in named if isinstance(each.ctx, ast.Store)}
    return stored | {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}


def _reads(node: ast.AST) -> dict[str, int]:
    """Return how often each name is read in some code."""
    return _times_read(ast.walk(node))


def _times_read(nodes: Iterable[ast.AST]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in nodes:
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load):
            found[each.id] = found.get(each.id, 0) + 1
    return found


def _parts(node: ast.AST) -> frozenset[str]:
    """Return what some code consists of: names, attributes, constants, operators."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.Attribute):
            found.add(f".{each.attr}")
        elif isinstance(each, ast.keyword):
            found.add(f"{each.arg}=")
        elif isinstance(each, ast.Constant):
            found.add(repr(each.value)[:20])
        elif isinstance(each, ast.operator | ast.cmpop | ast.unaryop | ast.Subscript | ast.stmt):
            found.add(type(each).__name__)
    return frozenset(found)
