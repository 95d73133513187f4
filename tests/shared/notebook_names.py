"""The names that the cells of a notebook hand on to one another."""

import symtable

from nma_ae.tools.notebooks.python import as_python


def names_of(source: str) -> tuple[set[str], set[str]]:
    """Return the names that a cell defines in the notebook, and those that it needs from there.

    What a cell imports it needs from no other cell.
    """
    notebook, *functions = _scopes(symtable.symtable(as_python(source), "cell", "exec"))
    symbols = notebook.get_symbols()
    imported = {symbol.get_name() for symbol in symbols if symbol.is_imported()}
    assigned = {symbol.get_name() for symbol in symbols if symbol.is_assigned()}
    read = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    for function in functions:
        read |= {symbol.get_name() for symbol in function.get_symbols() if symbol.is_global()}
    return assigned | imported, read - imported


def _scopes(scope: symtable.SymbolTable) -> list[symtable.SymbolTable]:
    return [scope, *(inner for child in scope.get_children() for inner in _scopes(child))]
