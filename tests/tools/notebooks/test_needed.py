import ast
from pathlib import Path

import pytest

from nma_ae.tools.grade.submission import read_submission
from nma_ae.tools.notebooks.essentials import python_cell
from nma_ae.tools.notebooks.needed import steps

EXERCISE = '@exercise("a.b")\ndef b(n):\n    x = helper(n)\n    return x + ONE + len(n)'


def extra(*cells: str) -> list[str]:
    """Return the statements that run because of the exercise alone, each by its first line."""
    found = steps([python_cell(number, cell) for number, cell in enumerate(cells, start=1)])
    return [
        ast.unparse(step.statement).split("\n")[0] for body in found for step in body if step.extra
    ]


@pytest.mark.parametrize(
    ("above", "needed"),
    [
        ("ONE = f()", ["ONE = f()"]),
        ("ONE = f()\nTWO = g()", ["ONE = f()"]),
        ("ONE = f(TWO)\nTWO = g()", ["ONE = f(TWO)"]),
        ("TWO = g()\nONE = f(TWO)", ["TWO = g()", "ONE = f(TWO)"]),
        ("ONE = f()\nONE = g()", ["ONE = g()"]),
        ("ONE = f()\nif ONE:\n    ONE = g()", ["ONE = f()", "if ONE:"]),
        ("ONE = 0\nONE += 1", ["ONE += 1"]),
        ("ONE = []\nONE.append(2)\nprint(ONE)", ["ONE.append(2)"]),
        ("ONE = f()\nONE.two[3] = g()", ["ONE = f()", "ONE.two[3] = g()"]),
        ("ONE = f()\nfit(model=ONE)", ["ONE = f()", "fit(model=ONE)"]),
        ("ONE = 1\nfit(ONE)", []),
        ("import ONE\nfit(ONE)\nONE.run()", []),
        ("ONE = lambda: two\ntwo = f()\nthree = f()", ["ONE = lambda: two", "two = f()"]),
        ("def helper(n): return two\ntwo = f()", ["two = f()"]),
        ("def set_one():\n    global ONE\n    ONE = 1\nset_one()", ["set_one()"]),
        ("x = f()\nn = f()\nb = f()", []),
        ("for i in f():\n    with g() as (ONE, two): pass", ["for i in f():"]),
        ("try:\n    ONE = f()\nexcept E:\n    pass", ["try:"]),
        ("%time f()\nONE = 1\n!ls", []),
        ("two = f()\nthree = len(two)\nlen(two)", []),
        ("not Python (", []),
    ],
)
def test_what_sets_or_changes_a_name_of_an_exercise_is_needed(above, needed):
    assert extra(above, EXERCISE) == needed
    assert extra(*above.split("\n"), EXERCISE) == needed or "\n   " in above


def test_what_stands_below_the_last_exercise_is_not_needed():
    assert extra("ONE = f()", EXERCISE + "\nONE = g()\nprint(b(1))", "ONE = h()") == ["ONE = f()"]


def test_between_two_exercises_it_is_for_the_second():
    second = EXERCISE.replace("a.b", "a.c")
    assert extra(EXERCISE + "\nONE = g()", second) == ["ONE = g()"]


@pytest.mark.parametrize("notebook", sorted(Path("book").glob("*.ipynb")), ids=lambda p: p.stem)
def test_the_exercises_of_the_course_need_nothing_that_trains(notebook):
    """A student's notebook costs what its answers cost."""
    cells = read_submission(notebook.read_bytes())
    found = [ast.unparse(step.statement) for body in steps(cells) for step in body if step.extra]
    assert not [each for each in found if "fit(" in each or "trained(" in each or "load_" in each]
