"""Wrong answers made by editing right ones."""

import inspect
import re

import pytest

from nma_ae.exercises import Misconception, check, courses, edit
from nma_ae.exercises.edits import apply, fits, make, together
from nma_ae.exercises.source import definition_text, source

FACTOR = 2


def doubled_and_shifted(values, shift=1):
    """Double, then shift: `shift` is 1 here as well.

    Returns:
        FACTOR * value + shift, for each value.
    """
    result = []
    for value in values:
        result.append(FACTOR * value + shift)
    return result


def by_comprehension(values, shift=1):
    return [FACTOR * value + shift for value in values]


def countdown(n):
    if n == 0:
        return [0]
    return [n, *countdown(n - 1)]


class Shifted:
    """Adds a shift."""

    def __init__(self, shift):
        super(Shifted, self).__init__()  # noqa: UP008 - the old form is what is tested
        self.shift = shift

    def __call__(self, value):
        return value + self.shift


def solution():
    return doubled_and_shifted


def test_an_edit_changes_the_solution_and_leaves_it_as_it_was():
    made = make(edit("not_doubled", ("FACTOR * value", "value")), solution)
    assert made([1, 2]) == [2, 3]
    assert made.__name__ == "not_doubled"
    assert inspect.signature(made) == inspect.signature(doubled_and_shifted)
    assert doubled_and_shifted([1, 2]) == [3, 5]


def test_several_changes_are_made_in_the_text_as_it_was():
    swapped = edit("swapped", ("FACTOR", "shift"), ("+ shift", "+ FACTOR"))
    assert make(swapped, solution)([3], shift=5) == [17]


def test_a_line_can_go():
    made = make(
        edit("empty", ("        result.append(FACTOR * value + shift)", "        pass")), solution
    )
    assert made([1]) == []


def test_an_edit_of_an_edit():
    first = edit("first", ("FACTOR * value", "value"))
    second = edit("second", ("value + shift", "value - shift"), of=first)
    assert make(second, solution)([5]) == [4]


def test_a_function_that_calls_itself_calls_the_edited_one():
    made = apply(edit("in_twos", ("n - 1", "max(n - 2, 0)")), countdown)
    assert made(4) == [4, 2, 0]


def test_a_class_finds_itself_under_its_new_name():
    made = apply(edit("Subtracted", ("value + self", "value - self")), Shifted)
    assert made(1)(5) == 4
    assert made.__name__ == "Subtracted"


def test_the_docstring_does_not_count():
    assert "FACTOR * value + shift, for each" not in definition_text(doubled_and_shifted)
    assert fits(edit("x", ("FACTOR * value + shift", "0")), doubled_and_shifted)


@pytest.mark.parametrize(("old", "n_places"), [("sqrt(", 0), ("value", 4), ("result", 3)])
def test_a_text_that_does_not_occur_exactly_once_is_named(old, n_places):
    with pytest.raises(
        ValueError, match=rf"'twice'.*{re.escape(repr(old))} occurs {n_places} times"
    ):
        make(edit("twice", (old, "x")), solution)
    assert not fits(edit("twice", (old, "x")), doubled_and_shifted)


def test_what_is_no_python_is_said():
    with pytest.raises(ValueError, match=r"edit 'torn'.*no Python.*line 4"):
        make(edit("torn", ("+ shift)", "+ shift")), solution)


@pytest.mark.parametrize(
    ("name", "changes"),
    [("not a name", [("a", "b")]), ("none", []), ("same", [("a", "a")]), ("one", ["ab"])],
)
def test_bad_descriptions_are_refused(name, changes):
    with pytest.raises(ValueError, match=r"name must be|changes must"):
        edit(name, *changes)


def test_an_edit_may_fit_another_style_of_code():
    one = edit("minus", ("+ shift", "- shift"))
    assert fits(one, by_comprehension)
    assert apply(one, by_comprehension)([1]) == apply(one, doubled_and_shifted)([1]) == [1]


def test_two_edits_at_different_places_make_one_answer():
    one, other = edit("one", ("FACTOR * value", "value")), edit("other", ("+ shift", "- shift"))
    assert together(one, other, by_comprehension)([5]) == [4]
    overlapping = edit("overlapping", ("value + shift", "shift"))
    assert together(other, overlapping, by_comprehension) is None


def test_the_source_of_an_edited_answer_runs_by_itself():
    made = make(edit("not_doubled", ("FACTOR * value + shift", "value + FACTOR")), solution)
    namespace = {}
    exec(source(made, "answer"), namespace)
    assert namespace["answer"]([1]) == [3]


def test_an_exercise_whose_edit_does_not_fit_cannot_be_loaded(install_course):
    exercise = (
        "from nma_ae.exercises import *\n"
        "exercise = Exercise(cases=[Case(inputs=lambda: {'n': 1})], hints=['h'],\n"
        "    misconceptions=[Misconception(edit('tripled', ('4 * n', '3 * n')), 'Not 3.')])"
    )
    install_course(
        "stale",
        {
            "answer": "def double(n):\n    return 2 * n\n",
            "solutions": "SOLUTIONS = {'double': 'course_of_stale.chapters.stale.answer.double'}",
            "double": exercise,
        },
    )
    with pytest.raises(ValueError, match=r"'tripled': the old text '4 \* n' occurs 0 times"):
        courses.load("stale.double")
    assert check.check("stale.double", lambda n: 2 * n).status == "check-failed"


def test_a_made_misconception_remembers_its_edit(monkeypatch):
    monkeypatch.setattr(
        "sample_course.chapters.sample.mean_and_spread.exercise",
        courses.load("sample.mean_and_spread").__class__(
            cases=(),
            hints=(),
            misconceptions=[Misconception(edit("biased", ("unbiased=False", "")), "n - 1")],
        ),
    )
    courses.load.cache_clear()
    (made,) = courses.load("sample.mean_and_spread").misconceptions
    assert made.answer.__name__ == made.edit.name == "biased"
