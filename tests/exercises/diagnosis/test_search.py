"""The search for the smallest change of a student's own code that makes every case right."""

import ast
import gc
import linecache
import sys

import pytest
import torch

from nma_ae.exercises import Case, session
from nma_ae.exercises.diagnosis.alteration import places
from nma_ae.exercises.diagnosis.line_limit import TooManyLines, line_limit
from nma_ae.exercises.diagnosis.search import Search, alterations
from nma_ae.exercises.diagnosis.student_code import code_of, may_be_searched
from nma_ae.exercises.outcome import outcomes

pytestmark = pytest.mark.usefixtures("patience")


def written(code):
    """Return a function `answer` as if a student had written it into a cell, and its names."""
    file = f"<student {hash(code)}>"
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    names = {"__name__": "__main__"}
    exec(compile(code, file, "exec"), names)
    return names["answer"], names


def is_searched(answer, names):
    code = code_of(answer)
    return code is not None and may_be_searched(code, names)


def mean_of_squares(values):
    total = 0
    for value in values:
        total += value**2
    return total / len(values)


CASES = [
    Case(inputs=lambda: {"values": [1.0, 2.0, 4.0]}),
    Case(inputs=lambda: {"values": [3.0, -1.0]}),
    Case(inputs=lambda: {"values": [0.5]}),
]


def searched(code, reference=mean_of_squares, cases=CASES, misconceived=(), donors=()):
    answer, names = written(code)
    expected, got = outcomes(reference, cases, {}), outcomes(answer, cases, names)
    read = code_of(answer)
    before = ast.dump(read.tree)
    search = Search(read, names, cases, expected, misconceived, got, 2000, donors)
    found = search.repairs()
    assert ast.dump(read.tree) == before  # left as it was
    return found


def repairs(code, **options):
    """Return repairs of one change each."""
    found = searched(code, **options)
    assert all(len(each) == 1 for each in found)
    return [each for (each,) in found]


DIVIDED = "return total / (len(values) - 1)"
SLIPS = {
    "operator": ("value**2", "value*2", "operator", "total += value*2"),
    "plus for minus": ("total / len", "total * len", "operator", "return total * len(values)"),
    "term too many": ("/ len(values)", "/ (len(values) - 1)", "operator", DIVIDED),
    "number": ("value**2", "value**3", "number", "total += value**3"),
    "start": ("total = 0", "total = 1", "number", "total = 1"),
    "assigned": ("+=", "=", "operator", "total = value**2"),
    "first left out": ("in values:", "in values[1:]:", "index", "for value in values[1:]:"),
    "too early": ("    return", "        return", "place", "return total / len(values)"),
}


def source_of(old, new):
    code = (
        "def answer(values):\n"
        "    total = 0\n"
        "    for value in values:\n"
        "        total += value**2\n"
        "    return total / len(values)\n"
    )
    assert old in code
    return code.replace(old, new)


@pytest.mark.parametrize(("old", "new", "kind", "line"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_found_where_it_is(old, new, kind, line):
    found = repairs(source_of(old, new))
    assert {each.code for each in found} == {line}
    assert kind in {each.kind for each in found}


def test_a_repair_says_what_becomes_of_what():
    found = repairs(source_of("value**2", "value*2"))
    (each,) = found
    assert (each.before, each.after, each.line) == ("value * 2", "value ** 2", 4)


def test_a_missing_return_is_found():
    found = repairs("def answer(values):\n    mean = sum(v**2 for v in values) / len(values)\n")
    assert [(each.kind, each.after) for each in found] == [("return", "return mean")]


def test_what_no_small_change_repairs_is_not_repaired():
    assert repairs("def answer(values):\n    return 7\n") == []


def test_two_mistakes_are_found_together():
    code = (
        "def answer(values):\n"
        "    total = 0\n"
        "    for value in values:\n"
        "        total += value * 2\n"
        "    return total / max(len(values) - 1, 1)\n"
    )
    (found,) = searched(code)
    assert [each.code for each in sorted(found, key=lambda each: each.line)] == [
        "total += value * 2",
        "return total / max(len(values) - 1, 1)",
    ]


def donor(code):
    return ast.parse(code).body[0]


def test_a_piece_of_a_right_answer_repairs_what_no_slip_explains():
    code = (
        "def answer(values):\n"
        "    squares = [v * v for v in values]\n"
        "    return sorted(squares)[len(squares) // 2]\n"
    )
    assert searched(code) == []
    right = donor("def right(xs):\n    s = [x**2 for x in xs]\n    return sum(s) / len(s)\n")
    (found,) = repairs(code, donors=[right])
    assert found.code == "return sorted(squares)[len(squares) // 2]"
    assert found.after == "sum(squares) / len(squares)"
    assert "concept" in found.kinds


def test_a_missing_step_is_put_between_two_lines():
    code = (
        "def answer(values):\n"
        "    values = list(values)\n"
        "    total = sum(values)\n"
        "    return total / len(values)\n"
    )
    right = donor(
        "def right(values):\n"
        "    values = [v**2 for v in values]\n"
        "    return sum(values) / len(values)\n"
    )
    found = repairs(code, donors=[right])
    assert {(each.above[0], each.line) for each in found if each.above} <= {(2, 3), (3, 4)}
    assert found


def test_no_piece_of_a_right_answer_makes_the_students_work_needless():
    """Else the whole solution at the end would repair anything."""
    code = (
        "def answer(values):\n"
        "    count = 0\n"
        "    for value in values:\n"
        "        count = value\n"
        "    return count\n"
    )
    right = donor("def right(values):\n    return sum(v**2 for v in values) / len(values)\n")
    assert all("values" not in each.after for each in repairs(code, donors=[right]))


def test_helpers_beside_the_answer_have_names_of_their_own():
    code = (
        "def helper(x):\n    y = x + 1\n    return y\n\n"
        "def answer(values):\n    return helper(sum(values))\n"
    )
    right = donor("def right(values):\n    return sum(v**2 for v in values) / len(values)\n")
    searched(code, donors=[right])


def test_the_helper_of_an_answer_is_searched_as_well():
    code = (
        "def square(x):\n    return x * 2\n\n"
        "def answer(values):\n    return sum(map(square, values)) / len(values)\n"
    )
    found = repairs(code)
    assert {each.code for each in found} == {"return x * 2"}


def test_a_loop_that_a_change_makes_endless_is_ended():
    code = (
        "def answer(values):\n"
        "    i, total = 0, 0\n"
        "    while i < len(values):\n"
        "        total += values[i] * 2\n"
        "        i += 1\n"
        "    return total / len(values)\n"
    )
    found = repairs(code)
    assert {each.code for each in found} == {"total += values[i] * 2"}


@pytest.mark.parametrize(
    "line",
    [
        "open('x', 'w')",
        "import os",
        "from subprocess import run",
        "global total",
        "print.x = 1",
        "x = 10**9",
        "torch.save(values, 'x')",
        "try:\n        pass\n    except:\n        pass",
        "try:\n        pass\n    finally:\n        pass",
    ],
)
def test_code_that_must_not_be_run_at_will_is_not_searched(line):
    answer, _names = written(f"def answer(values):\n    {line}\n    return values\n")
    assert not is_searched(answer, {})


@pytest.mark.parametrize("kept", [[], {}, torch.zeros(2), torch.nn.Linear(1, 1), object()])
def test_code_that_could_change_something_of_the_notebooks_is_not_searched(kept):
    answer, names = written("def answer(values):\n    print(kept)\n    return values\n")
    assert is_searched(answer, names)
    assert not is_searched(answer, names | {"kept": kept})
    assert is_searched(answer, names | {"kept": torch, "values": [1]})
    assert is_searched(answer, names | {"kept": torch.relu})


def test_what_has_no_source_is_not_searched():
    assert not is_searched(len, {})
    namespace = {}
    exec("def answer(values):\n    return 3", namespace)
    assert not is_searched(namespace["answer"], {})


def test_each_change_is_taken_back_and_gives_python():
    answer, _names = written(source_of("value**2", "value*2"))
    code = code_of(answer)
    text = ast.unparse(code.tree)
    for alteration in alterations(code):
        with alteration.made():
            changed = ast.unparse(ast.fix_missing_locations(code.tree))
            ast.parse(changed)
        assert ast.unparse(code.tree) == text
        assert changed != text or alteration.kind in ("order", "argument"), alteration


def test_the_place_of_each_node_holds_it():
    tree = ast.parse("def f(x):\n    return [x + 1, x[0]]")
    for node, place in places(tree).items():
        value = getattr(place.parent, place.field)
        if place.index is not None:
            value = value[place.index]
        if not isinstance(node, ast.expr_context | ast.operator):  # Python shares these
            assert value is node


def test_the_limit_counts_lines_of_one_file():
    answer, _names = written("def answer(n):\n    for i in range(n):\n        pass\n    return n\n")
    file = answer.__code__.co_filename
    with line_limit(file, 100):
        assert answer(20) == 20
    with pytest.raises(TooManyLines), line_limit(file, 100):
        answer(200)


@pytest.mark.usefixtures("sample_course")
def test_a_verdict_names_the_line_and_the_last_hint_the_change(cell, capsys):
    verdict = cell.verdict(
        '@exercise("sample.factorial")\n'
        "def factorial(n):\n"
        "    result = 1\n"
        "    for i in range(2, n):\n"
        "        result *= i\n"
        "    return result\n",
        "factorial",
    )
    look_at = dict(verdict.rows)["look at"]
    assert look_at.startswith("line 4: for i in range(2, n):\n")
    assert "range" in look_at.split("\n")[1]
    assert "n + 1" not in str(verdict)
    session.hint("factorial")
    session.hint("factorial")
    assert "becomes" in capsys.readouterr().out.split("\n")[1]


class Complaining:
    """Complains when it is given up, as a progress bar does that was made with wrong arguments."""

    def __init__(self, items):
        self.kept = [self, items]  # a circle: it is given up when Python tidies up

    def __del__(self):
        raise ValueError("nobody closed me")


def test_what_changed_answers_leave_behind_is_not_heard(monkeypatch):
    code = "def answer(values):\n    kept = Complaining(values)\n    return 3, 4\n"
    answer, names = written(code)
    names["Complaining"] = Complaining
    heard = []
    monkeypatch.setattr(sys, "unraisablehook", lambda complaint: heard.append(str(complaint)))
    expected, got = outcomes(mean_of_squares, CASES, {}), outcomes(answer, CASES, names)
    gc.collect()
    heard.clear()
    read = code_of(answer)
    assert Search(read, names, CASES, expected, (), got, n_trials=100).repairs() == []
    gc.collect()
    assert heard == []
