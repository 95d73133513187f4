"""Notebooks with answers in the place of open exercises."""

import textwrap

import pytest
from answered_notebooks import only_exercises, with_answers
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nma_ae.tools.compare.outputs import disagreements
from nma_ae.tools.notebooks.cells import named_code_cells
from nma_ae.tools.notebooks.exercises import verdicts
from nma_ae.tools.notebooks.kernel import run_notebook

SET_UP = """\
def exercise(name):
    def check(answer):
        print(name, answer.__name__)
        return answer
    return check
"""
STUB = '''\
# Your turn:
@exercise("numbers.double")
def double(x):
    """Double a number."""
    raise NotImplementedError

print(double.__doc__)'''
CLASS_STUB = """\
@exercise('numbers.Doubler')
class Doubler:
    raise NotImplementedError"""


def chapter():
    cells = [
        new_markdown_cell('@exercise("numbers.text") in a text is none'),
        new_code_cell(SET_UP, id="set-up"),
        new_code_cell("slow, factor = 1, 2", id="training"),
        new_code_cell("print(slow)", id="figure"),
        new_code_cell(STUB, id="double"),
        new_code_cell(CLASS_STUB, id="doubler"),
        new_code_cell("print(double(0.25))", id="use"),
    ]
    return new_notebook(cells=cells)


def test_only_the_body_of_the_exercise_is_replaced():
    notebook = chapter()
    source = "import math\n\n@staticmethod\ndef double(x):\n    return math.fsum([x, x])\n"
    answered = with_answers(notebook, {"numbers.double": source})
    expected = """\
        # Your turn:
        import math

        @exercise("numbers.double")
        @staticmethod
        def double(x):
            return math.fsum([x, x])

        print(double.__doc__)"""
    assert answered.cells[4].source == textwrap.dedent(expected)
    assert notebook.cells[4].source == STUB
    others = [cell.source for number, cell in enumerate(notebook.cells) if number != 4]
    assert [cell.source for number, cell in enumerate(answered.cells) if number != 4] == others


def test_answers_that_fit_no_exercise_are_said():
    with pytest.raises(ValueError, match=r"no exercise \['numbers.half'\] here, only .*double"):
        with_answers(chapter(), {"numbers.half": "def half(x): ..."})
    with pytest.raises(ValueError, match="expected a function or class named 'double'"):
        with_answers(chapter(), {"numbers.double": "def wrong(x): ..."})


def test_cells_that_exercises_do_not_need_are_left_out():
    notebook = chapter()
    assert [cell.id for cell in only_exercises(notebook).cells] == ["set-up", "double", "doubler"]
    reads_factor = "def double(slow):\n    return factor * slow"
    answered = with_answers(notebook, {"numbers.double": reads_factor})
    kept = [cell.id for cell in only_exercises(answered).cells]
    assert kept == ["set-up", "training", "double", "doubler"]
    notebook.cells[1].source = "%matplotlib inline\n" + SET_UP
    assert len(only_exercises(notebook).cells) == 3


def test_an_answered_notebook_runs_and_is_compared_with_the_stored_one(tmp_path):
    right = {
        "numbers.double": "def double(x):\n    return x + x",
        "numbers.Doubler": "class Doubler: pass",
    }
    stored = run_notebook(with_answers(chapter(), right), tmp_path)
    assert verdicts(stored) == {
        "numbers.double": "numbers.double double\nNone\n",
        "numbers.Doubler": "numbers.Doubler Doubler\n",
    }
    actual = run_notebook(
        with_answers(chapter(), {**right, "numbers.double": "def double(x):\n    return 3 * x"}),
        tmp_path,
    )
    cells = named_code_cells(stored), named_code_cells(actual)
    (difference,) = disagreements(*cells)
    assert difference.startswith("code cell 5 ('print(double(0.25))')")
    assert disagreements(*cells, leave_out=["use"]) == []
    assert disagreements(cells[0], named_code_cells(only_exercises(actual))) == []
