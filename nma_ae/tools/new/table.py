"""Adds a solution to a chapter's module of solutions."""

import ast
import re

from nma_ae.tools.new.draft import Draft
from nma_ae.tools.statements import Import, bound_names, import_lines


def with_solution(module: str, short: str, draft: Draft) -> str:
    """Return the text of a chapter's solutions with one more, last in the table.

    Raises:
        ValueError: the module has no table, or a name in it means something else.
    """
    tree = ast.parse(module)
    tables = [node for node in tree.body if _is_table(node)]
    if len(tables) != 1:
        raise ValueError(
            "the chapter's module of solutions must hold one table `SOLUTIONS = {...}`."
        )
    keys = [ast.literal_eval(key) for key in tables[0].value.keys]
    if short in keys:
        raise ValueError(f"the chapter's table of solutions has {short!r} already.")
    imports = _new_imports(tree, draft.imports)
    defined = {short} if draft.solution else set()
    clash = (bound_names(ast.parse("\n".join(imports)).body) | defined) & bound_names(tree.body)
    if clash:
        raise ValueError(
            f"{', '.join(sorted(clash))} means something else in the chapter's module of solutions."
        )
    lines = module.splitlines()
    start, end = tables[0].lineno - 1, tables[0].end_lineno
    table = _table_text(lines[start:end], f'"{short}": {draft.solution_name},')
    parts = [*lines[:start], "", draft.solution.rstrip(), "", "", table, *lines[end:]]
    place = max((n.end_lineno for n in tree.body if _is_docstring_or_import(n)), default=0)
    # A blank line between docstring and imports; the order of imports is tidied up later.
    parts[place:place] = ["", *imports] if imports else []
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(parts)).rstrip() + "\n"


def _is_table(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    named = any(isinstance(each, ast.Name) and each.id == "SOLUTIONS" for each in targets)
    return named and isinstance(node.value, ast.Dict)


def _is_docstring_or_import(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, Import)


def _new_imports(tree: ast.Module, wanted: tuple[str, ...]) -> list[str]:
    present = [
        line for node in tree.body if isinstance(node, Import) for _name, line in import_lines(node)
    ]
    return [line for line in dict.fromkeys(wanted) if line not in present]


def _table_text(lines: list[str], entry: str) -> str:
    text = "\n".join(lines)
    body = text[: text.rindex("}")].rstrip()
    comma = "" if body.endswith(("{", ",")) else ","
    return f"{body}{comma}\n    {entry}\n}}"
