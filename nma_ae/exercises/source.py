"""Shows the source of a function or class together with the imports that it needs."""

import ast
import inspect
import textwrap
from collections.abc import Callable


def source(answer: Callable, name: str | None = None) -> str:
    """Return the source of a function or class, its imports above it.

    Args:
        answer: defined at the top level of a module.
        name: what to call it there; by default its own name.

    Returns:
        Code that runs in an empty namespace.

    Raises:
        ValueError: it uses a name of its module that is not imported, so it would not run alone.
    """
    module = ast.parse(inspect.getsource(inspect.getmodule(answer)))
    code = textwrap.dedent(inspect.getsource(answer))
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    imports = [line for node in module.body for line in _import_lines(node, used)]
    local = {
        node.name
        for node in module.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name != answer.__name__
    } | {
        target.id
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if used & local:
        raise ValueError(
            f"{answer.__name__} uses {', '.join(sorted(used & local))} of its own module; what is "
            "shown to students must stand alone, so import it from elsewhere or write it inside."
        )
    if name is not None:
        code = _renamed(code, answer.__name__, name)
    return "\n".join([*imports, "", "", code]).lstrip("\n") if imports else code


def _import_lines(node: ast.stmt, used: set[str]) -> list[str]:
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return []
    lines = []
    for alias in node.names:
        if (alias.asname or alias.name).split(".")[0] in used:
            part = type(node)(**{**vars(node), "names": [alias]})
            lines.append(ast.unparse(part))
    return lines


def _renamed(code: str, old: str, new: str) -> str:
    """Rename a definition and the uses of its own name inside it."""
    lines = code.splitlines(keepends=True)
    tree = ast.parse(code)
    places = [
        (node.lineno, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == old
    ]
    definition = tree.body[0]
    keyword = "class " if isinstance(definition, ast.ClassDef) else "def "
    places.append((definition.lineno, len(keyword)))
    for line, column in sorted(places, reverse=True):
        text = lines[line - 1].encode()
        lines[line - 1] = (
            text[:column] + new.encode() + text[column + len(old.encode()) :]
        ).decode()
    return "".join(lines)
