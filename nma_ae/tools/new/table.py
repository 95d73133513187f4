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
    tables = [node for node in ast.parse(module).body if _is_table(node)]
    if len(tables) != 1:
        raise ValueError(
            "the chapter's module of solutions must hold one table `SOLUTIONS = {...}`."
        )
    if short in map(ast.literal_eval, tables[0].value.keys):
        raise ValueError(f"the chapter's table of solutions has {short!r} already.")
    lines = module.splitlines()
    start, end = tables[0].lineno - 1, tables[0].end_lineno
    table = _table_text(lines[start:end], f'"{short}": "{path}",')
    return "\n".join([*lines[:start], table, *lines[end:]]) + "\n"


def _is_table(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    named = any(isinstance(each, ast.Name) and each.id == "SOLUTIONS" for each in targets)
    return named and isinstance(node.value, ast.Dict)


def _table_text(lines: list[str], entry: str) -> str:
    text = "\n".join(lines)
    body = text[: text.rindex("}")].rstrip()
    comma = "" if body.endswith(("{", ",")) else ","
    return f"{body}{comma}\n    {entry}\n}}"
