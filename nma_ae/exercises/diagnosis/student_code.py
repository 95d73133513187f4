"""The code of an answer as a syntax tree: reading it, and running it in a changed form."""

import ast
import inspect
import linecache
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType, NoneType
from typing import Any

Definition = ast.FunctionDef | ast.ClassDef

_FORBIDDEN_MODULES = {
    *("os", "sys", "subprocess", "socket", "shutil", "pathlib", "urllib", "requests", "http"),
    *("importlib", "ctypes", "multiprocessing", "threading", "asyncio", "signal", "io", "tempfile"),
    *("pickle", "glob", "builtins", "gc"),
}
_FORBIDDEN_FUNCTIONS = {
    *("open", "exec", "eval", "compile", "__import__", "input", "globals", "locals", "vars"),
    *("setattr", "delattr", "exit", "quit", "display", "suppress"),
}
_FORBIDDEN_METHODS = {
    *("save", "savefig", "load", "tofile", "system", "popen", "unlink", "rmdir", "mkdir", "write"),
    *("write_text", "write_bytes", "display", "suppress", "exec", "compile"),
}
_LARGEST = 100_000


@dataclass(frozen=True)
class StudentCode:
    """The functions and classes of the cell in which an answer was written.

    Attributes:
        tree: their definitions alone, the answer's without its decorator `@exercise`.
        name: of the answer.
        file: the name under which Python knows the cell.
    """

    tree: ast.Module
    name: str
    file: str

    @property
    def answer(self) -> Definition:
        """The definition of the answer itself."""
        found = [n for n in self.tree.body if isinstance(n, Definition) and n.name == self.name]
        return found[-1]

    def line(self, number: int) -> str:
        """Return a line of the cell, without the blanks around it."""
        return linecache.getline(self.file, number).strip()

    def run(self, namespace: Mapping[str, Any]) -> tuple[Callable, dict[str, Any]] | None:
        """Define the code as the tree now is, in a copy of the notebook's names.

        Returns:
            The answer, and the names that it sees. None where a change of the tree left no Python,
            or a class that cannot be made.
        """
        names = dict(namespace)
        try:
            exec(compile(self.tree, self.file, "exec"), names)
        except KeyboardInterrupt:
            raise
        except BaseException:
            return None
        return names[self.name], names


def code_of(answer: Callable) -> StudentCode | None:
    """Read the code of an answer; None where there is none.

    Args:
        answer: a function or class.
    """
    file, name = _file_of(answer), getattr(answer, "__name__", "")
    return code_in(file, name) if file is not None else None


def may_be_searched(code: StudentCode, namespace: Mapping[str, Any]) -> bool:
    """Return whether changed forms of some code may be run at will.

    Not run at will is code that touches files, processes, the network or the screen; that could
    change something of the notebook's; that could hold what is raised to end it; or that has
    numbers so large that an operation in C, which nothing can end, might take for ever.

    Args:
        code: the code of an answer.
        namespace: the notebook's names.
    """
    return keeps_to_itself(code.tree) and not _reads_what_may_change(code.tree, namespace)


def code_in(file: str, name: str) -> StudentCode | None:
    """Read the code of an answer in a cell, whatever it does; None where the cell has none.

    Args:
        file: the name under which Python knows the cell.
        name: of the answer.
    """
    try:
        cell = ast.parse("".join(linecache.getlines(file)))
    except SyntaxError:
        return None
    kept = [node for node in cell.body if isinstance(node, Definition) and _belongs(node, name)]
    if not any(node.name == name for node in kept):
        return None
    for node in kept:
        node.decorator_list = [each for each in node.decorator_list if not _is_exercise(each)]
    return StudentCode(ast.Module([*kept], []), name, file)


def _file_of(answer: Callable) -> str | None:
    function: Any = inspect.unwrap(answer)
    if isinstance(function, type):
        methods = [each for each in vars(function).values() if inspect.isfunction(each)]
        function = methods[0] if methods else None
    code = getattr(function, "__code__", None)
    return code.co_filename if code is not None else None


def _belongs(node: Definition, name: str) -> bool:
    """Return whether a definition is the answer or a helper, and not another exercise's answer."""
    return node.name == name or not any(map(_is_exercise, node.decorator_list))


def _is_exercise(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call):
        return False
    called = decorator.func
    return (called.attr if isinstance(called, ast.Attribute) else ast.unparse(called)) == "exercise"


def keeps_to_itself(tree: ast.AST) -> bool:
    """Return whether some code changes nothing outside, and holds no number that is too large."""
    nodes = [*ast.walk(tree)]
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own = stored | {node.arg for node in nodes if isinstance(node, ast.arg)}
    return not any(_is_forbidden(node, own) for node in nodes) and not any(
        _changes_names_outside(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    )


def _reads_what_may_change(tree: ast.AST, namespace: Mapping[str, Any]) -> bool:
    """Return whether some code reads an object of the notebook's that it might change.

    Modules, functions and classes of the notebook it may use, and plain values.
    """
    nodes = [*ast.walk(tree)]
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.name for node in nodes if isinstance(node, Definition)}
    named = [node for node in nodes if isinstance(node, ast.Name)]
    own |= {node.id for node in named if isinstance(node.ctx, ast.Store)}
    values = [namespace[node.id] for node in named if node.id in namespace.keys() - own]
    plain = (ModuleType, type, bool, int, float, complex, str, bytes, tuple, NoneType)
    return not all(isinstance(each, plain) or inspect.isroutine(each) for each in values)


def _is_forbidden(node: ast.AST, own: set[str]) -> bool:
    """Return whether a node is not to be run at will.

    Args:
        node: the node.
        own: the names of the code's variables, which are not the modules of the same names.
    """
    if isinstance(node, ast.Global | ast.AsyncFunctionDef | ast.Await):
        return True
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return abs(node.value) > _LARGEST
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, power = (getattr(part, "value", None) for part in (node.left, node.right))
        if isinstance(base, int) and isinstance(power, int):
            return power > 64 or abs(base**power) > _LARGEST
    if isinstance(node, ast.ExceptHandler):
        return node.type is None or "BaseException" in ast.unparse(node.type)
    if isinstance(node, ast.Try) and node.finalbody:
        return True  # a `continue` in it holds any exception
    if isinstance(node, ast.FunctionDef):
        return node.name in ("__exit__", "__del__")
    if isinstance(node, ast.Import):
        return any(alias.name.partition(".")[0] in _FORBIDDEN_MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").partition(".")[0] in _FORBIDDEN_MODULES
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            return node.func.attr in _FORBIDDEN_METHODS
        return getattr(node.func, "id", "") in _FORBIDDEN_FUNCTIONS
    return isinstance(node, ast.Name) and node.id in _FORBIDDEN_MODULES - own


def _changes_names_outside(function: ast.FunctionDef) -> bool:
    """Return whether a function puts values into something that it neither got nor made."""
    own = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    own |= {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            root: ast.AST = node
            while isinstance(root, ast.Attribute | ast.Subscript | ast.Call):
                root = root.func if isinstance(root, ast.Call) else root.value
            if isinstance(root, ast.Name) and root.id not in own:
                return True
    return False
