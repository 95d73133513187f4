"""Small changes of expressions: the slips that people make in a formula, a slice or a call."""

import ast
import copy
from collections.abc import Iterator, Sequence

from nma_ae.exercises.diagnosis.alteration import Alteration, Kind, Place, is_decoration

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq, ast.LtE, ast.GtE),
    ast.NotEq: (ast.Eq, ast.Lt, ast.Gt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add, ast.Pow, ast.MatMult),
    ast.Div: (ast.FloorDiv, ast.Mult, ast.Sub),
    ast.FloorDiv: (ast.Div, ast.Mod),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitXor: (ast.Pow,),
}
_RELATED_CALLS = [
    "sum mean prod std var max min median amax amin",
    "max min argmax argmin",
    "zeros ones empty zeros_like ones_like",
    "floor ceil round trunc int",
    "sin cos tan",
    "sinh cosh tanh",
    "asin acos atan arcsin arccos arctan",
    "atan2 arctan2 hypot",
    "log exp log2 log10 log1p",
    "sqrt square abs exp log",
    "append extend insert",
    "cat stack concatenate vstack hstack",
    "view reshape flatten permute transpose",
    "sorted list reversed set tuple",
    "any all",
    "cumsum cumprod sum",
    "ReLU PReLU Sigmoid Tanh LeakyReLU Identity Softmax",
    "relu sigmoid tanh softmax log_softmax",
    "Adam SGD AdamW",
    "mse_loss binary_cross_entropy cross_entropy l1_loss",
    "rand randn randperm",
    "argsort sort flip",
    "train eval",
    "encoder decoder",
    "encode decode",
    "plot scatter bar hist",
    "linspace arange",
    "deg2rad rad2deg radians degrees",
    "add sub mul div",
    "height width",
]
_REDUCTIONS = {
    *("sum", "mean", "prod", "std", "var", "max", "min", "amax", "amin", "argmax", "argmin"),
    *("median", "softmax", "log_softmax", "logsumexp", "cumsum", "any", "all", "norm", "normalize"),
    *("cat", "stack", "concatenate", "flip", "sort", "argsort", "squeeze", "unsqueeze", "flatten"),
    "cosine_similarity",
}
_SWITCHES = (
    "unbiased",
    "keepdim",
    "keepdims",
    "bias",
    "inplace",
    "descending",
    "density",
    "stable",
)
_WRAPPERS = ("abs", "int", "float", "round", "list", "sorted", "len", "sum")
_METHODS = ("mean", "sum", "abs", "detach", "item", "tolist", "flatten", "clone", "float", "long")
_MORE_METHODS = ("sqrt", "square", "exp", "log", "copy", "eval", "parameters", "t", "numel")


class Expressions:
    """All small changes of the expressions in some code."""

    def __init__(self, where: dict[ast.AST, Place], names: Sequence[str], unread: Sequence[str]):
        """Prepare the changes.

        Args:
            where: the places of all nodes of the code.
            names: the names that mean a value in it: parameters, and what is assigned.
            unread: the parameters that the code never reads.
        """
        self.where = where
        self.names = names
        self.unread = unread

    def alterations(self) -> Iterator[Alteration]:
        """Yield them in the order of the code."""
        for node in self.where:
            if isinstance(node, ast.expr) and not is_decoration(node, self.where):
                yield from self._of(node)

    def _of(self, node: ast.expr) -> Iterator[Alteration]:
        if isinstance(node, ast.Compare):
            yield from self._comparison(node)
        elif isinstance(node, ast.BinOp):
            yield from self._operation(node)
        elif isinstance(node, ast.BoolOp):
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield self._new(node, "operator", 2, ast.BoolOp(other, node.values))
        elif isinstance(node, ast.UnaryOp):
            yield from self._sign(node)
        elif isinstance(node, ast.Constant):
            yield from self._constant(node)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield from self._name(node)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            yield from self._attribute(node)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield from self._subscript(node)
        elif isinstance(node, ast.Call):
            yield from self._call(node)
        elif isinstance(node, ast.IfExp):
            yield self._new(node, "order", 3, ast.IfExp(node.test, node.orelse, node.body))
        if isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load):
            yield from self._display(node)
        if self._is_value(node):
            yield from self._more(node)

    def _new(self, node: ast.expr, kind: Kind, rank: int, new: ast.expr) -> Alteration:
        # Nodes that are put in have no place of their own: they get that of what is around them.
        ast.fix_missing_locations(ast.copy_location(new, node))
        before, after = ast.unparse(node), ast.unparse(new)
        return Alteration(kind, node.lineno, (self.where[node].holding(new),), rank, before, after)

    def _comparison(self, node: ast.Compare) -> Iterator[Alteration]:
        for index, operator in enumerate(node.ops):
            for rank, other in enumerate(_COMPARISONS.get(type(operator), ())):
                ops = [*node.ops[:index], other(), *node.ops[index + 1 :]]
                new = ast.Compare(node.left, ops, node.comparators)
                yield self._new(node, "comparison", rank, new)

    def _operation(self, node: ast.BinOp) -> Iterator[Alteration]:
        for rank, other in enumerate(_OPERATORS.get(type(node.op), ())):
            new = ast.BinOp(node.left, other(), node.right)
            yield self._new(node, "operator", rank, new)
        if isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv | ast.Pow | ast.Mod | ast.MatMult):
            yield self._new(node, "order", 1, ast.BinOp(node.right, node.op, node.left))
        # A term too many.
        for part, rest in ((node.left, node.right), (node.right, node.left)):
            rank = 0 if isinstance(rest, ast.Constant) else 2
            yield self._new(node, "operator", rank, copy.copy(part))
        # Parentheses that group otherwise: a * b + c for a * (b + c), and back.
        if isinstance(node.left, ast.BinOp):
            inner = ast.BinOp(node.left.right, node.op, node.right)
            yield self._new(node, "operator", 2, ast.BinOp(node.left.left, node.left.op, inner))
        if isinstance(node.right, ast.BinOp):
            inner = ast.BinOp(node.left, node.op, node.right.left)
            yield self._new(node, "operator", 2, ast.BinOp(inner, node.right.op, node.right.right))

    def _sign(self, node: ast.UnaryOp) -> Iterator[Alteration]:
        if isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            value = node.operand.value
            if isinstance(value, int):
                for other in (-value - 1, -value + 1):
                    yield self._new(node, "number", 1, ast.Constant(other))
        kind: Kind = "comparison" if isinstance(node.op, ast.Not) else "operator"
        yield self._new(node, kind, 1, copy.copy(node.operand))

    def _constant(self, node: ast.Constant) -> Iterator[Alteration]:
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            for name in self.unread:
                yield self._new(node, "name", 0, _loaded(name))
        if isinstance(value, bool):
            yield self._new(node, "argument", 0, ast.Constant(not value))
        elif isinstance(value, int):
            kind: Kind = "index" if self._is_index(node) else "number"
            near = [(0, value + 1), (0, value - 1)]
            for rank, other in (*near, (3, 2 * value), (2, -value), (3, 10 * value)):
                if other != value and not self._does_nothing(node, other):
                    yield self._new(node, kind, rank, ast.Constant(other))
            if value not in (0, 1, -1):
                yield self._new(node, kind, 3, ast.Constant(0))
                yield self._new(node, kind, 3, ast.Constant(1))
        elif isinstance(value, float):
            for real in (-value, 2 * value, value / 2, 10 * value, value / 10, 1.0, 0.0):
                if real != value:
                    yield self._new(node, "number", 2, ast.Constant(real))

    def _does_nothing(self, node: ast.Constant, value: int) -> bool:
        """Return whether a constant would be 0 in a sum or 1 in a product: a term too many."""
        parent = self.where[node].parent
        if not isinstance(parent, ast.BinOp):
            return False
        return value == (0 if isinstance(parent.op, ast.Add | ast.Sub) else 1)

    def _is_index(self, node: ast.expr) -> bool:
        place = self.where[node]
        if isinstance(place.parent, ast.Tuple):
            place = self.where[place.parent]
        if place.field in ("slice", "lower", "upper", "step"):
            return True
        return isinstance(place.parent, ast.Call) and ast.unparse(place.parent.func) == "range"

    def _name(self, node: ast.Name) -> Iterator[Alteration]:
        place = self.where[node]
        if node.id not in self.names or (place.field == "func"):
            return
        for other in self.names:
            if other != node.id:
                rank = 0 if other in self.unread else 2
                yield self._new(node, "name", rank, ast.Name(other, ast.Load()))

    def _attribute(self, node: ast.Attribute) -> Iterator[Alteration]:
        if node.attr.endswith("_") and not node.attr.startswith("_"):  # in place
            copying = ast.Attribute(node.value, node.attr[:-1], ast.Load())
            yield self._new(node, "call", 0, copying)
        for other in _related(node.attr):
            kind: Kind = "call" if self.where[node].field == "func" else "name"
            yield self._new(node, kind, 1, ast.Attribute(node.value, other, ast.Load()))
        if node.attr == "T":
            yield self._new(node, "call", 1, copy.copy(node.value))

    def _subscript(self, node: ast.Subscript) -> Iterator[Alteration]:
        def with_slice(part: ast.expr) -> ast.Subscript:
            return ast.Subscript(node.value, part, ast.Load())

        part = node.slice
        if isinstance(part, ast.Tuple) and len(part.elts) == 2:
            swapped = ast.Tuple(part.elts[::-1], ast.Load())
            yield self._new(node, "index", 1, with_slice(swapped))
        if isinstance(part, ast.Slice):
            for new in _other_slices(part):
                yield self._new(node, "index", 1, with_slice(new))
        elif not isinstance(part, ast.Tuple):
            one = ast.Constant(1)
            for other in (ast.BinOp(part, ast.Add(), one), ast.BinOp(part, ast.Sub(), one)):
                yield self._new(node, "index", 1, with_slice(other))
            colon = ast.Tuple([ast.Slice(), part], ast.Load())
            yield self._new(node, "index", 2, with_slice(colon))
        yield self._new(node, "index", 2, copy.copy(node.value))

    def _call(self, node: ast.Call) -> Iterator[Alteration]:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if isinstance(node.func, ast.Name):
            for other in _related(name):
                func = ast.Name(other, ast.Load())
                yield self._new(node, "call", 1, ast.Call(func, node.args, node.keywords))
        yield from self._arguments(node, name)
        yield from self._keywords(node, name)
        # A call too many: abs(x) for x, x.mean() for x.
        if len(node.args) == 1 and not node.keywords:
            yield self._new(node, "call", 1, copy.copy(node.args[0]))
        elif isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if not isinstance(owner, ast.Name) or owner.id in self.names:
                yield self._new(node, "call", 1, copy.copy(owner))

    def _arguments(self, node: ast.Call, name: str) -> Iterator[Alteration]:
        def with_arguments(arguments: Sequence[ast.expr]) -> ast.Call:
            return ast.Call(node.func, list(arguments), node.keywords)

        args = node.args
        for i, argument in enumerate(args):
            if isinstance(argument, ast.Starred):
                plain = with_arguments([*args[:i], argument.value, *args[i + 1 :]])
                yield self._new(node, "argument", 1, plain)
            elif name not in ("len", "range", "abs", "float", "int", "print"):
                starred = ast.Starred(argument, ast.Load())
                spread = with_arguments([*args[:i], starred, *args[i + 1 :]])
                yield self._new(node, "argument", 2, spread)
        for i in range(len(args)):
            for j in range(i + 1, len(args)):
                swapped = list(args)
                swapped[i], swapped[j] = swapped[j], swapped[i]
                yield self._new(node, "argument", 0 if j == i + 1 else 2, with_arguments(swapped))
        if len(args) > 1:
            for i in range(len(args)):
                rest = [*args[:i], *args[i + 1 :]]
                yield self._new(node, "argument", 2, with_arguments(rest))
        if name == "range":
            one = ast.Constant(1)
            for i, bound in enumerate(args):
                for operator in (ast.Add(), ast.Sub()):
                    changed = [*args[:i], ast.BinOp(bound, operator, one), *args[i + 1 :]]
                    yield self._new(node, "index", 0, with_arguments(changed))
            if len(args) == 1:
                for first in (1, 2):
                    yield self._new(node, "index", 0, with_arguments([ast.Constant(first), *args]))
                last = ast.BinOp(args[0], ast.Add(), one)
                yield self._new(node, "index", 0, with_arguments([one, last]))
        if name == "enumerate" and len(args) == 1:
            yield self._new(node, "index", 0, with_arguments([*args, ast.Constant(1)]))
        if isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name):
            return
        # An argument that is missing.
        if name not in ("len", "range", "print", "abs"):
            for other in self.unread:
                yield self._new(node, "argument", 2, with_arguments([*args, _loaded(other)]))

    def _keywords(self, node: ast.Call, name: str) -> Iterator[Alteration]:
        def with_keywords(keywords: Sequence[ast.keyword]) -> ast.Call:
            return ast.Call(node.func, node.args, list(keywords))

        given = node.keywords
        for i, keyword in enumerate(given):
            if keyword.arg in ("dim", "axis"):
                for other in (0, 1, -1):
                    axis = ast.keyword(keyword.arg, ast.Constant(other))
                    changed = [*given[:i], axis, *given[i + 1 :]]
                    if ast.unparse(axis.value) != ast.unparse(keyword.value):
                        yield self._new(node, "argument", 0, with_keywords(changed))
            rest = [*given[:i], *given[i + 1 :]]
            yield self._new(node, "argument", 1, with_keywords(rest))
        present = {keyword.arg for keyword in given}
        if name in _REDUCTIONS and not present & {"dim", "axis"}:
            for other in (0, 1, -1):
                axis = ast.keyword("dim", ast.Constant(other))
                yield self._new(node, "argument", 1, with_keywords([*given, axis]))
                kept = ast.keyword("keepdim", ast.Constant(True))
                yield self._new(node, "argument", 3, with_keywords([*given, axis, kept]))
        for switch in _SWITCHES:
            if switch not in present and name in _REDUCTIONS | {"Linear", "Conv2d", "hist"}:
                off = ast.keyword(switch, ast.Constant(switch.startswith(("keep", "desc", "dens"))))
                yield self._new(node, "argument", 2, with_keywords([*given, off]))
        for own in self.names:
            if own not in present and (own in self.unread or own == "generator"):
                passed = ast.keyword(own, _loaded(own))
                yield self._new(node, "argument", 1, with_keywords([*given, passed]))

    def _display(self, node: ast.Tuple | ast.List) -> Iterator[Alteration]:
        """Change the order of what stands in a tuple or list, and leave out one of it."""
        items = node.elts
        make = type(node)
        for i in range(len(items) - 1):
            swapped = [*items[:i], items[i + 1], items[i], *items[i + 2 :]]
            yield self._new(node, "order", 1, make(swapped, ast.Load()))
        if len(items) > 1:
            for i in range(len(items)):
                rest = [*items[:i], *items[i + 1 :]]
                yield self._new(node, "step", 3, make(rest, ast.Load()))

    def _is_value(self, node: ast.expr) -> bool:
        """Return whether something may be added to a node, or a call be put around it."""
        if not isinstance(node, ast.Name | ast.BinOp | ast.Call | ast.Attribute | ast.Subscript):
            return False
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return False
        place = self.where[node]
        if place.field == "func" or isinstance(place.parent, ast.Expr | ast.keyword | ast.withitem):
            return isinstance(place.parent, ast.keyword)
        return not (isinstance(place.parent, ast.Attribute) and isinstance(node, ast.Name))

    def _more(self, node: ast.expr) -> Iterator[Alteration]:
        """Put something to a value: one more, twice, the sign, a call, a part of it."""
        one, two = ast.Constant(1), ast.Constant(2)
        kind: Kind = "index" if self._is_index(node) else "operator"
        rank = 0 if self._is_prominent(node) else 2
        for shift in (ast.Add(), ast.Sub()):
            yield self._new(node, kind, rank, ast.BinOp(node, shift, one))
        for scale in (ast.Mult(), ast.Div(), ast.Pow()):
            yield self._new(node, "operator", rank + 2, ast.BinOp(node, scale, two))
        yield self._new(node, "operator", rank + 1, ast.UnaryOp(ast.USub(), node))
        if isinstance(node, ast.Name):
            if node.id not in self.names:
                return
            for part in (ast.Slice(one), ast.Slice(None, ast.Constant(-1)), _BACKWARDS):
                sliced = ast.Subscript(node, part, ast.Load())
                yield self._new(node, "index", 2, sliced)
        for wrapper in _WRAPPERS:
            call = ast.Call(ast.Name(wrapper, ast.Load()), [node], [])
            yield self._new(node, "call", rank + 2, call)
        for method in (*_METHODS, *_MORE_METHODS):
            call = ast.Call(ast.Attribute(node, method, ast.Load()), [], [])
            yield self._new(node, "call", rank + 2, call)
        yield self._new(node, "call", rank + 2, ast.Attribute(node, "T", ast.Load()))

    def _is_prominent(self, node: ast.expr) -> bool:
        """Return whether a node is a whole result, bound or term, where most slips sit."""
        return isinstance(self.where[node].parent, ast.Return | ast.Assign | ast.AugAssign)


_BACKWARDS = ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1)))


def _other_slices(part: ast.Slice) -> Iterator[ast.Slice]:
    lower, upper, step = part.lower, part.upper, part.step
    one = ast.Constant(1)
    for bound, rest in ((lower, "lower"), (upper, "upper")):
        if bound is not None:
            for other in (ast.BinOp(bound, ast.Add(), one), ast.BinOp(bound, ast.Sub(), one), None):
                bounds = {"lower": lower, "upper": upper} | {rest: other}
                yield ast.Slice(bounds["lower"], bounds["upper"], step)
    if lower is None:
        for first in (1, 2):
            yield ast.Slice(ast.Constant(first), upper, step)
    if upper is None:
        yield ast.Slice(lower, ast.Constant(-1), step)
    if (lower is None) != (upper is None):
        yield ast.Slice(upper, lower, step)
    yield ast.Slice(lower, upper, None if step is not None else _BACKWARDS.step)


def _related(name: str) -> list[str]:
    found = [other for group in _RELATED_CALLS for other in group.split() if name in group.split()]
    return [other for other in dict.fromkeys(found) if other != name]


def _loaded(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())
