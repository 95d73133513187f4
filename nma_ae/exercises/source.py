"""Shows the source of a function or class together with all that it needs to run alone."""

import ast
import builtins
import inspect
import symtable
import sys
from collections.abc import Callable, Iterator
from types import ModuleType


def source(answer: Callable, name: str | None = None) -> str:
    """Return code that defines a function or class in an empty namespace.

    Above it stand the imports that it needs, and the private functions and the constants of its
    module that it uses. Public functions of its module are imported from there.

    Args:
        answer: defined at the top level of a module.
        name: what to call it; by default its own name.

    Raises:
        ValueError: it uses a name that its module does not define in a plain way.
    """
    module = inspect.getmodule(answer)
    own_name = answer.__name__
    imports, definitions = _statements(module)
    needed = {own_name}
    lines = set()
    unseen = [own_name]
    while unseen:
        for used in _global_names(definitions[unseen.pop()]):
            if used in imports:
                lines.add(imports[used])
            elif used in definitions and _is_public_function(module, used) and used != own_name:
                lines.add(f"from {_public_home(module, used)} import {used}")
            elif used in definitions:
                unseen += {used} - needed
                needed.add(used)
            elif not hasattr(builtins, used):
                raise ValueError(
                    f"{own_name} uses {used}, which {module.__name__} neither imports nor defines "
                    "at its top level; what is shown to students must run alone."
                )
    helpers = [each for each in definitions if each in needed and each != own_name]
    code = "\n\n\n".join(definitions[each] for each in [*helpers, own_name]) + "\n"
    if name is not None:
        code = _renamed(code, own_name, name)
    return "\n".join([*_in_order(lines, imports), "", "", code]) if lines else code


def _statements(module: ModuleType) -> tuple[dict[str, str], dict[str, str]]:
    """Return the imports at a module's top level, and its definitions, as code by name."""
    text = inspect.getsource(module)
    imports, definitions = {}, {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports |= _import_lines(node)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            definitions[node.name] = "\n".join(text.split("\n")[first - 1 : node.end_lineno])
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    definitions[target.id] = ast.get_source_segment(text, node)
    return imports, definitions


def _import_lines(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    lines = {}
    for alias in node.names:
        only = ast.unparse(ast.Import([alias]))
        if isinstance(node, ast.ImportFrom):
            only = f"from {'.' * node.level}{node.module or ''} {only}"
        lines[(alias.asname or alias.name).split(".")[0]] = only
    return lines


def _in_order(lines: set[str], imports: dict[str, str]) -> list[str]:
    """Put import lines in the order of the module; those that are not in it come last."""
    in_module = list(dict.fromkeys(line for line in imports.values() if line in lines))
    return in_module + sorted(lines - set(in_module))


def _global_names(code: str) -> set[str]:
    """Return the names that a piece of code takes from around it."""

    def walk(table: symtable.SymbolTable) -> Iterator[str]:
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
                yield symbol.get_name()
        for inner in table.get_children():
            yield from walk(inner)

    return set(walk(symtable.symtable(code, "<source>", "exec")))


def _is_public_function(module: ModuleType, name: str) -> bool:
    return not name.startswith("_") and callable(vars(module)[name])


def _public_home(module: ModuleType, name: str) -> str:
    """Return the package around a module where that has the name as well, else the module."""
    package = module.__name__.rpartition(".")[0]
    shared = vars(sys.modules[package]).get(name) if package else None
    return package if shared is vars(module)[name] else module.__name__


def _renamed(code: str, old: str, new: str) -> str:
    """Rename a definition and the uses of its own name."""
    tree = ast.parse(code)
    places = [
        (node.lineno, node.col_offset)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == old
    ]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == old:
            keyword = "class " if isinstance(node, ast.ClassDef) else "def "
            places.append((node.lineno, len(keyword)))
    lines = code.encode().split(b"\n")  # columns are counted in bytes
    for line, column in sorted(places, reverse=True):
        text = lines[line - 1]
        lines[line - 1] = text[:column] + new.encode() + text[column + len(old.encode()) :]
    return b"\n".join(lines).decode()
