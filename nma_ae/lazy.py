"""Lets a room give its public names on demand: importing one of them imports no other's module."""

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def names_on_demand(
    package: str, init_file: str
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Make a package's `__getattr__`, `__dir__` and `__all__` from the stub beside its `__init__`.

    The stub, `__init__.pyi`, holds what an ordinary `__init__` would: imports from the package's
    own modules, and `__all__`. Type checkers and editors read the same file.

    Args:
        package: The package's `__name__`.
        init_file: The package's `__file__`.

    Raises:
        ValueError: If the stub imports from elsewhere, or a name is also that of a module: which of
            the two the package would give then depended on what was imported before.
    """
    folder = Path(init_file).parent
    homes: dict[str, str] = {}
    for node in ast.parse((folder / "__init__.pyi").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            if not (node.module or "").startswith(f"{package}."):
                raise ValueError(f"{package}/__init__.pyi must import from {package} alone")
            homes |= {alias.name: str(node.module) for alias in node.names}
    clash = sorted(name for name in homes if (folder / f"{name}.py").exists())
    if clash:
        raise ValueError(
            f"{package}: {', '.join(clash)} is the name of a module as well; rename it"
        )

    def give(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)  # from now on Python finds it by itself
        return value

    return give, lambda: sorted({*vars(sys.modules[package]), *homes}), sorted(homes)
