"""What statements import, bind and use."""

import ast

import pytest

from nma_ae.tools.statements import (
    bound_by,
    bound_names,
    first_line,
    import_of,
    imports_in,
    used_names,
)


def statement(text):
    return ast.parse(text).body[0]


@pytest.mark.parametrize(
    ("text", "line"),
    [("\n\nx = 1", 3), ("@a\n@b\ndef f(): ...", 1), ("\n@a\nclass C: ...", 2), ("def f(): ...", 1)],
)
def test_a_definition_begins_with_its_decorators(text, line):
    assert first_line(statement(text)) == line


def test_imports_are_found_wherever_they_stand():
    tree = statement("try:\n    import a\nexcept ImportError:\n    if b:\n        from c import d")
    assert [ast.unparse(found) for found in imports_in(tree)] == ["import a", "from c import d"]


@pytest.mark.parametrize(
    ("text", "first"),
    [("import a, b", "import a"), ("from .x import a, b", "from .x import a")],
)
def test_an_import_is_cut_down_to_some_of_its_names(text, first):
    whole = statement(text)
    assert ast.unparse(import_of(whole, whole.names[:1])) == first
    assert ast.unparse(whole) == text


@pytest.mark.parametrize(
    ("text", "names"),
    [("import a.b, c as d", ["a", "d"]), ("from a import b, c as d", ["b", "d"])],
)
def test_an_import_binds_its_names(text, names):
    assert [bound_by(name) for name in statement(text).names] == names


def test_names_that_a_module_binds_and_those_it_uses():
    tree = ast.parse(
        "import a.b\nfrom c import d as e\nx, (y, z) = t\nn: int = 1\n"
        "def f(p): return q\nasync def g(): ...\nclass C: ...\nif h:\n    i = 1\n"
    )
    assert bound_names(tree.body) == {"a", "e", "x", "y", "z", "n", "f", "g", "C"}
    assert used_names(tree.body) == {"x", "y", "z", "t", "n", "int", "q", "h", "i"}
