"""What a student can ask for, and who is in charge of the names."""

import inspect
import sys

import pytest
import torch

from nma_ae.exercises import (
    attempt,
    check,
    courses,
    exercise,
    hint,
    show_source,
    solution,
    verdicts,
)

WRONG_FUNCTION = """
@exercise("sample.mean_and_spread")
def mean_and_spread(values):
    '''Mine.'''
    return values.max(), values.min()
"""

WRONG_RECURSION = """
@exercise("sample.factorial")
def factorial(n):
    return 2 if n < 2 else n * factorial(n - 1)
"""

WRONG_CLASS = """
@exercise("sample.Scale")
class Scale(nn.Module):
    def __init__(self, factor):
        super(Scale, self).__init__()
        self.factor = factor

    @torch.no_grad()
    def forward(self, x):
        assert super(Scale, self).train(False) is self
        return x - self.factor

    def twice(self):
        return Scale(2 * self.factor)
"""


def test_attempt_calls_the_own_function(cell):
    cell(WRONG_FUNCTION)
    values = torch.tensor([1.0, 3.0])
    assert cell.namespace["mean_and_spread"](values)[0] == 2
    for name in ("mean_and_spread", "sample.mean_and_spread"):
        assert attempt(name)(values)[0] == 3
        assert attempt(name)(values=values)[0] == 3
    assert attempt("mean_and_spread").__doc__ == "Mine."
    assert list(inspect.signature(attempt("mean_and_spread")).parameters) == ["values"]


def test_attempt_of_a_recursive_function_calls_itself_all_the_way(cell):
    cell(WRONG_RECURSION)
    assert cell.namespace["factorial"](3) == 6
    assert attempt("factorial")(3) == 12
    assert cell.namespace["factorial"](3) == 6
    assert cell.namespace["factorial"] is courses.reference("sample.factorial")


def test_attempt_of_a_class_finds_itself_under_its_name(cell):
    cell(WRONG_CLASS)
    reference = courses.reference("sample.Scale")
    assert cell.namespace["Scale"] is reference  # the class itself: to subclass, to compare
    for _again in range(2):
        mine = attempt("Scale")(2.0)
        assert mine(torch.ones(1)).item() == -1
        assert type(mine).__module__ == "__main__"
        assert mine.twice()(torch.ones(1)).item() == -3
        assert isinstance(mine, attempt("Scale"))
        assert not isinstance(mine, reference)
    assert cell.namespace["Scale"] is reference


def test_attempt_restores_the_name_after_an_error(cell):
    cell('@exercise("sample.factorial")\ndef factorial(n):\n    return n / 0')
    with pytest.raises(ZeroDivisionError):
        attempt("factorial")(3)
    assert cell.namespace["factorial"](3) == 6


def test_attempt_of_a_correct_answer_is_that_answer(cell):
    cell('@exercise("sample.factorial")\ndef factorial(n):\n    return 1 if n < 2 else 720')
    assert attempt("factorial") is cell.namespace["factorial"]


def test_attempt_of_a_stub_raises_what_it_raises(cell):
    cell('@exercise("sample.factorial")\ndef factorial(n):\n    raise NotImplementedError')
    with pytest.raises(NotImplementedError):
        attempt("factorial")(3)


def test_attempt_before_the_cell_has_run():
    with pytest.raises(ValueError, match=r"'sample.factorial' has not been run yet"):
        attempt("factorial")


def test_attempt_knows_the_latest_answer(cell):
    cell(WRONG_RECURSION)
    cell(WRONG_RECURSION.replace("return 2", "return 3"))
    assert attempt("factorial")(1) == 3


@pytest.mark.parametrize("code", [WRONG_FUNCTION, WRONG_RECURSION, WRONG_CLASS])
@pytest.mark.parametrize("how", ["argument", "0", "False", "no ", ""])
def test_the_own_answer_stays_where_it_was_asked_for(cell, monkeypatch, code, how):
    if how == "argument":
        code = code.replace('")\n', '", stand_in=False)\n')
    else:
        monkeypatch.setenv("NMA_AE_STAND_IN", how)
    printed = cell(code)
    (name,) = verdicts()
    short = name.split(".")[1]
    assert verdicts()[name].status == "wrong"
    assert "Your own code stays in place." in printed
    assert "stands in" not in printed
    assert cell.namespace[short].__module__ == "__main__"
    assert attempt(short) is cell.namespace[short]


def test_the_argument_counts_more_than_the_environment(cell, monkeypatch):
    monkeypatch.setenv("NMA_AE_STAND_IN", "0")
    cell(WRONG_RECURSION.replace('")\n', '", stand_in=True)\n'))
    assert cell.namespace["factorial"] is courses.reference("sample.factorial")


def test_a_stub_can_stay_in_place_too(cell, monkeypatch):
    monkeypatch.setenv("NMA_AE_STAND_IN", "0")
    cell('@exercise("sample.factorial")\ndef factorial(n):\n    raise NotImplementedError')
    assert verdicts()["sample.factorial"].status == "open"
    with pytest.raises(NotImplementedError):
        cell.namespace["factorial"](3)


@pytest.mark.parametrize("body", ["return 1 if n < 2 else n * mine(n - 1)", "return 5"])
def test_a_function_with_another_name_is_known_by_both(cell, body):
    cell(f'@exercise("sample.factorial")\ndef mine(n):\n    {body}')
    assert cell.namespace["factorial"] is cell.namespace["mine"]
    assert cell.namespace["factorial"](3) == 6


def test_a_function_with_another_name_may_call_itself_by_the_name_of_the_exercise(cell):
    body = "return 1 if n < 2 else n * factorial(n - 1)"
    cell(f'@exercise("sample.factorial")\ndef mine(n):\n    {body}')
    assert verdicts()["sample.factorial"].status == "correct"


def test_a_short_name_is_enough_where_it_is_the_only_one(cell):
    cell('@exercise("factorial")\ndef factorial(n):\n    return 3')
    assert verdicts()["sample.factorial"].status == "wrong"


@pytest.mark.parametrize("ask", [exercise, attempt, hint, solution])
@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("sample.fractorial", "'sample.fractorial'. The exercises are: sample.mean"),
        ("sample.", "'sample.'. The exercises are: sample.mean"),
        ("fractorial", "'fractorial'. The exercises are: "),
        ("", "''. The exercises are: "),
        (".", "'.'. The exercises are: "),
        ("simple.factorial", "chapter 'simple'. The chapters are: "),
        ("a.b.c", "chapter 'a.b'. The chapters are: "),
        (3, "named by a text such as"),
    ],
)
def test_unknown_names_are_refused_with_the_known_ones(ask, name, named):
    with pytest.raises(ValueError, match=named):
        ask(name)


def test_hints_come_one_after_the_other_and_begin_again(capsys):
    for _hint in range(3):
        hint("mean_and_spread")
        hint("factorial")
    printed = capsys.readouterr().out.splitlines()
    assert printed[::2] == [
        "Hint 1 of 2: First hint.",
        "Hint 2 of 2: Second hint.",
        "Hint 1 of 2: First hint.",
    ]
    assert printed[1::2] == ["Hint 1 of 1: Only hint."] * 3


def test_the_solution_is_the_source_folded():
    found = solution("plot_spread")
    assert str(found) == repr(found) == found.code
    html = found._repr_html_()
    assert html.startswith(
        '<details class="nma-solution"><summary>Solution of plot_spread</summary>'
    )
    assert " open" not in html.split(">")[0]
    assert "ax.bar([0, 1], [float(mean), float(spread)])" in html
    assert "&quot;value&quot;" in html


def test_the_source_of_a_helper_is_read_where_it_is_defined():
    factorial = courses.reference("sample.factorial")
    found = show_source(factorial)
    assert found.code.startswith("def factorial(")
    assert "<summary>Source of factorial</summary>" in found._repr_html_()
    assert found.code in inspect.getsource(factorial)


@pytest.mark.parametrize("helper", [3, len, lambda: 3, "fit"])
def test_what_has_no_source_is_named(helper):
    with pytest.raises(ValueError, match="expected a function or class that is defined"):
        show_source(helper)


def test_the_solution_runs(cell):
    for name in courses.names("sample"):
        short = name.split(".")[1]
        above, _def, below = solution(short).code.rpartition(
            "class Scale" if short == "Scale" else f"def {short}"
        )
        verdict = cell.verdict(f'{above}\n@exercise("{name}")\n{_def}{below}', short)
        assert verdict.status == "correct", str(verdict)


@pytest.fixture
def broken_reference(monkeypatch):
    """Give the exercise on factorials another reference."""

    def put(answer):
        monkeypatch.setattr("sample_course.answers.factorial", answer)
        check.expected_outcomes.cache_clear()

    courses.reference("sample.factorial")
    yield put
    check.expected_outcomes.cache_clear()


def fails(n):
    return 1 / 0


def leaves(n):
    sys.exit()


def returns_what_cannot_be_compared(n):
    return object()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (fails, "the reference raised ZeroDivisionError: division by zero"),
        (leaves, "the reference raised SystemExit"),
        (returns_what_cannot_be_compared, "the reference is not accepted itself"),
        (42, "AttributeError"),
    ],
)
def test_a_broken_reference_is_not_the_students_fault(cell, broken_reference, answer, reason):
    broken_reference(answer)
    right = '@exercise("sample.factorial")\ndef factorial(n):\n    return 720'
    verdict = cell.verdict(right, "factorial")
    assert verdict.status == "check-failed"
    assert reason in str(verdict)
    assert "says nothing about your code" in str(verdict)


def test_a_reference_that_changes_its_input_is_not_the_students_fault(cell, monkeypatch):
    def in_place(values):
        values -= 1
        return values.mean(), values.std(unbiased=False)

    check.expected_outcomes.cache_clear()
    monkeypatch.setattr("sample_course.answers.mean_and_spread", in_place)
    verdict = cell.verdict(WRONG_FUNCTION)
    check.expected_outcomes.cache_clear()
    assert verdict.status == "check-failed"
    assert "Changes" in str(verdict)


MODULES = {
    "missing": None,
    "not Python": "this is no Python",
    "failing": "1 / 0",
    "leaving": "import sys\nsys.exit()",
    "without an exercise": "",
    "with another kind of exercise": "exercise = 3",
    "with cases that fail": (
        "from nma_ae.exercises import *\n"
        "exercise = Exercise(cases=[Case(inputs=lambda: {'n': 1 / 0})], hints=['h'])"
    ),
}


@pytest.mark.parametrize(
    ("where", "what"),
    [
        *(("exercises", what) for what in MODULES),
        *(("solutions", what) for what in ("not Python", "failing", "without an exercise")),
    ],
)
def test_a_broken_module_is_not_the_students_fault(cell, install_course, where, what):
    chapter = f"{where}_{what}".replace(" ", "_")
    solution = f"course_of_{chapter}.chapters.{chapter}.answer.double"
    texts = {
        "solutions": f"SOLUTIONS = {{'double': {solution!r}}}",
        "exercises": MODULES["with cases that fail"].replace("1 / 0", "1"),
    }
    modules = {"answer": "def double(n):\n    return 2 * n\n"}
    for name, each in (("solutions", "solutions"), ("double", "exercises")):
        text = MODULES[what] if each == where else texts[each]
        if text is not None:
            modules[name] = text
    install_course(chapter, modules)

    printed = cell(f'@exercise("{chapter}.double")\ndef double(n):\n    return 2 * n')
    assert verdicts()[f"{chapter}.double"].status == "check-failed"
    assert "This says nothing about your code" in printed
    assert "Traceback" not in printed
    assert cell.namespace["double"](3) == 6
    if where == "solutions":
        assert "Your own code stays in place." in printed


def test_the_verdict_is_known_before_the_search(cell):
    """Who waits for the search may read it meanwhile."""
    from nma_ae.exercises.check import check

    cell(
        "def mean_and_spread(values):\n"
        "    return values.sum() / (len(values) + 1), values.std(unbiased=False)\n"
    )
    first = []
    answer = cell.namespace["mean_and_spread"]
    name = "sample.mean_and_spread"
    last = check(name, answer, cell.namespace, before_search=first.append)
    assert [each.status for each in first] == ["wrong"]
    assert "look at" not in dict(first[0].rows)
    assert "look at" in dict(last.rows)
    assert last.repairs


def test_a_search_that_fails_costs_nothing_but_its_clue(cell, monkeypatch):
    from nma_ae.exercises import check

    def broken(*_arguments):
        raise RuntimeError("broken")

    monkeypatch.setattr(check, "searched", broken)
    verdict = cell.verdict(
        '@exercise("sample.mean_and_spread")\ndef mean_and_spread(values):\n    return 3, 4'
    )
    assert verdict.status == "wrong"
    assert verdict.undiagnosed == "RuntimeError: broken"
    assert "broken" not in str(verdict)
