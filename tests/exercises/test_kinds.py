"""One exercise of each kind, with each of the five verdicts."""

import pytest

from nma_ae.exercises import check, courses, session, verdicts

RIGHT = {
    "mean_and_spread": """
def mean_and_spread(values):
    mean = sum(values) / len(values)
    return [mean, (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5]
""",
    # super(Name, self) needs the name to be this very class while the check runs.
    "Scale": """
class Scale(nn.Module):
    def __init__(self, factor):
        super(Scale, self).__init__()
        self.register_buffer("factor", torch.tensor(factor, dtype=torch.float64))

    def forward(self, x):
        return super(Scale, self).extra_repr() or x * self.factor
""",
    # It calls another exercise.
    "plot_spread": """
def plot_spread(values, ax=None):
    import matplotlib.pyplot as plt

    ax = ax or plt.gca()
    ax.bar(["mean", "spread"], [float(each) for each in mean_and_spread(values)])
    ax.set(ylabel="value", title="of my own")
    return ax
""",
    "train_line": """
def train_line(model, x, y, order, rate):
    losses = torch.zeros(len(order))
    for i, batch in enumerate(order):
        model.zero_grad()
        losses[i] = nn.functional.mse_loss(model(x[batch]), y[batch])
        losses[i].backward(retain_graph=True)
        with torch.no_grad():
            for p in model.parameters():
                p -= rate * p.grad
    return losses
""",
    # It calls itself.
    "factorial": """
def factorial(n):
    return n * factorial(n - 1) if n > 1 else 1
""",
}

# Replaced in the right answer: what with, and what the verdict says.
WRONG = {
    "mean_and_spread": ("/ len(values)) ** 0.5", "/ (len(values) - 1)) ** 0.5", "divided by n - 1"),
    "Scale": ("x * self.factor", "x + self.factor", "You added the factor."),
    "plot_spread": ('"value"', '"values"', "got       label of the y axis: 'values'"),
    "train_line": ("model.zero_grad()", "pass", "You never set the gradients to zero."),
    "factorial": ("if n > 1 else 1", "if n > 0 else 2", "got       2"),
}

ERROR = {
    "mean_and_spread": ("return [", "return nothing[", "mean_and_spread, line 5: return nothing["),
    "Scale": ("self.register_buffer(", "self.register(", "__init__, line 6: self.register("),
    "plot_spread": ("ax.bar(", "ax.bars(", "plot_spread, line 7: ax.bars("),
    "train_line": ("len(order)", "len(orders)", "train_line, line 4: losses = "),
    "factorial": ("n > 1", "n > m", "factorial, line 4: return n *"),
}

kinds = pytest.mark.parametrize("name", RIGHT)


def code(name, replaced="", by=""):
    assert replaced in RIGHT[name]
    return f'\n@exercise("sample.{name}")' + RIGHT[name].replace(replaced, by, 1)


def use(cell, name):
    """Call what the name stands for, as a cell below would."""
    calls = {
        "mean_and_spread": "[float(v) for v in mean_and_spread(torch.tensor([1., 3.]))]",
        "Scale": "Scale(2.0)(torch.tensor([3.0])).tolist()",
        "plot_spread": "plot_spread(torch.tensor([1., 3.])).get_ylabel()",
        "train_line": "len(train_line(nn.Linear(1, 1), torch.ones(2, 1), torch.ones(2, 1),"
        " torch.arange(2)[None], 0.1))",
        "factorial": "factorial(5)",
    }
    return eval(calls[name], cell.namespace)


RESULTS = {
    "mean_and_spread": [2, 1],
    "Scale": [6],
    "plot_spread": "value",
    "train_line": 1,
    "factorial": 120,
}


@pytest.fixture
def notebook(cell):
    """Return a notebook in which the exercise that another one calls has been solved."""
    cell(code("mean_and_spread"))
    return cell


@kinds
def test_a_right_answer_stays(notebook, name):
    verdict = notebook.verdict(code(name), name)
    assert verdict.status == "correct", str(verdict)
    kept = notebook.namespace[name]
    assert kept is not courses.reference(f"sample.{name}")
    assert kept.__module__ == "__main__"
    assert use(notebook, name) == RESULTS[name]


@kinds
def test_for_a_wrong_answer_the_reference_stands_in(notebook, name):
    replaced, by, text = WRONG[name]
    verdict = notebook.verdict(code(name, replaced, by), name)
    assert verdict.status == "wrong", str(verdict)
    assert text in str(verdict)
    assert {"input", "expected", "got"} <= dict(verdict.rows).keys()
    assert f'`attempt("{name}")(...)` calls yours' in verdict.closing
    assert "The reference solution stands in" in verdict.closing
    assert notebook.namespace[name] is courses.reference(f"sample.{name}")
    assert use(notebook, name) == RESULTS[name]


@kinds
def test_an_error_is_shown_with_the_lines_that_led_to_it(notebook, name):
    replaced, by, text = ERROR[name]
    verdict = notebook.verdict(code(name, replaced, by), name)
    assert verdict.status == "error", str(verdict)
    assert text in dict(verdict.rows)["your code"]
    assert "Error: " in dict(verdict.rows)["error"]
    assert notebook.namespace[name] is courses.reference(f"sample.{name}")
    assert use(notebook, name) == RESULTS[name]


@kinds
def test_a_stub_is_not_attempted(notebook, name):
    head, _newline, body = RIGHT[name].strip().partition("\n")
    indent = " " * (len(body) - len(body.lstrip()))
    stub = f'@exercise("sample.{name}")\n{head}\n{indent}"""Do it."""\n'
    if name == "Scale":
        stub += f"{indent}def __init__(self, factor):\n{indent}    super(Scale, self).__init__()\n"
        stub += f"{indent}def forward(self, x):\n{indent}    raise NotImplementedError\n"
    else:
        stub += f"{indent}raise NotImplementedError\n"
    verdict = notebook.verdict(stub, name)
    assert verdict.status == "open", str(verdict)
    assert verdict.rows == ()
    assert "The reference solution stands in" in verdict.closing
    assert use(notebook, name) == RESULTS[name]


@kinds
def test_a_check_that_fails_itself_blames_nobody(notebook, name, monkeypatch):
    check.expected_outcomes.cache_clear()
    monkeypatch.setattr(courses, "load", lambda name: 1 / 0)
    verdict = notebook.verdict(code(name), name)
    assert verdict.status == "check-failed"
    assert "This says nothing about your code" in verdict.headline
    assert dict(verdict.rows) == {"reason": "ZeroDivisionError: division by zero"}
    assert verdict.closing.startswith("Please report it")
    assert use(notebook, name) == RESULTS[name]


@kinds
def test_a_cell_can_be_run_again_and_again(notebook, name):
    replaced, by, _text = WRONG[name]
    wrong = code(name, replaced, by)
    statuses = [notebook.verdict(each, name).status for each in (wrong, wrong, code(name), wrong)]
    assert statuses == ["wrong", "wrong", "correct", "wrong"]
    assert verdicts()[f"sample.{name}"].status == "wrong"
    assert notebook.namespace[name] is courses.reference(f"sample.{name}")


@kinds
def test_a_verdict_is_printed_once(notebook, name):
    replaced, by, _text = WRONG[name]
    printed = notebook(code(name, replaced, by))
    assert printed == f"{verdicts()[f'sample.{name}']}\n"


@pytest.mark.parametrize("left", [{"stand_in": "False"}, {}])
def test_a_wrong_answer_does_not_spoil_the_check_of_one_that_calls_it(cell, monkeypatch, left):
    monkeypatch.setenv("NMA_AE_STAND_IN", "0")
    wrong = code("mean_and_spread", *WRONG["mean_and_spread"][:2])
    cell(wrong.replace(")\ndef", ", stand_in=False)\ndef") if left else wrong)
    mine = cell.namespace["mean_and_spread"]
    assert mine.__module__ == "__main__"
    assert cell.verdict(code("plot_spread"), "plot_spread").status == "correct"
    assert cell.namespace["mean_and_spread"] is mine
    assert cell.verdict(wrong).status == "wrong"  # its own check sees itself, not the reference


def test_a_right_answer_serves_the_one_that_calls_it(cell):
    cell("calls = 0")
    cell(code("mean_and_spread", "    mean = ", "    torch.calls_seen = 1\n    mean = "))
    cell(code("plot_spread"))
    import torch

    assert vars(torch).pop("calls_seen") == 1
    assert session.verdicts()["sample.plot_spread"].status == "correct"


def test_the_check_of_a_small_exercise_takes_milliseconds(cell):
    """The engine's own overhead, with states saved and restored; the best of ten counts."""
    import time

    times = []
    for _repetition in range(10):
        start = time.process_time()
        cell(code("factorial"))
        times.append(time.process_time() - start)
    assert min(times) < 0.1
