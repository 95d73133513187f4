"""Code cells as Python: what IPython makes of their magics and shell commands."""

import ast
import warnings

_CELLS_OF_PYTHON = ("%%time", "%%timeit", "%%capture", "%%prun")


def as_python(source: str) -> str:
    """Return a cell as IPython reads it.

    Magics become calls, and a cell in another language becomes empty. Lines are counted as IPython
    counts them: blank lines at the start are gone, and so is the line of a `%%` magic.

    Args:
        source: the cell as it is written in the notebook.

    Returns:
        Python; or the source as it is where IPython cannot read it.
    """
    from IPython.core.inputtransformer2 import TransformerManager  # plain Python needs none of it

    first, _newline, rest = source.lstrip().partition("\n")
    if first.startswith("%%"):
        source = rest if first.split()[0] in _CELLS_OF_PYTHON else ""
    try:
        return TransformerManager().transform_cell(source)
    except Exception:  # what IPython cannot read, Python will refuse with its own message
        return source


def syntax_tree(code: str) -> ast.Module | None:
    """Return the syntax tree of some code, and None where it is not Python.

    Students' cells hold anything: this neither fails nor passes on a warning about them.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None  # ValueError: null bytes and lone surrogates; the others: deep nesting
