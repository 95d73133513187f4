"""Adds a solution to a chapter's table of solutions."""

import ast


def with_solution(module: str, short: str, path: str) -> str:
    """Return the text of a chapter's module `solutions` with one more, last in the table.

    Args:
        module: its text.
        short: name of the exercise.
        path: of its solution, as in "nma_ae.training.fit".

    Raises:
        ValueError: If the module has no table, or the table has the exercise already.
    """
    statements = ast.parse(module).body
    tables = [(node, table) for node in statements if (table := _table(node)) is not None]
    if len(tables) != 1:
        raise ValueError(
            "the chapter's module of solutions must hold one table `SOLUTIONS = {...}`."
        )
    statement, table = tables[0]
    if short in [ast.literal_eval(key) for key in table.keys if key is not None]:  # None: `**more`
        raise ValueError(f"the chapter's table of solutions has {short!r} already.")
    lines = module.splitlines()
    start, end = statement.lineno - 1, statement.end_lineno
    changed = _table_text(lines[start:end], f'"{short}": "{path}",')
    return "\n".join([*lines[:start], changed, *lines[end:]]) + "\n"


def _table(node: ast.stmt) -> ast.Dict | None:
    """Return the dict that a statement calls SOLUTIONS; None if it does no such thing."""
    if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return None
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    named = any(isinstance(each, ast.Name) and each.id == "SOLUTIONS" for each in targets)
    return node.value if named and isinstance(node.value, ast.Dict) else None


def _table_text(lines: list[str], entry: str) -> str:
    text = "\n".join(lines)
    body = text[: text.rindex("}")].rstrip()
    comma = "" if body.endswith(("{", ",")) else ","
    return f"{body}{comma}\n    {entry}\n}}"
