"""Small changes of statements: their order, the block that they are in, one that is missing."""

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from nma_ae.exercises.diagnosis.alteration import Alteration, Kind, Place, Replacement
from nma_ae.exercises.diagnosis.student_code import Definition
from nma_ae.exercises.source import is_docstring

MakeBlock = Callable[..., Alteration]
BLOCKS = ("body", "orelse", "finalbody")
_Node = TypeVar("_Node", bound=ast.AST)


class Statements:
    """All small changes of the statements in some code."""

    def __init__(self, where: dict[ast.AST, Place], names: Sequence[str]):
        """Prepare the changes.

        Args:
            where: the places of all nodes of the code.
            names: the names that mean a value in it: parameters, and what is assigned.
        """
        self.where = where
        self.names = names
        self.steps = _steps(where)

    def alterations(self) -> Iterator[Alteration]:
        """Yield them in the order of the code."""
        for node in [*self.where]:
            if isinstance(node, ast.stmt):
                yield from self._of(node)
            for field in BLOCKS:
                block = getattr(node, field, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    yield from self._block(node, field, block)

    def _of(self, node: ast.stmt) -> Iterator[Alteration]:
        if isinstance(node, ast.AugAssign):
            plain = ast.Assign([node.target], node.value)
            yield self._new(node, "operator", 1, plain)
            if isinstance(node.target, ast.Name):  # not in place, as a list or tensor would be
                value = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
                yield self._new(node, "operator", 0, ast.Assign([node.target], value))
            for other in (ast.Add(), ast.Sub(), ast.Mult(), ast.Div()):
                if type(other) is not type(node.op):
                    yield self._new(
                        node, "operator", 1, ast.AugAssign(node.target, other, node.value)
                    )
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            added = ast.AugAssign(node.targets[0], ast.Add(), node.value)
            yield self._new(node, "operator", 2, added)
            for name in self.names:
                if name != node.targets[0].id:
                    target = ast.Name(name, ast.Store())
                    yield self._new(node, "name", 3, ast.Assign([target], node.value))
            if node.targets[0].id in {
                n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)
            }:
                yield self._new(node, "step", 0, ast.Pass())  # it only changes what was there
        elif isinstance(node, ast.If):
            yield self._negated(node)
            if not node.orelse:
                yield self._new(node, "step", 2, ast.Pass())
                always = ast.copy_location(ast.Constant(True), node.test)
                put = Replacement(node, "test", always)
                before = ast.unparse(node.test)
                yield Alteration("comparison", node.lineno, (put,), 2, before, "True")
        elif isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant):
            yield self._new(node, "return", 1, ast.Return(node.value))
            if _is_step(node):
                yield self._new(node, "step", 1, ast.Pass())
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
            for name in self.names:
                if name != node.value.id:
                    given = ast.Return(ast.Name(name, ast.Load()))
                    yield self._new(node, "return", 1, given)
        elif isinstance(node, ast.Break | ast.Continue):
            jump = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
            yield self._new(node, "place", 2, jump)

    def _new(self, node: ast.stmt, kind: Kind, rank: int, new: ast.stmt) -> Alteration:
        ast.copy_location(new, node)
        ast.fix_missing_locations(new)
        before, after = ast.unparse(node), ast.unparse(new)
        return Alteration(kind, node.lineno, (self.where[node].holding(new),), rank, before, after)

    def _negated(self, node: ast.If) -> Alteration:
        test = ast.UnaryOp(ast.Not(), node.test)
        put = Replacement(node, "test", ast.copy_location(test, node.test))
        before, after = ast.unparse(node.test), ast.unparse(test)
        return Alteration("comparison", node.lineno, (put,), 2, before, after)

    def _block(self, owner: ast.AST, field: str, block: list[ast.stmt]) -> Iterator[Alteration]:
        def with_block(
            kind: Kind, rank: int, moved: ast.stmt, new: list[ast.stmt], *others: Replacement
        ) -> Alteration:
            put = (Replacement(owner, field, new), *others)
            text = ast.unparse(moved)
            return Alteration(kind, moved.lineno, put, rank, text, text)

        for i in range(len(block) - 1):
            if not is_docstring(block[i]):
                swapped = [*block[:i], block[i + 1], block[i], *block[i + 2 :]]
                yield with_block("order", 1, block[i], swapped)
        for i, moved in enumerate(block):
            if is_docstring(moved) or isinstance(moved, ast.Return | Definition):
                continue
            rest = [*block[:i], *block[i + 1 :]]
            for j in range(len(block)):
                if abs(i - j) > 1 and not (j == 0 and is_docstring(block[0])):
                    yield with_block("order", 2, moved, [*rest[:j], moved, *rest[j:]])
            if isinstance(moved, ast.With) and len(moved.items) == 1:
                inlined = [*block[:i], *moved.body, *block[i + 1 :]]
                put = (Replacement(owner, field, inlined),)
                head = ast.unparse(moved.items[0])
                yield Alteration("step", moved.lineno, put, 1, f"with {head}", "")
        yield from self._in_and_out(owner, block, with_block)
        yield from self._missing(owner, field, block, with_block)

    def _in_and_out(
        self, owner: ast.AST, block: list[ast.stmt], with_block: MakeBlock
    ) -> Iterator[Alteration]:
        """Move the last statement of an inner block after it, the first before it, and back."""
        for i, inner in enumerate(block):
            for field in BLOCKS:
                body = getattr(inner, field, None)
                if not isinstance(body, list) or isinstance(inner, Definition):
                    continue
                if len(body) > 1:
                    rest = Replacement(inner, field, body[:-1])
                    out = [*block[: i + 1], body[-1], *block[i + 1 :]]
                    yield with_block("place", 0, body[-1], out, rest)
                    rest = Replacement(inner, field, body[1:])
                    out = [*block[:i], body[0], *block[i:]]
                    yield with_block("place", 1, body[0], out, rest)
                if body and i + 1 < len(block):
                    longer = Replacement(inner, field, [*body, block[i + 1]])
                    rest_of_block = [*block[: i + 1], *block[i + 2 :]]
                    yield with_block("place", 1, block[i + 1], rest_of_block, longer)
                if body and i > 0 and not is_docstring(block[i - 1]):
                    longer = Replacement(inner, field, [block[i - 1], *body])
                    rest_of_block = [*block[: i - 1], *block[i:]]
                    yield with_block("place", 1, block[i - 1], rest_of_block, longer)

    def _missing(
        self, owner: ast.AST, field: str, block: list[ast.stmt], with_block: MakeBlock
    ) -> Iterator[Alteration]:
        """Put in a step of a training, or a `return`, that is missing."""
        if isinstance(owner, ast.FunctionDef) and not isinstance(block[-1], ast.Return):
            for name in self.names:
                given = _at(ast.Return(ast.Name(name, ast.Load())), block[-1])
                put = (Replacement(owner, field, [*block, given]),)
                yield Alteration("return", given.lineno, put, 0, "", ast.unparse(given))
        for step in self.steps:
            for i in range(len(block) + 1):
                if i < len(block) and is_docstring(block[i]):
                    continue
                yield inserted(owner, field, block, i, ast.parse(step).body[0], 1)


def inserted(
    owner: ast.AST, field: str, block: list[ast.stmt], index: int, statement: ast.stmt, rank: int
) -> Alteration:
    """Put a statement into a block.

    Args:
        owner: the node that has the block.
        field: the block's name there.
        block: the block.
        index: where in it, from 0 to its length.
        statement: the statement; it stays as it is.
        rank: of the alteration.
    """
    near = block[min(index, len(block) - 1)]
    new = _at(copy.copy(statement), near)
    put = (Replacement(owner, field, [*block[:index], new, *block[index:]]),)
    above = block[index - 1].lineno if 0 < index < len(block) else 0
    return Alteration("step", near.lineno, put, rank, "", ast.unparse(new), above)


def _at(new: _Node, near: ast.AST) -> _Node:
    ast.copy_location(new, near)
    return ast.fix_missing_locations(new)


def _is_step(node: ast.Expr) -> bool:
    """Return whether a statement is a call of a method, which may be one too many."""
    return isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute)


def _steps(where: dict[ast.AST, Place]) -> list[str]:
    """Return the steps of a training that the code's own names allow."""
    calls = [node for node in where if isinstance(node, ast.Call)]
    methods = [call.func for call in calls if isinstance(call.func, ast.Attribute)]
    found: dict[str, None] = {}
    for method in methods:
        owner = ast.unparse(method.value)
        if method.attr in ("step", "zero_grad"):
            found |= dict.fromkeys([f"{owner}.zero_grad()", f"{owner}.step()"])
        if method.attr == "backward":
            found |= dict.fromkeys([f"{owner}.backward()"])
    for node in where:
        if isinstance(node, ast.Assign) and "optim" in ast.unparse(node.value):
            target = ast.unparse(node.targets[0])
            found |= dict.fromkeys([f"{target}.zero_grad()", f"{target}.step()"])
    called = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    parameters = {node.arg for node in where if isinstance(node, ast.arg)}
    models = sorted(called & parameters | parameters & {"model", "encoder", "classifier", "vae"})
    return [*found, *(f"{model}.{mode}()" for model in models for mode in ("eval", "train"))]
