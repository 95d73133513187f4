"""Which exercises a cell holds, in Python and in whatever else students hand in."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nma_ae.tools.notebooks.exercises import exercise_cells, exercises_in, verdicts

ROOT = Path(__file__).parents[3]
BODY = "\ndef f(x):\n    return x"


def found_in(source):
    return [(each.name, each.line) for each in exercises_in(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('@exercise("a.b")' + BODY, [("a.b", 1)]),
        ("@exercise('b')" + BODY, [("b", 1)]),
        ('# Your turn:\n\n@exercise("a.b")' + BODY, [("a.b", 3)]),
        ('@exercise(name="a.b")' + BODY, [("a.b", 1)]),
        ('@exercise(stand_in=False, name="a.b")' + BODY, [("a.b", 1)]),
        ('@exercise("a.b", stand_in=False)' + BODY, [("a.b", 1)]),
        ('@exercise(\n    "a.b",\n)' + BODY, [("a.b", 1)]),
        ('@exercise("""a.b""")' + BODY, [("a.b", 1)]),
        ('@exercise("a" ".b")' + BODY, [("a.b", 1)]),
        ('@nma.exercise("a.b")' + BODY, [("a.b", 1)]),
        ('@nma_ae.exercises.exercise("a.b")' + BODY, [("a.b", 1)]),
        ('@exercise("a.b")\n@staticmethod' + BODY, [("a.b", 1)]),
        ('@staticmethod\n@exercise("a.b")' + BODY, [("a.b", 2)]),
        ('@exercise("a.b")\nclass F:\n    pass', [("a.b", 1)]),
        ('@exercise("a.b")\nasync def f():\n    pass', [("a.b", 1)]),
        ('if True:\n    @exercise("a.b")\n    def f():\n        pass', [("a.b", 2)]),
        (f'@exercise("a.b"){BODY}\n\n@exercise("a.c"){BODY}', [("a.b", 1), ("a.c", 5)]),
        # magics, shell commands, prompts and indentation, as IPython takes them
        (f'%matplotlib inline\n@exercise("a.b"){BODY}', [("a.b", 2)]),
        (f'!pip list\n@exercise("a.b"){BODY}\nf?', [("a.b", 2)]),
        (f'%%time\nx = 1\n@exercise("a.b"){BODY}', [("a.b", 2)]),
        ('    @exercise("a.b")\n    def f(x):\n        return x', [("a.b", 1)]),
        ('>>> @exercise("a.b")\n... def f(x):\n...     return x', [("a.b", 1)]),
        # what has a syntax error
        ('@exercise("a.b")\ndef f(:\n    pass', [("a.b", 1)]),
        ('x = (\n@exercise("a.b")\ndef f(x):\n    return x', [("a.b", 2)]),
        ("  @nma.exercise(name='a.b')\ndef f(x):\nreturn x", [("a.b", 1)]),
        ('@exercise("a.b")', [("a.b", 1)]),
        (f'@exercise("a.b"){BODY}\nprint "done"', [("a.b", 1)]),
        (f'@exercise("a.b"){BODY}\x00', [("a.b", 1)]),
        (f'@exercise("a.b"){BODY} + "\ud800"', [("a.b", 1)]),
        (f'@exercise("a.b"){BODY} + ' + 9999 * "(", [("a.b", 1)]),
        (f'@exercise("a.b"){BODY} + ' + 99999 * "-" + "1", [("a.b", 1)]),
    ],
)
def test_an_exercise_is_found(source, expected):
    assert found_in(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1",
        'exercise("a.b")',
        'f = exercise("a.b")(f)',
        '# @exercise("a.b")' + BODY,
        '"""\n@exercise("a.b")\n"""',
        '@exercises("a.b")' + BODY,
        '@my_exercise("a.b")' + BODY,
        "@exercise" + BODY,
        "@exercise()" + BODY,
        "@exercise(NAME)" + BODY,
        '@exercise("")' + BODY,
        "@exercise(3)" + BODY,
        '@exercise(label="a.b")' + BODY,
        '%%bash\n@exercise("a.b")',
        '%%html\n@exercise("a.b")',
    ],
)
def test_what_is_no_exercise_is_not_found(source):
    assert found_in(source) == []


def test_the_definition_under_the_decorator_is_given_where_the_cell_is_python():
    (found,) = exercises_in('x = 1\n@exercise("a.b")' + BODY)
    assert isinstance(found.definition, ast.FunctionDef)
    assert (found.definition.name, found.definition.lineno) == ("f", 3)
    (found,) = exercises_in('@exercise("a.b")\ndef f(:')
    assert found.definition is None


def test_a_student_is_not_warned_of():
    assert found_in('@exercise("a.b")\ndef f(x):\n    return "\\d" is x') == [("a.b", 1)]


def test_the_cells_of_a_notebook_are_found_by_their_exercises():
    text = new_output("stream", text="✓ Correct.\n")
    shown = new_output("execute_result", data={"text/plain": "3"})
    solved = new_code_cell('@exercise("a.b")' + BODY, outputs=[text, shown])
    notebook = new_notebook(
        cells=[new_markdown_cell('@exercise("a.x")' + BODY), new_code_cell("1"), solved]
    )
    assert exercise_cells(notebook) == {"a.b": solved}
    assert verdicts(notebook) == {"a.b": "✓ Correct.\n\n3"}


def test_plain_python_needs_neither_ipython_nor_nbformat():
    code = (
        "import sys\nfrom nma_ae.tools.notebooks.exercises import exercises_in\n"
        "assert exercises_in('@exercise(\"a.b\")\\ndef f(): ...')[0].name == 'a.b'\n"
        "print([m for m in ('IPython', 'nbformat', 'torch', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_nobody_else_looks_for_exercises_by_a_pattern():
    pattern = re.compile(r"@\S*" + r"exercise\\")  # not in one piece, or it would find itself
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("nma_ae", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".js", ".mjs") and pattern.search(path.read_text("utf-8"))
    }
    assert found == {"nma_ae/tools/notebooks/exercises.py"}
