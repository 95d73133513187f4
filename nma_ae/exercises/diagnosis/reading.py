"""What can be said of an answer's code from reading it alone."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nma_ae.exercises.messages import _

_GIVE_NOTHING = {
    *("append", "extend", "insert", "remove", "reverse", "sort", "clear", "update", "add"),
    *("shuffle", "backward", "step", "zero_grad", "print"),
}
"""Functions and methods that return None."""
_ONLY_GIVE = {
    *("abs", "clamp", "clip", "detach", "exp", "expand", "flatten", "flip", "float", "log", "mean"),
    *("norm", "permute", "repeat", "reshape", "round", "sqrt", "square", "squeeze", "sum", "view"),
    *("tolist", "transpose", "unsqueeze", "item"),
}
"""Methods that change nothing: they give something back."""


def names_in(tree: ast.AST) -> tuple[list[str], list[str]]:
    """Return the names that mean a value in some code, and the parameters that it never reads."""
    parameters = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = [node.id for node in named if isinstance(node.ctx, ast.Store)]
    read = {node.id for node in named if isinstance(node.ctx, ast.Load)}
    names = [name for name in dict.fromkeys([*parameters, *stored]) if name not in ("self", "_")]
    return names, [name for name in dict.fromkeys(parameters) if name not in read | {"self"}]


def names_used(tree: ast.AST) -> set[str]:
    """Return all names that occur in some code: of variables, attributes, and arguments."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
    return found


def what_is_unread(definition: ast.AST, inputs: Iterable[str]) -> str:
    """Return which of its inputs an answer never uses, in a sentence; "" for none."""
    unread = names_in(definition)[1]
    asked = [f"`{name}`" for name in inputs if name in unread]
    return _("Your code never uses {names}.").format(names=", ".join(asked)) if asked else ""


def no_power(definition: ast.AST) -> str:
    """Return that `^` is no power, where some code has it; "" where it does not."""
    found = any(isinstance(node, ast.BitXor) for node in ast.walk(definition))
    return _("`^` is no power in Python: that is `**`.") if found else ""


def thrown_away(definition: ast.AST, namespace: Mapping[str, Any]) -> str:
    """Return which function is called for nothing, in a sentence; "" for none.

    Args:
        definition: of the answer.
        namespace: the notebook's names: functions of one's own may be called for what they do.
    """
    for node in ast.walk(definition):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            continue
        called = node.value.func
        function = namespace.get(called.id) if isinstance(called, ast.Name) else None
        returned = getattr(function, "__annotations__", {}).get("return")
        only_gives = isinstance(called, ast.Attribute) and called.attr in _ONLY_GIVE
        if only_gives or returned not in (None, "None", type(None)):
            return _("What `{call}` returns is not used.").format(call=ast.unparse(node.value))
    return ""


def why_nothing_is_returned(definition: ast.AST) -> str:
    """Return why a function that returned None did so, in a sentence; "" where that is not plain.

    Args:
        definition: of the function.
    """
    if not isinstance(definition, ast.FunctionDef):
        return ""
    given = [node for node in _own_nodes(definition) if isinstance(node, ast.Return)]
    if not any(node.value for node in given):
        return _("Did you forget a `return`?")
    if not isinstance(definition.body[-1], ast.Return | ast.If | ast.With | ast.Try | ast.For):
        return _("It came to its end without a `return`: there is none on that way.")
    for node in given:
        if isinstance(node.value, ast.Call):
            called = node.value.func
            name = called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)
            if name in _GIVE_NOTHING:
                text = _("`{name}` changes something and returns nothing: return what it changed.")
                return text.format(name=name)
    return ""


def _own_nodes(definition: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a function without those of functions and classes in it."""
    for node in ast.iter_child_nodes(definition):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            yield node
            yield from _own_nodes(node)
