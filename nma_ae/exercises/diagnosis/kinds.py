"""Tells what sort of thing two pieces of code differ in."""

import ast

from nma_ae.exercises.diagnosis.alteration import Kind, Place

_INDEX_FIELDS = ("slice", "lower", "upper", "step")
_AROUND: list[tuple[type[ast.AST], Kind]] = [
    (ast.Call, "call"),
    (ast.Subscript, "index"),
    (ast.BinOp, "operator"),
    (ast.UnaryOp, "operator"),
    (ast.Compare, "comparison"),
]
"""What sort of thing one expression has around another that is a part of it."""


def kind_of_difference(before: ast.AST, after: ast.AST, place: Place) -> Kind:
    """Return the sort of thing in which two expressions differ, "concept" where it is much.

    Args:
        before: a piece of a student's code.
        after: what it becomes.
        place: where it hangs in the code.
    """
    if isinstance(place.parent, ast.Expr) and not isinstance(after, ast.Call):
        return "step"  # what the line did is not done any more
    if _is_part(before, after):
        return _kind_around(after, before)
    if _is_part(after, before):
        return _kind_around(before, after)
    if type(before) is not type(after):
        # What is called there is not called any more.
        simple = ast.Name | ast.Constant | ast.Subscript | ast.Attribute
        return "call" if isinstance(before, ast.Call) and isinstance(after, simple) else "concept"
    if isinstance(before, ast.Name):
        return "name"
    if isinstance(before, ast.Constant):
        return "index" if place.field in _INDEX_FIELDS else "number"
    kinds = {
        _kind_of_field(before, after, field, place) for field in _different_fields(before, after)
    }
    return kinds.pop() if len(kinds) == 1 else "concept"


def _kind_of_field(before: ast.AST, after: ast.AST, field: str, place: Place) -> Kind:
    if field in ("op", "ops"):
        return "comparison" if isinstance(before, ast.Compare) else "operator"
    if field == "attr":
        return "call" if place.field == "func" else "name"
    if field in _INDEX_FIELDS:
        return "index"
    left, right = getattr(before, field), getattr(after, field)
    if isinstance(left, list):
        return _kind_of_items(left, right, before, field)
    if isinstance(left, ast.AST) and isinstance(right, ast.AST):
        return kind_of_difference(left, right, Place(before, field, None))
    return "concept"


def _kind_of_items(before: list, after: list, owner: ast.AST, field: str) -> Kind:
    """Return the sort of thing in which arguments, or the items of a tuple or list, differ."""
    if isinstance(owner, ast.Call) and ast.unparse(owner.func) in ("range", "enumerate"):
        return "index"
    if sorted(map(ast.dump, before)) == sorted(map(ast.dump, after)):
        return "argument" if isinstance(owner, ast.Call) else "order"
    if len(before) != len(after):
        return "argument" if isinstance(owner, ast.Call) else "concept"
    kinds: set[Kind] = set()
    for left, right in zip(before, after, strict=True):
        if ast.dump(left) == ast.dump(right):
            continue
        if isinstance(left, ast.keyword) and isinstance(right, ast.keyword):
            if left.arg != right.arg:
                return "argument"
            left, right = left.value, right.value
        kinds.add(kind_of_difference(left, right, Place(owner, field, None)))
    return kinds.pop() if len(kinds) == 1 else "concept"


def _kind_around(whole: ast.AST, part: ast.AST) -> Kind:
    if isinstance(whole, ast.BinOp) and not _is_side(part, whole):
        return "concept"  # deeper in, more than a term is different
    return next((kind for sort, kind in _AROUND if isinstance(whole, sort)), "concept")


def _is_side(part: ast.AST, whole: ast.BinOp) -> bool:
    return ast.dump(part) in (ast.dump(whole.left), ast.dump(whole.right))


def _is_part(part: ast.AST, whole: ast.AST) -> bool:
    text = ast.dump(part)
    return text in ast.dump(whole) and any(ast.dump(each) == text for each in ast.walk(whole))


def _different_fields(one: ast.AST, other: ast.AST) -> list[str]:
    def dumped(value: object) -> object:
        if isinstance(value, ast.AST):
            return ast.dump(value)
        return [dumped(each) for each in value] if isinstance(value, list) else value

    return [
        field
        for field, value in ast.iter_fields(one)
        if field != "ctx" and dumped(value) != dumped(getattr(other, field, None))
    ]
