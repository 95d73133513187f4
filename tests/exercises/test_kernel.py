"""The same in a real kernel: one notebook, run once, looked at cell by cell."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

SAMPLE_COURSE = Path(__file__).parent / "sample_course"

HEAD = '@exercise("sample.mean_and_spread")\ndef mean_and_spread(values):\n'
RIGHT = "values.mean(), values.std(unbiased=False)"

CELLS = {
    "set up": f"""
import sys
sys.path.insert(0, {str(SAMPLE_COURSE)!r})

import matplotlib.pyplot as plt
import torch
from torch import nn
from nma_ae.exercises import attempt, exercise, hint, progress, solution, verdicts
""",
    "stub": HEAD + "    raise NotImplementedError",
    "right": HEAD + f"    print('not shown')\n    plt.figure()\n    return {RIGHT}",
    "wrong": HEAD + "    print('shown once')\n    plt.plot([1, 2])\n    return 3, 4",
    "figures left": "print(plt.get_fignums())",
    "wrong again": HEAD + "    return values.mean(), values.std()",
    "slip": (
        HEAD + "    mean = values.sum() / (len(values) + 1)\n"
        "    return mean, values.std(unbiased=False)"
    ),
    "error": HEAD + "    scale = 2\n    return values.reshape(17)",
    "displayed": (
        HEAD + "    display('a text')\n    plt.plot([1, 2])\n    plt.show()\n    return 3, 4"
    ),
    "own figure": "plt.figure(figsize=(1, 1)).gca()\n"
    + HEAD
    + "    plt.plot([1])\n    return 3, 4",
    "class": """
@exercise("sample.Scale")
class Scale(nn.Module):
    def __init__(self, factor):
        super(Scale, self).__init__()
        self.factor = factor

    def forward(self, x):
        return x + self.factor
""",
    "class attempted": "print(attempt('Scale')(2.0)(torch.ones(1)).item())",
    "leaving": HEAD + "    exit()",
    "quitting": HEAD + "    quit()\n    return 3",
    "asking": HEAD + "    return input('How?')",
    "progress bar": (
        "from tqdm.auto import tqdm\n" + HEAD + "    for _ in tqdm(range(3)): pass\n    return 3, 4"
    ),
    "display hook": HEAD + "    import sys\n    sys.displayhook(values)\n    return 3, 4",
    "endless": (
        "from nma_ae.exercises import outcome\noutcome.TIME_LIMIT = 0.3\n"
        + HEAD
        + "    import time\n    while True:\n        try: time.sleep(10)\n        except: pass"
    ),
    "interrupted": HEAD + "    torch.set_grad_enabled(False)\n    raise KeyboardInterrupt",
    "after that": "print(torch.is_grad_enabled(), mean_and_spread(torch.ones(2)))",
    "hint": "hint('mean_and_spread')",
    "solution": "solution('mean_and_spread')",
    "progress": "progress('sample')",
    "right at last": HEAD + f"    return {RIGHT}",
    "own code": "print(mean_and_spread.__module__, verdicts()['sample.mean_and_spread'].status)",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Return the outputs of every cell."""
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(code) for code in CELLS.values()]
    notebook.cells[list(CELLS).index("interrupted")].metadata.tags = ["raises-exception"]
    folder = tmp_path_factory.mktemp("kernel")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NMA_AE_PROGRESS", str(folder / "progress.txt"))
        patch.setenv("IPYTHONDIR", str(folder))
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
        patch.delenv("NMA_AE_STAND_IN", raising=False)
        patch.delenv("MPLBACKEND", raising=False)
        # A kernel may send one print in two parts.
        client = NotebookClient(notebook, kernel_name="python3", timeout=120, coalesce_streams=True)
        client.execute()
    return dict(zip(CELLS, (cell.outputs for cell in notebook.cells), strict=True))


def kinds(outputs):
    """Return what each output is: the richest form that it has."""
    found = []
    for output in outputs:
        data = output.get("data", {})
        rich = [kind for kind in ("text/html", "image/png", "text/plain") if kind in data]
        found.append(rich[0] if rich else output.output_type)
    return found


def html(outputs):
    return outputs[0].data["text/html"]


@pytest.mark.parametrize(
    ("cell", "status", "text"),
    [
        ("stub", "open", "not attempted yet"),
        ("right", "correct", "Your own code is used from here on."),
        ("wrong", "wrong", "at [1]: 2.1602"),
        ("wrong again", "wrong", "You divided by n - 1."),
        ("error", "error", "mean_and_spread, line 4: return values.reshape(17)"),
        ("displayed", "wrong", "at [1]: 4"),
        ("own figure", "wrong", "at [1]: 4"),
        ("class", "wrong", "You added the factor."),
        ("leaving", "error", "SystemExit"),
        ("quitting", "error", "SystemExit"),
        ("asking", "error", "mean_and_spread, line 3: return input("),
        ("progress bar", "wrong", "at [1]: 4"),
        ("display hook", "wrong", "at [1]: 4"),
        ("endless", "error", "stopped after 0.3 seconds."),
        ("right at last", "correct", "Your own code is used from here on."),
    ],
)
def test_each_verdict_is_displayed_as_html_and_as_text(outputs, cell, status, text):
    data = outputs[cell][0].data
    assert f"nma-verdict--{status}" in data["text/html"]
    assert text in data["text/html"]
    assert text in data["text/plain"]
    assert sum("nma-verdict" in str(each) for each in outputs[cell]) == 1


def test_a_verdict_is_there_before_the_search_and_changes_in_its_place(outputs):
    """Of the first, with no line yet, nothing is left: the cell shows one verdict."""
    assert kinds(outputs["slip"]) == ["text/html"]
    assert "line 3: mean = values.sum() / (len(values) + 1)" in html(outputs["slip"])


def test_nothing_else_is_shown_where_all_is_well(outputs):
    for cell in ("stub", "right", "wrong again", "error", "class", "leaving", "endless"):
        assert kinds(outputs[cell]) == ["text/html"], cell


def test_the_figure_of_a_failing_plot_is_shown_once(outputs):
    assert kinds(outputs["wrong"]) == ["text/html", "image/png"]
    assert "shown once" in html(outputs["wrong"])
    assert outputs["figures left"][0].text == "[]\n"


def test_what_the_answer_displays_is_shown_after_the_verdict(outputs):
    assert kinds(outputs["displayed"]) == ["text/html", "text/plain", "image/png"]
    assert outputs["displayed"][1].data["text/plain"] == "'a text'"
    assert kinds(outputs["display hook"]) == ["text/html", "text/plain"]


def test_the_notebooks_own_figure_is_left_alone(outputs):
    assert kinds(outputs["own figure"]) == ["text/html", "image/png", "image/png"]
    drawn, own = (each.data["image/png"] for each in outputs["own figure"][1:])
    assert len(own) < len(drawn)  # a square of one inch, drawn at the end of the cell


def test_an_attempted_class_works(outputs):
    assert outputs["class attempted"][0].text == "3.0\n"


def test_a_progress_bar_is_not_shown_while_it_runs(outputs):
    assert kinds(outputs["progress bar"])[0] == "text/html"
    assert len(outputs["progress bar"]) <= 2


def test_an_interrupt_stops_the_cell_and_restores(outputs):
    assert outputs["interrupted"][-1].ename == "KeyboardInterrupt"
    assert outputs["after that"][0].text == "True (tensor(1.), tensor(0.))\n"


def test_hint_solution_and_progress(outputs):
    assert outputs["hint"][0].text == "Hint 1 of 2: First hint.\n"
    assert html(outputs["solution"]).startswith('<details class="nma-solution"><summary>')
    assert "✓ solved earlier" in html(outputs["progress"])
    assert outputs["own code"][0].text == "__main__ correct\n"
