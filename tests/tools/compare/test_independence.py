"""The comparison of outputs could serve any course: it imports nothing of this one."""

import ast
from pathlib import Path

import pytest

from nma_ae.tools import compare

ROOM = "nma_ae.tools.compare"
SOURCES = sorted(Path(compare.__file__).parent.glob("*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_it_imports_itself_and_third_parties_alone(path):
    ours = [name for name in imported(path) if name.startswith((".", "nma_ae"))]
    assert [name for name in ours if not name.startswith(f"{ROOM}.")] == []


def test_there_is_something_to_look_at():
    assert any(name.startswith(ROOM) for path in SOURCES for name in imported(path))
