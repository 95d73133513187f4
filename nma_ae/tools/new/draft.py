"""Makes the module of an exercise from an author's draft, and finds the solution in it."""

import ast
import io
import tokenize
from dataclasses import dataclass
from typing import TypeGuard

from nma_ae.tools.statements import (
    Definition,
    Import,
    bound_by,
    bound_names,
    first_line,
    import_of,
    used_names,
)


@dataclass(frozen=True)
class Draft:
    """An exercise as its author hands it in.

    Attributes:
        title: what to do, in a line.
        task: the text of the task, in Markdown; may be empty.
        module: text of the exercise's module. It defines the solution, under the exercise's name,
            unless the package has it already.
        solution: where the package has the solution, as in "nma_ae.training.fit"; else empty.
    """

    title: str
    task: str
    module: str
    solution: str


def read_draft(text: str, name: str) -> Draft:
    """Take a draft apart.

    Args:
        text: a Python file. Its docstring is the task: a line that says what to do, and the text.
            It binds `exercise` to an Exercise, and `solution` to a function or class that it
            defines, or that it imports from the package.
        name: of the exercise, and so of the solution.

    Raises:
        ValueError: If something is missing, or the solution and the rest need each other.
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
    solution, own_name = _solution(tree)
    left_out = [tree.body[0], solution, *filter(_is_binding, tree.body)]
    rest = [node for node in tree.body if node not in left_out]
    if isinstance(solution, ast.ImportFrom):
        path, replaced = _path_in_package(solution, own_name), {}
        _check_apart(rest, {"solution"})
    else:
        path, replaced = "", {solution: _renamed(_lines(text, solution), own_name, name)}
        _check_apart(rest, {"solution", own_name})
        _check_alone(solution, rest)
        _check_free(name, rest)
    module = f'"""{title}"""\n' + _text_of(rest, replaced, text, tree)
    return Draft(title.rstrip("."), task.strip(), module, path)


def _is_binding(node: ast.stmt) -> TypeGuard[ast.Assign]:
    """Return whether a statement is `solution = ...`."""
    return isinstance(node, ast.Assign) and bound_names([node]) == {"solution"}


def _solution(tree: ast.Module) -> tuple[ast.stmt, str]:
    """Return the statement that defines or imports the solution, and its name there."""
    name = "solution"
    for node in tree.body:
        if _is_binding(node) and isinstance(node.value, ast.Name):
            name = node.value.id
    for node in tree.body:
        if isinstance(node, Definition | ast.ImportFrom) and name in bound_names([node]):
            return node, name
    raise ValueError(
        "the file must hold the solution: a function or class `solution`, or `solution = ...` with "
        "one that it defines or imports from the package."
    )


def _path_in_package(node: ast.ImportFrom, bound: str) -> str:
    if node.level or not (node.module or "").startswith("nma_ae."):
        raise ValueError(
            f"the solution is imported from {node.module!r}; it must be defined in the file, or "
            "come from the package."
        )
    return next(f"{node.module}.{name.name}" for name in node.names if bound_by(name) == bound)


def _check_alone(solution: ast.stmt, rest: list[ast.stmt]) -> None:
    used = used_names([solution])
    for node in rest:
        shared = set() if isinstance(node, Import) else bound_names([node]) & used
        if shared:
            raise ValueError(
                f"the solution uses {', '.join(sorted(shared))} of the file. What students are "
                "shown must stand alone: import it, or write it inside."
            )


def _check_apart(parts: list[ast.stmt], names: set[str]) -> None:
    if used_names(parts) & names:
        raise ValueError(
            "the exercise uses its own solution. Cases, variants and misconceptions must do "
            "without it; the engine finds it in the chapter's table of solutions."
        )


def _check_free(name: str, rest: list[ast.stmt]) -> None:
    if name in bound_names(rest):
        raise ValueError(
            f"the file calls something else {name!r}. That is the exercise's name, which the "
            "solution gets: rename the other."
        )


def _lines(text: str, node: ast.stmt) -> str:
    return "".join(text.splitlines(keepends=True)[first_line(node) - 1 : node.end_lineno])


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


def _text_of(
    kept: list[ast.stmt], replaced: dict[ast.stmt, str], text: str, tree: ast.Module
) -> str:
    """Return the text of the file without all other statements, and what only they imported."""
    lines = text.splitlines(keepends=True)
    used = used_names([*kept, *replaced])
    for node in reversed(tree.body):
        new = None if node in kept else replaced.get(node, "")
        if isinstance(node, Import):
            names = [name for name in node.names if bound_by(name) in used]
            if len(names) == len(node.names) or getattr(node, "module", "") == "__future__":
                new = None
            elif names:
                new = ast.unparse(import_of(node, names)) + "\n"
        if new is not None:
            lines[first_line(node) - 1 : node.end_lineno] = [new]
    return "".join(lines)
