"""What is said about the case that failed, and only about that."""

import random

import numpy as np
import pytest
import torch

from nma_ae.exercises import attempt

HEAD = '@exercise("sample.mean_and_spread")\ndef mean_and_spread(values):\n'
FIGURE = "    import matplotlib.pyplot as plt\n    plt.figure(num=len(values))\n"


def test_the_first_case_that_fails_is_shown_with_its_output_alone(cell):
    body = """    print("for", len(values))
    print("more", file=__import__("sys").stderr)
    __import__("warnings").warn("careful")
    return values.mean(), values.std(unbiased=False) + (len(values) > 3)
"""
    verdict = cell.verdict(HEAD + FIGURE + body)
    rows = dict(verdict.rows)
    assert rows["input"] == "mean_and_spread(values=tensor [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])"
    assert rows["your output"] == "for 10\nmore\nUserWarning: careful"
    assert [figure.number for figure in verdict.figures] == [10]
    assert rows["expected"] == "at [1]: 2.8723"
    assert rows["got"] == "at [1]: 3.8723"


def test_a_correct_answer_is_not_quoted(cell):
    body = "    print(3)\n    return values.mean(), values.std(unbiased=False)\n"
    printed = cell(HEAD + FIGURE + body)
    assert printed == "✓ `mean_and_spread`: correct. Your own code is used from here on.\n"


def test_twenty_lines_of_output_are_shown(cell):
    for n_lines, last in [(20, "19"), (21, "… and 1 more lines")]:
        verdict = cell.verdict(HEAD + f"    for i in range({n_lines}): print(i)")
        assert dict(verdict.rows)["your output"].split("\n")[-1] == last


def test_three_figures_are_shown(cell):
    verdict = cell.verdict(
        HEAD + "    import matplotlib.pyplot as plt\n" + "    plt.figure()\n" * 5
    )
    assert len(verdict.figures) == 3


def test_an_answer_that_is_like_no_misconception_gets_no_invented_reason(cell):
    verdict = cell.verdict(HEAD + "    return values.mean(), values.max()")
    assert verdict.misconception == ""
    # The line is known: with `std` for `max` it would be a mistake that is known.
    assert dict(verdict.rows).keys() == {"input", "expected", "got", "look at"}
    assert "hint" not in dict(verdict.rows)


@pytest.mark.parametrize(
    ("body", "misconception"),
    [
        ("values.mean(), values.var(unbiased=True) ** 0.5", "unbiased"),
        ("values.double().mean(), (values - values.mean()).square().mean()", "variance"),
        # Like one in the first case, not in the second.
        ("values.mean(), values.std() if len(values) < 5 else values.std(unbiased=False)", ""),
        # Like one, and it also changes its input: something else is wrong too.
        ("values.mean(), values.sub_(values.mean()).square().mean()", ""),
    ],
)
def test_a_misconception_is_one_that_behaves_alike_in_every_case(cell, body, misconception):
    verdict = cell.verdict(f"{HEAD}    return {body}")
    assert verdict.status == "wrong"
    assert verdict.misconception == misconception
    assert ("hint" in dict(verdict.rows)) == bool(misconception)


def test_failing_in_the_same_way_is_not_behaving_alike(cell, monkeypatch):
    """Else every answer that does not fit would get the hint of one such mistake."""
    from nma_ae.exercises import check

    monkeypatch.setattr(check, "_misconceived", check._misconceived.__wrapped__)
    exercise = check.courses.load("sample.mean_and_spread")
    failing = exercise.misconceptions[0].__class__(fails, "You did not reshape.")
    changed = exercise.__class__(exercise.cases, exercise.hints, misconceptions=[failing])
    monkeypatch.setattr(check.courses, "load", lambda name: changed)
    same = cell.verdict(HEAD + "    return values.reshape(7)")
    assert same.misconception == ""  # "invalid for input of size 3" is about other lines
    same = cell.verdict(HEAD + "    return values.reshape(17)")
    assert same.misconception == "fails"


def fails(values):
    return values.reshape(17)


@pytest.mark.parametrize(
    ("returned", "status", "got", "remark"),
    [
        ("None", "wrong", "None", None),
        ("Scale", "wrong", "the function or class Scale", None),
        ("nn.Linear(5, 3)", "wrong", "a network (Linear)", "The check could not use it: Runt"),
        ("(lambda x: x)", "wrong", "the function or class <lambda>", None),
        ("nn.Identity()", "wrong", "output: tensor [[0, 1, 2], [3, 4, 5]]", None),
    ],
)
def test_what_an_answer_returns_may_be_of_no_use(cell, returned, status, got, remark):
    verdict = cell.verdict(
        f'@exercise("sample.Scale")\ndef Scale(factor):\n    return {returned}', "Scale"
    )
    rows = dict(verdict.rows)
    assert verdict.status == status, str(verdict)
    assert rows["got"] == got
    assert rows.get("remark", "").startswith(remark or "")
    assert ("remark" in rows) == bool(remark)


def test_a_function_where_a_class_was_expected_may_be_right(cell):
    """It is called in the same way, and what it returns is what is looked at."""
    code = """
@exercise("sample.Scale")
def Scale(factor):
    layer = nn.Linear(3, 3, bias=False)
    layer.weight.data = factor * torch.eye(3)
    return layer
"""
    assert cell.verdict(code, "Scale").status == "correct"


def test_a_class_where_a_function_was_expected(cell):
    verdict = cell.verdict(
        '@exercise("sample.mean_and_spread")\nclass mean_and_spread:\n'
        "    def __init__(self, values): self.mean = values.mean()"
    )
    assert dict(verdict.rows)["got"] == "an object of type mean_and_spread"


def test_a_class_without_forward_is_told_so_by_torch(cell):
    verdict = cell.verdict(
        '@exercise("sample.Scale")\nclass Scale(nn.Module):\n'
        "    def __init__(self, factor):\n        super(Scale, self).__init__()",
        "Scale",
    )
    assert verdict.status == "wrong"  # its NotImplementedError is torch's, not a stub's
    assert 'missing the required "forward" function' in dict(verdict.rows)["remark"]


def test_changes_to_the_elements_of_a_list_are_noticed(cell, monkeypatch):
    from nma_ae.exercises.definition import Case, Exercise

    exercise = Exercise(cases=[Case(inputs=lambda: {"n": [3, 2, 1]})], hints=["Only hint."])
    monkeypatch.setattr("sample_course.chapters.sample.factorial.exercise", exercise)
    monkeypatch.setattr("sample_course.answers.factorial", sorted_copy)
    from nma_ae.exercises import check

    check.expected_outcomes.cache_clear()
    verdict = cell.verdict(
        '@exercise("sample.factorial")\ndef factorial(n):\n    n.sort()\n    return n', "factorial"
    )
    check.expected_outcomes.cache_clear()
    assert verdict.headline == "right result, but it changes its input."
    assert dict(verdict.rows)["remark"].startswith("n changed while your code ran")


def sorted_copy(n):
    return sorted(n)


def test_an_input_that_is_meant_to_change_may(cell):
    code = """
@exercise("sample.train_line")
def train_line(model, x, y, order, rate):
    losses = []
    for i in order:
        loss = ((model(x[i]) - y[i]) ** 2).mean()
        grads = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for p, g in zip(model.parameters(), grads):
                p -= rate * g
        losses.append(loss)
    return losses
"""
    assert cell.verdict(code, "train_line").status == "correct"
    rate = code.replace("return losses", "y -= 1\n    return losses")
    assert "y changed" in str(cell.verdict(rate, "train_line"))
    assert attempt("train_line").__name__ == "train_line"


@pytest.mark.parametrize("n_draws", [0, 1, 5])
def test_random_streams_start_anew_before_the_inputs_and_before_the_look(
    cell, monkeypatch, n_draws
):
    """How much an answer draws changes nothing in what is looked at."""
    from nma_ae.exercises import check
    from nma_ae.exercises.definition import Case, Exercise

    case = Case(
        inputs=lambda: {"n": torch.rand(3) + np.random.rand() + random.random()},
        look=lambda drawn, inputs: {
            "drawn first": drawn,
            "input": inputs["n"],
            "drawn by the look": [torch.rand(1), np.random.rand(), random.random()],
        },
    )
    exercise = Exercise(cases=[case, case], hints=["Only hint."])
    monkeypatch.setattr("sample_course.chapters.sample.factorial.exercise", exercise)
    monkeypatch.setattr("sample_course.answers.factorial", draws_once)
    check.expected_outcomes.cache_clear()
    verdict = cell.verdict(
        "import random, numpy as np\n"
        '@exercise("sample.factorial")\ndef factorial(n):\n'
        "    first = [torch.rand(1), np.random.rand(), random.random()]\n"
        f"    for _ in range({n_draws}): torch.rand(1), np.random.rand(), random.random()\n"
        "    return first",
        "factorial",
    )
    check.expected_outcomes.cache_clear()
    assert verdict.status == "correct", str(verdict)


def draws_once(n):
    return [torch.rand(1), np.random.rand(), random.random()]


def test_random_streams_are_the_same_in_every_check(cell):
    code = '@exercise("sample.factorial")\ndef factorial(n):\n    torch.rand({n})\n'
    draws = "    kept.append(torch.rand(1).item())\n    return 3"
    cell("kept = []")
    cell("torch.manual_seed(7)\n" + code.format(n=0) + draws)
    cell("torch.manual_seed(8)\n" + code.format(n=0) + draws)
    kept = cell.namespace["kept"]
    assert kept[:2] == kept[2:]
    assert kept[0] == kept[1]


TRAINING = """
@exercise("sample.train_line")
def train_line(model, x, y, order, rate):
    assert model.weight.dtype == torch.float32 and model.weight.device.type == "cpu"
    losses = []
    for i in order:
        loss = nn.functional.mse_loss(model(x[i]), y[i])
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= rate * p.grad
        losses.append(loss)
    return losses
"""


@pytest.mark.parametrize(
    ("put", "get", "reset"),
    [
        (
            "torch.set_grad_enabled(False)",
            "torch.is_grad_enabled()",
            "torch.set_grad_enabled(True)",
        ),
        (
            "torch.set_default_dtype(torch.float64)",
            "torch.get_default_dtype()",
            "torch.set_default_dtype(torch.float32)",
        ),
        (
            "torch.set_default_device('meta')",
            "torch.get_default_device().type",
            "torch.set_default_device(None)",
        ),
        ("torch.manual_seed(7)", "torch.initial_seed()", "pass"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_check_does_not_depend_on_the_state_of_the_notebook(cell, put, get, reset, first):
    """Nor does what the reference shows, which is computed once."""
    from nma_ae.exercises import check

    check.expected_outcomes.cache_clear()
    try:
        if not first:
            cell(TRAINING)
        cell(put)
        before = eval(get, cell.namespace)
        assert cell.verdict(TRAINING, "train_line").status == "correct"
        assert eval(get, cell.namespace) == before
        cell(reset)
        assert cell.verdict(TRAINING, "train_line").status == "correct"
    finally:
        cell(reset)
