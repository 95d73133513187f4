"""Shows the source of a function or class together with all that it needs to run alone."""

import ast
import builtins
import inspect
import linecache
import symtable
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from types import FunctionType, ModuleType

CHECKS = ("require", "check", "fitting")
"""How the names of functions and decorators begin that check arguments and do nothing else."""


def source(answer: Callable, name: str | None = None, *, checks: bool = True) -> str:
    """Return code that defines a function or class in an empty namespace.

    Above it stand the imports that it needs, and the private functions and the constants of its
    module that it uses. Public functions of its module are imported from there.

    Args:
        answer: defined at the top level of a module.
        name: what to call it; by default its own name.
        checks: False leaves out what only refuses odd arguments (see `without_checks`).

    Raises:
        ValueError: it uses a name that its module does not define in a plain way.
    """
    module = module_of(answer)
    own_name = answer.__name__
    imported, definitions = _statements(module)
    if answer in _made:
        definitions[own_name] = _made[answer]
    if not checks:
        definitions = {each: without_checks(code) for each, code in definitions.items()}
    used = {own_name}  # with all that is used by what is used
    from_own_module = set()
    unseen = [own_name]
    while unseen:
        for each in global_names(definitions[unseen.pop()]) - used:
            used.add(each)
            if each in definitions and _is_public_function(module, each):
                from_own_module.add(each)
            elif each in definitions:
                unseen.append(each)
            elif each not in imported and not hasattr(builtins, each):
                raise ValueError(
                    f"{own_name} uses {each}, which {module.__name__} neither imports nor defines "
                    "at its top level; what is shown to students must run alone."
                )
    helpers = [each for each in definitions if each in used - from_own_module - {own_name}]
    code = "\n\n\n".join(definitions[each] for each in [*helpers, own_name]) + "\n"
    if name is not None:
        code = renamed(code, own_name, name)
    imports = (_imports(module, used) + _imports_from(module, from_own_module)).strip()
    return f"{imports}\n\n\n{code}" if imports else code


_made: dict[Callable, str] = {}
"""The texts of functions and classes that no module's file holds: those that were edited."""


def remember_text(answer: Callable, text: str) -> None:
    """Note the text of a function or class that stands in no file."""
    _made[answer] = text


def remember_lines(file: str, text: str) -> None:
    """Let tracebacks, and readers of a function's code, find the lines of what is in no file.

    Args:
        file: the name under which the text is compiled.
        text: the code.
    """
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)


def definition_text(answer: Callable) -> str:
    """Return the text of a function or class, decorators included, without its docstring.

    Args:
        answer: defined at the top level of a module, or made by an edit.

    Raises:
        ValueError: it is not defined there.
    """
    if answer in _made:
        return _made[answer]
    module = module_of(answer)
    _imported, definitions = _statements(module)
    if answer.__name__ not in definitions:
        raise ValueError(f"{module.__name__} does not define {answer.__name__!r} at its top level")
    return _without_docstring(definitions[answer.__name__])


def without_checks(code: str) -> str:
    """Return a function or class without what only refuses odd arguments: the idea is left.

    That are calls of functions whose names begin as CHECKS says, decorators of such names, and an
    `if` at the top of a function that does nothing but raise a ValueError or TypeError. Code that
    would be empty then, or is no function and no class, stays as it is.

    Args:
        code: a definition.
    """
    definition = ast.parse(code).body[0]
    if not isinstance(definition, ast.FunctionDef | ast.ClassDef):
        return code
    methods = definition.body if isinstance(definition, ast.ClassDef) else [definition]
    lines: list[str | None] = list(code.split("\n"))
    for function in methods:
        if isinstance(function, ast.FunctionDef):
            for first, last, instead in _checks_of(function):
                lines[first - 1 : last] = [instead, *[None] * (last - first)]
    return "\n".join(line for line in lines if line is not None)


def _checks_of(function: ast.FunctionDef) -> list[tuple[int, int, str | None]]:
    """Return the first and last lines of checks, and the line that takes their place, if any."""
    found = [(each, _instead(each, function)) for each in function.body]
    checks = [(each, text) for each, text in found if text is not None]
    body = [each for each in function.body if not is_docstring(each)]
    if all(each in [check for check, _text in checks] for each in body):
        return []
    edits: list[tuple[int, int, str | None]] = []
    for each, text in checks:
        indented = " " * each.col_offset + text if text else None
        edits.append((each.lineno, each.end_lineno or each.lineno, indented))
    for decorator in function.decorator_list:
        if _called_check(decorator):
            edits.append((decorator.lineno, decorator.end_lineno or decorator.lineno, None))
    return edits


def _instead(statement: ast.stmt, function: ast.FunctionDef) -> str | None:
    """Return what is left of a statement without its check, "" for nothing; None for no check."""
    match statement:
        case ast.Expr(value=ast.Call() as call) if _called_check(call):
            return ""
        case ast.If(body=[ast.Raise(exc=ast.Call(func=ast.Name(id=error)))], orelse=[]):
            return "" if error in ("ValueError", "TypeError") else None
        case ast.Assign(targets=[target], value=ast.Call() as call) if _called_check(call):
            arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
            if isinstance(target, ast.Name) and target.id in {each.arg for each in arguments}:
                return ""
            if len(call.args) == 1 and not call.keywords:
                return f"{ast.unparse(target).strip('()')} = {ast.unparse(call.args[0])}"
    return None


def _called_check(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id.lstrip("_").startswith(CHECKS)


def is_docstring(statement: ast.stmt) -> bool:
    """Return whether a statement is a text by itself."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def module_of(answer: Callable) -> ModuleType:
    """Return the module in which a function or class was defined."""
    return sys.modules[answer.__module__]


def _without_docstring(code: str) -> str:
    (definition,) = ast.parse(code).body
    assert isinstance(definition, ast.FunctionDef | ast.ClassDef)
    if ast.get_docstring(definition) is None or len(definition.body) == 1:
        return code
    first, second = definition.body[:2]
    lines = code.split("\n")
    # With the blank lines below it, which belong to it; comments above the code stay.
    end = first.end_lineno or first.lineno
    while end < second.lineno and not lines[end].strip():
        end += 1
    return "\n".join([*lines[: first.lineno - 1], *lines[end:]])


def _statements(module: ModuleType) -> tuple[set[str], dict[str, str]]:
    """Return the names imported at a module's top level, and its definitions: code by name."""
    imported, definitions = _statements_of(inspect.getsource(module))
    return set(imported), dict(definitions)


@lru_cache(maxsize=128)
def _statements_of(text: str) -> tuple[set[str], dict[str, str]]:
    """Find what `_statements` gives; once for each text, since a module has many answers."""
    lines = text.split("\n")
    imported: set[str] = set()
    definitions: dict[str, str] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imported |= {_bound_name(alias) for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            definitions[node.name] = "\n".join(lines[first - 1 : node.end_lineno])
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    definitions[target.id] = ast.get_source_segment(text, node) or ""
    return imported, definitions


def _imports(module: ModuleType, used: set[str]) -> str:
    """Return the imports of a module, without names that are not used, in their groups."""
    lines = ""
    last_line = 0
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            if node.lineno > last_line + 1 and not lines.endswith("\n\n"):
                lines += "\n"
            last_line = node.end_lineno or node.lineno
            node.names = [alias for alias in node.names if _bound_name(alias) in used]
            if node.names:
                lines += ast.unparse(node) + "\n"
    return lines


def _bound_name(alias: ast.alias) -> str:
    return (alias.asname or alias.name).split(".")[0]


def _imports_from(module: ModuleType, names: set[str]) -> str:
    return "".join(f"from {_public_home(module, each)} import {each}\n" for each in sorted(names))


def global_names(code: str) -> set[str]:
    """Return the names that a piece of code takes from around it.

    Raises:
        SyntaxError: If it is not Python.
    """

    def walk(table: symtable.SymbolTable) -> Iterator[str]:
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
                yield symbol.get_name()
        for inner in table.get_children():
            yield from walk(inner)

    return set(walk(symtable.symtable(code, "<source>", "exec")))


def _is_public_function(module: ModuleType, name: str) -> bool:
    is_function = isinstance(vars(module)[name], FunctionType | type)
    return is_function and not name.startswith("_")


def _public_home(module: ModuleType, name: str) -> str:
    """Return the package around a module where that has the name as well, else the module."""
    package = module.__name__.rpartition(".")[0]
    shared = getattr(sys.modules[package], name, None) if package else None
    return package if shared is vars(module)[name] else module.__name__


def renamed(code: str, old: str, new: str) -> str:
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


def with_short_docstring(code: str, name: str) -> str:
    """Return the code with the docstring of one of its definitions cut to its first sentence.

    Args:
        code: what `source` returned.
        name: of the function or class whose docstring it is.
    """
    definition = next(
        node
        for node in ast.parse(code).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
    )
    text = ast.get_docstring(definition)
    if text is None or "\n" not in text:
        return code
    docstring = definition.body[0]
    lines = code.split("\n")
    first = " ".join(text.partition("\n\n")[0].split())
    lines[docstring.lineno - 1 : docstring.end_lineno] = [
        " " * docstring.col_offset + f'"""{first}"""'
    ]
    return "\n".join(lines)
