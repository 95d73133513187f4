"""Takes an author's draft of an exercise apart: the solution on one side, the rest on the other."""

import ast
import io
import tokenize
from dataclasses import dataclass

from nma_ae.tools.statements import (
    Import,
    bound_by,
    bound_names,
    first_line,
    import_lines,
    import_of,
    used_names,
)


@dataclass(frozen=True)
class Draft:
    """An exercise as its author hands it in, in two parts.

    Attributes:
        title: what to do, in a line.
        task: the text of the task, in Markdown; may be empty.
        module: text of the module that holds the exercise without its solution.
        solution: text of the solution's definition under the exercise's name; empty where the
            package has it already.
        imports: the lines that the solution needs; where the package has it, the line that
            imports it.
        solution_name: name under which the table of solutions finds it.
    """

    title: str
    task: str
    module: str
    solution: str
    imports: tuple[str, ...]
    solution_name: str


def read_draft(text: str, name: str) -> Draft:
    """Take a draft apart.

    Args:
        text: a Python file. Its docstring is the task: a line that says what to do, and the text.
            It binds `exercise` to an Exercise, and `solution` to a function or class that it
            defines, or that it imports from the package.
        name: of the exercise, and so of the solution.

    Raises:
        ValueError: something is missing, or the parts hold together.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise ValueError(f"the file is not Python: {error}") from None
    title, _newline, task = (ast.get_docstring(tree) or "").partition("\n")
    if not title:
        raise ValueError(
            "the file must begin with a docstring: a line that says what to do, and the text of "
            "the task, which the notebook shows."
        )
    if "exercise" not in bound_names(tree.body):
        raise ValueError("the file must hold `exercise = Exercise(...)`.")
    definition, own_name = _solution(tree)
    if isinstance(definition, ast.ImportFrom):
        _check_package(definition)
        solution_name = _original_name(definition, own_name)
        imports: tuple[str, ...] = (f"from {definition.module} import {solution_name}",)
        code, private = "", {"solution"}
    else:
        solution_name, imports = name, _needed_imports(tree, definition)
        code, private = _renamed(_lines(text, definition), own_name, name), {"solution", own_name}
    rest = [node for node in tree.body[1:] if node is not definition and not _is_binding(node)]
    _check_apart(rest, private)
    module = f'"""{title}"""\n' + _text_of(rest, text, tree)
    return Draft(title.rstrip("."), task.strip(), module, code, imports, solution_name)


def _is_binding(node: ast.stmt) -> bool:
    """Return whether a statement is `solution = ...`."""
    return isinstance(node, ast.Assign) and bound_names([node]) == {"solution"}


def _solution(tree: ast.Module) -> tuple[ast.stmt, str]:
    """Return the statement that defines or imports the solution, and its name there."""
    name = "solution"
    for node in tree.body:
        if _is_binding(node) and isinstance(node.value, ast.Name):
            name = node.value.id
    for node in tree.body:
        found = isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ImportFrom)
        if found and name in bound_names([node]):
            return node, name
    raise ValueError(
        "the file must hold the solution: a function or class `solution`, or `solution = ...` with "
        "one that it defines or imports from the package."
    )


def _check_package(node: ast.ImportFrom) -> None:
    if node.level or not (node.module or "").startswith("nma_ae."):
        raise ValueError(
            f"the solution is imported from {node.module!r}; it must be defined in the file, or "
            "come from the package."
        )


def _original_name(node: ast.ImportFrom, bound: str) -> str:
    return next(name.name for name in node.names if bound_by(name) == bound)


def _lines(text: str, node: ast.stmt) -> str:
    return "".join(text.splitlines(keepends=True)[first_line(node) - 1 : node.end_lineno])


def _needed_imports(tree: ast.Module, definition: ast.stmt) -> tuple[str, ...]:
    used = used_names([definition])
    lines = []
    for node in tree.body:
        if isinstance(node, Import):
            lines += [line for name, line in import_lines(node) if name in used]
        elif node is not definition and (shared := bound_names([node]) & used - {"solution"}):
            raise ValueError(
                f"the solution uses {', '.join(sorted(shared))} of the file. What students are "
                "shown must stand alone: import it, or write it inside."
            )
    return tuple(lines)


def _check_apart(parts: list[ast.stmt], names: set[str]) -> None:
    if used_names(parts) & names:
        raise ValueError(
            "the exercise uses its own solution. Cases, variants and misconceptions must do "
            "without it; the engine finds it in the chapter's table of solutions."
        )


def _renamed(code: str, old: str, new: str) -> str:
    """Rename a definition and the uses of its name inside it."""
    tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    lines = code.splitlines(keepends=True)
    for before, token in reversed(list(zip([None, *tokens], tokens, strict=False))):
        attribute = before is not None and before.string == "."
        if token.type == tokenize.NAME and token.string == old and not attribute:
            (row, start), (_row, end) = token.start, token.end
            lines[row - 1] = lines[row - 1][:start] + new + lines[row - 1][end:]
    return "".join(lines)


def _text_of(rest: list[ast.stmt], text: str, tree: ast.Module) -> str:
    """Return the text of the file without all other statements, and what only they imported."""
    lines = text.splitlines(keepends=True)
    used = used_names(rest)
    for node in reversed(tree.body):
        replaced = None if node in rest else ""
        if isinstance(node, Import):
            kept = [name for name in node.names if bound_by(name) in used]
            if len(kept) == len(node.names) or getattr(node, "module", "") == "__future__":
                replaced = None
            elif kept:
                replaced = ast.unparse(import_of(node, kept)) + "\n"
        if replaced is not None:
            lines[first_line(node) - 1 : node.end_lineno] = [replaced]
    return "".join(lines)
