"""What the exercises of a notebook depend on: the statements that give their names a value."""

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nma_ae.exercises.source import global_names
from nma_ae.tools.notebooks.essentials import Cell, Part, is_literal
from nma_ae.tools.statements import Definition, Import, bound_by, bound_names, used_names

_ONLY_SHOW = {"print", "display", "help", "type", "len", "repr", "str", "isinstance"}
"""Functions that change nothing of what they are given."""


@dataclass(frozen=True)
class Step:
    """A statement that has to run.

    Attributes:
        statement: the statement.
        extra: whether it runs only because an exercise depends on it. Such a statement may take
            long, or fail.
        gives: the names that it sets, or whose objects it may change.
        uses: the names that it takes from the notebook, also through functions.
    """

    statement: ast.stmt
    extra: bool
    gives: frozenset[str]
    uses: frozenset[str]


def steps(cells: Sequence[Cell]) -> list[list[Step]]:
    """Return what has to run of each cell, in order.

    That is what `Cell.statements` gives, and in cells without an exercise, or below it, all that
    sets or may change what exercises use: an assignment, a loop, a call on an object.

    Args:
        cells: the code cells of a notebook. One that is not Python has no statements.
    """
    bodies = [_parts(cell) for cell in cells]
    flow = _Flow([part.statement for body in bodies for part in body])
    chosen: set[int] = set()
    names: set[str] = set()
    # From the end: above a statement that sets a name, that name is no longer asked for.
    for part in reversed([part for body in bodies for part in body]):
        statement = part.statement
        if part.leads or flow.gives(statement) & names:
            chosen.add(id(statement))
            names -= _surely_set(statement)
            names |= flow.uses(statement)
    return [
        [
            Step(
                statement,
                extra=not part.runs,
                gives=flow.gives(part.statement),
                uses=flow.uses(part.statement),
            )
            for part in body
            for statement in ([part.statement] if id(part.statement) in chosen else part.runs)
        ]
        for body in bodies
    ]


def _parts(cell: Cell) -> list[Part]:
    try:
        return cell.parts()
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []


class _Flow:
    """What the statements of a notebook set, change and use."""

    def __init__(self, statements: Sequence[ast.stmt]) -> None:
        self._uses = {id(each): _names_taken(each) for each in statements}
        self._nodes = {id(each): [*_here(each)] for each in statements}
        self._gives: dict[int, frozenset[str]] = {}
        self._bodies: dict[str, set[str]] = defaultdict(set)  # what a function will use, by name
        self._globals: dict[str, set[str]] = defaultdict(set)  # what it sets outside of itself
        self._fixed = self._never_changed(statements) | {*dir(builtins)}
        for each in statements:
            for name in _surely_set(each) if _holds_code(each) else ():
                self._bodies[name] |= self._uses[id(each)]
                self._globals[name] |= _declared_global(each)

    def uses(self, statement: ast.stmt) -> frozenset[str]:
        """Return the names that it takes from around it, and those that functions among them do."""
        found: set[str] = set()
        unseen = set(self._uses[id(statement)])
        while unseen:
            name = unseen.pop()
            found.add(name)
            unseen |= self._bodies.get(name, set()) - found
        return frozenset(found)

    def gives(self, statement: ast.stmt) -> frozenset[str]:
        """Return the names that it sets, and those whose objects it may change."""
        if id(statement) not in self._gives:
            self._gives[id(statement)] = frozenset(self._given(statement))
        return self._gives[id(statement)]

    def _given(self, statement: ast.stmt) -> Iterator[str]:
        for node in self._nodes[id(statement)]:
            if isinstance(node, Definition):
                yield node.name
            elif isinstance(node, Import):
                yield from map(bound_by, node.names)
            elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
                yield node.name
            elif isinstance(node, ast.MatchMapping) and node.rest:
                yield node.rest
            elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                yield node.id
            elif isinstance(node, ast.Attribute | ast.Subscript):
                if not isinstance(node.ctx, ast.Load):
                    yield from used_names([_root(node)])
            elif isinstance(node, ast.Call):
                yield from self._changed_by(node)

    def _changed_by(self, call: ast.Call) -> Iterator[str]:
        """Yield the names whose objects a call may change: its own, and what it is given."""
        called = call.func
        if isinstance(called, ast.Name):
            if called.id in _ONLY_SHOW:
                return
            yield from self._globals.get(called.id, ())
        given = [*call.args, *(each.value for each in call.keywords)]
        yield from used_names([_root(called), *given]) - self._fixed

    def _never_changed(self, statements: Iterable[ast.stmt]) -> set[str]:
        """Return the names of modules, functions, classes and numbers: no call changes these."""
        fixed: set[str] = set()
        others: set[str] = set()
        for statement in statements:
            for node in self._nodes[id(statement)]:
                if isinstance(node, Definition | Import):
                    fixed |= bound_names([node])
            value = getattr(statement, "value", None)
            if isinstance(statement, ast.Assign | ast.AnnAssign) and is_literal(value):
                mutable = any(
                    isinstance(n, ast.List | ast.Dict | ast.Set) for n in ast.walk(statement)
                )
                (others if mutable else fixed).update(_surely_set(statement))
            elif not isinstance(statement, Definition | Import):
                others |= _stored(self._nodes[id(statement)])
        return fixed - others


def _surely_set(statement: ast.stmt) -> set[str]:
    """Return the names to which a statement gives a new object in any case."""
    if isinstance(statement, Definition | Import):
        return bound_names([statement])
    if isinstance(statement, ast.Assign):
        return _stored(node for target in statement.targets for node in ast.walk(target))
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        return _stored([statement.target])
    return set()


def _stored(nodes: Iterable[ast.AST]) -> set[str]:
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _here(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes that run with a statement, not those in the bodies of functions."""
    unseen: list[ast.AST] = [statement]
    while unseen:
        node = unseen.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            unseen += [*node.decorator_list, *node.args.defaults]
        elif not isinstance(node, ast.Lambda | ast.ClassDef):
            unseen += ast.iter_child_nodes(node)


def _holds_code(statement: ast.stmt) -> bool:
    """Return whether what a statement binds may be called later."""
    return isinstance(statement, Definition) or any(
        isinstance(node, ast.Lambda) for node in ast.walk(statement)
    )


def _declared_global(statement: ast.stmt) -> set[str]:
    return {
        name for node in ast.walk(statement) if isinstance(node, ast.Global) for name in node.names
    }


def _names_taken(statement: ast.stmt) -> frozenset[str]:
    """Return the names that a statement, or a function in it, takes from the notebook."""
    try:
        return frozenset(global_names(ast.unparse(statement)) | _declared_global(statement))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return frozenset(used_names([statement]))


def _root(node: ast.expr) -> ast.expr:
    """Return the `a` of `a.b[c].d`."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node
