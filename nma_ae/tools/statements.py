"""What Python statements import, bind and use, for the tools that take code apart."""

import ast
from collections.abc import Iterable, Iterator, Sequence

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Import = ast.Import | ast.ImportFrom


def first_line(statement: ast.stmt) -> int:
    """Return the number of a statement's first line, which of a definition may be a decorator's."""
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(decorator.lineno for decorator in decorators)])


def imports_in(statement: ast.stmt) -> Iterator[Import]:
    """Yield the imports of a statement, also those under an `if` or `try`."""
    return (node for node in ast.walk(statement) if isinstance(node, Import))


def import_of(statement: Import, names: Sequence[ast.alias]) -> Import:
    """Return an import statement with some of its names only."""
    if isinstance(statement, ast.Import):
        return ast.Import(names=list(names))
    return ast.ImportFrom(module=statement.module, names=list(names), level=statement.level)


def bound_by(name: ast.alias) -> str:
    """Return what one name of an import statement is called from then on."""
    return (name.asname or name.name).split(".")[0]


def bound_names(statements: Iterable[ast.stmt]) -> set[str]:
    """Return the names that statements at the top of a module bind.

    These are definitions, imports and assignments, not what is below an `if` or a loop.
    """
    found: set[str] = set()
    for statement in statements:
        if isinstance(statement, Definition):
            found.add(statement.name)
        elif isinstance(statement, Import):
            found |= {bound_by(name) for name in statement.names}
        elif isinstance(statement, ast.Assign):
            found |= used_names(statement.targets)
        elif isinstance(statement, ast.AnnAssign):
            found |= used_names([statement.target])
    return found


def used_names(nodes: Iterable[ast.AST]) -> set[str]:
    """Return all names in some code, whether they are read or assigned there."""
    return {name.id for node in nodes for name in ast.walk(node) if isinstance(name, ast.Name)}
