"""`nma-ae verify`: a stored notebook's form, its figures' margins, its tolerances."""

import argparse
import base64
import copy
import io

import nbformat
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from nma_ae.plotting.style import STYLE
from nma_ae.tools.compare.margins import figure_margins
from nma_ae.tools.compare.spreads import measured_spreads, suggested
from nma_ae.tools.notebooks import form
from nma_ae.tools.notebooks.cells import named_code_cells
from nma_ae.tools.notebooks.normal import normalised
from nma_ae.tools.verify import run

ALT = {"mystnb": {"image": {"alt": "The loss falls and levels off."}}}


def stream(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def picture(draw, size=(5, 4)):
    figure, buffer = Figure(figsize=size), io.BytesIO()
    draw(figure.subplots())
    figure.savefig(buffer, format="png")
    data = {"image/png": base64.b64encode(buffer.getvalue()).decode()}
    return new_output("display_data", data=data)


LOSS = picture(lambda ax: ax.plot([4, 2, 1, 1]))
BARS = picture(lambda ax: ax.bar([0, 1], [2, 1]))


def good():
    cells = [
        new_markdown_cell("# Title"),
        new_code_cell("print('loss')", outputs=[stream("loss 0.1771\n")]),
        new_code_cell("plot()", outputs=[LOSS], metadata=copy.deepcopy(ALT)),
        new_code_cell(
            "%time fit()",
            outputs=[stream("Wall time: 3.1 s\n")],
            metadata={"tags": ["nbval-ignore-output"], "uncompared": "it shows the time"},
        ),
    ]
    for count, cell in enumerate(cells[1:], start=1):
        cell.execution_count = count
    return normalised(new_notebook(cells=cells))


def shows(text, kind=None):
    def change(notebook):
        data = {kind: text} if kind else None
        output = new_output("display_data", data=data) if kind else stream(text)
        notebook.cells[1].outputs = [output]

    return change


def tagged(cell, *tags):
    return lambda notebook: notebook.cells[cell].metadata.update(tags=list(tags))


def test_a_good_notebook_has_no_problems_and_lists_what_is_not_compared(tmp_path, capsys):
    path = tmp_path / "chapter.ipynb"
    nbformat.write(good(), path)
    assert form.problems(path) == []
    assert run(argparse.Namespace(notebooks=[path], tolerances=False)) == 0
    said = capsys.readouterr().out
    assert "code cell 2 ('%time fit()'): it shows the time" in said
    assert "nearest is" in said
    assert said.endswith("All holds.\n")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda nb: nb.cells[1].update(execution_count=None), "not all executed"),
        (lambda nb: nb.cells[1].update(execution_count=7), "not all executed"),
        (lambda nb: nb.cells[1].metadata.update(collapsed=True), "not normalised"),
        (lambda nb: nb.metadata.update(language_info={"name": "python"}), "not normalised"),
        (lambda nb: nb.metadata.kernelspec.update(name="my-env"), "not normalised"),
        (lambda nb: nb.cells[1].update(source="x = 1\n" * 41), "more than 40 lines"),
        (lambda nb: nb.cells[0].update(source="word\n" * 41), "more than 40 lines"),
        (
            lambda nb: nb.cells[1].outputs.append(
                new_output("error", ename="E", evalue="", traceback=[])
            ),
            "an error as output",
        ),
        (lambda nb: nb.cells[1].outputs.append(stream("x", "stderr")), "wrote to stderr"),
        (lambda nb: nb.cells[2].metadata.pop("mystnb"), "without alt text"),
        (lambda nb: nb.cells[2].metadata.mystnb.image.update(alt=" "), "without alt text"),
        (shows({"data": []}, "application/vnd.plotly.v1+json"), "without alt text"),
        (lambda nb: nb.cells[3].metadata.pop("uncompared"), "without its reason"),
        (
            lambda nb: nb.cells[1].metadata.update(tags=[form.UNCOMPARED], uncompared="so"),
            "more than one cell",
        ),
        (tagged(1, "nbval-skip"), "kept from the comparison"),
        (
            lambda nb: nb.cells[1].update(source="# NBVAL_IGNORE_OUTPUT\n1"),
            "kept from the comparison",
        ),
        (tagged(1, "rtol=0"), "positive number"),
        (tagged(1, "rtoll=0.1"), "expected one of rtol, atol, figtol"),
        (shows("saved in /home/ana/course"), "a path of this machine"),
        (shows("<p>/tmp/ipykernel_12/3.py</p>", "text/html"), "a path of this machine"),
        (shows("C:\\Users\\ana"), "a path of this machine"),
        (shows("x.py:3: UserWarning: old"), "a warning"),
        (shows("100%|##| 3/3 [00:00<00:00, 23.1batch/s]"), "a time"),
        (shows("1.25 s"), "a time"),
        (shows("took 12 ms"), "a time"),
    ],
)
def test_each_problem_is_found(tmp_path, change, problem):
    notebook = good()
    change(notebook)
    path = tmp_path / "chapter.ipynb"
    nbformat.write(notebook, path)
    found = form.problems(path)
    assert len(found) == 1
    assert problem in found[0]
    assert run(argparse.Namespace(notebooks=[path], tolerances=False)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "  0%|          | 0/469 [00:00<?, ?batch/s]",  # tqdm's constant text beside its widget
        "see https://example.org/usr/share and 784/392/64",
        "<b>3 samples</b></p>",
        "stops after 5 s; 3 means; 2 us",
    ],
)
def test_harmless_text_is_no_problem(tmp_path, text):
    notebook = good()
    shows(text.replace("2 us", "2 users"))(notebook)
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    assert form.problems(tmp_path / "chapter.ipynb") == []


@pytest.mark.parametrize(("name", "problems"), [("the loss", 0), ("after 3.2 s", 1)])
def test_what_plotly_packs_is_no_text(tmp_path, name, problems):
    packed = {"dtype": "f4", "bdata": "z6s4L4j0YwP8BLUj9uA0s/drgKP5 12 ms /home/x"}
    picture_in_json = "data:image/png;base64,AA/home/x"
    content = {"data": [{"y": packed, "source": picture_in_json, "name": name}]}
    notebook = good()
    notebook.cells[2].outputs = [
        new_output("display_data", data={"application/vnd.plotly.v1+json": content})
    ]
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    assert len(form.problems(tmp_path / "chapter.ipynb")) == problems


def test_a_heavy_notebook_is_found(tmp_path):
    notebook = good()
    shows("x" * 3_000_000)(notebook)
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    assert "expected at most 3,000,000" in form.problems(tmp_path / "chapter.ipynb")[0]


def test_a_figure_has_to_differ_from_the_others_its_transpose_and_empty_axes():
    diagonal = picture(lambda ax: (ax.imshow([[1, 0], [0, 1]]), ax.set_axis_off()), (4, 4))
    empty = picture(lambda ax: None)

    def cell(*outputs, tags=()):
        return new_code_cell("plot()", outputs=list(outputs), metadata={"tags": list(tags)})

    def margins_of(*cells):
        return figure_margins(named_code_cells(new_notebook(cells=list(cells))), STYLE)

    margins = margins_of(cell(LOSS), cell(BARS))
    assert all(margin.told_apart for margin in margins)
    assert min(margin.distance for margin in margins) > 0.1

    margins = margins_of(cell(LOSS), cell(BARS, LOSS))
    assert [margin.told_apart for margin in margins] == [False, True, False]
    assert margins[0].rival == "code cell 1 ('plot()'), figure 2"

    margin, other = margins_of(cell(diagonal, tags=["figtol=0.3"]), cell(LOSS))
    assert (margin.told_apart, margin.rival) == (False, "its transpose")
    assert (margin.limit, other.limit) == (0.3, 0.01)

    larger = picture(lambda ax: ax.plot([4, 2, 1, 1]), (7, 5.6))
    margin = margins_of(cell(LOSS, tags=["figtol=0.5"]), cell(larger))[0]
    assert margin.told_apart  # by its size
    assert margin.distance < margin.limit

    (margin,) = margins_of(cell(empty, tags=["figtol=2"]))
    assert not margin.told_apart


@pytest.mark.parametrize(
    ("tags", "texts", "expected"),
    [
        ([], ("loss 0.2", "loss 0.2"), []),
        ([], ("loss 0.20000", "loss 0.20001"), [("rtol", "")]),
        ([], ("loss 0.2000", "loss 0.2002"), [("rtol", "too narrow; suggested: rtol=0.002")]),
        (["rtol=0.0025"], ("loss 0.2000", "loss 0.2002"), [("rtol", "")]),
        (
            ["rtol=0.01"],
            ("loss 0.2000", "loss 0.2002"),
            [("rtol", "too wide; suggested: rtol=0.002")],
        ),
        (["rtol=0.01"], ("loss 0.2", "loss 0.2"), [("rtol", "too wide: nothing drifts")]),
        (["atol=0.02"], ("0.01 5.0", "-0.001 5.0"), [("atol", "")]),
        (["atol=0.01"], ("0.01 5.0", "-0.01 5.0"), [("atol", "too narrow; suggested: atol=0.04")]),
    ],
)
def test_a_tolerance_is_held_to_the_measured_spread(tags, texts, expected):
    runs = [
        new_notebook(
            cells=[
                new_code_cell("f()", id="f", metadata={"tags": tags}, outputs=[stream(text)]),
                new_code_cell(
                    "g()",
                    id="g",
                    metadata={"tags": ["nbval-ignore-output"]},
                    outputs=[stream(text)],
                ),
            ]
        )
        for text in texts
    ]
    found = [
        (spread.measure, spread.problem)
        for spread in measured_spreads(*map(named_code_cells, runs))
    ]
    assert [measure for measure, _ in found] == [measure for measure, _ in expected]
    for (_, problem), (_, expected_problem) in zip(found, expected, strict=True):
        assert problem.startswith(expected_problem)
        assert bool(problem) == bool(expected_problem)


@pytest.mark.parametrize("spread", [1.3e-7, 0.0005, 0.0011, 0.05, 0.099, 3.0])
def test_a_suggested_tolerance_would_be_accepted(spread):
    assert 2 * spread <= suggested(spread) <= 3 * spread


def test_the_notebook_is_executed_under_both_settings(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    source = (
        "import os\n"
        "names = 'OMP_NUM_THREADS', 'ATEN_CPU_CAPABILITY', 'ONEDNN_MAX_CPU_ISA'\n"
        "set_ = [os.environ.get(name) for name in names]\n"
        "print({(None, None, None): 0.2, ('1', 'default', 'SSE41'): 0.2002}[tuple(set_)])"
    )
    cell = new_code_cell(source, outputs=[stream("0.2\n")], execution_count=1)
    path = tmp_path / "chapter.ipynb"
    nbformat.write(normalised(new_notebook(cells=[cell])), path)
    assert run(argparse.Namespace(notebooks=[path], tolerances=True)) == 1
    said = capsys.readouterr().out
    assert "rtol spread 0.001, tolerance 0.0001: too narrow" in said
    assert "the stored outputs and this processor: none" in said
    assert "the stored outputs and the other setting: 1" in said
    assert said.endswith("2 problems\n")
