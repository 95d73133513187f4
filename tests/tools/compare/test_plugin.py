"""The plugin on a notebook that was executed and then changed, one cell at a time."""

import copy
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from nma_ae.tools.notebooks.kernel import run_notebook

SET_UP = """\
import os, sys
import matplotlib.pyplot as plt
from IPython.display import HTML, display
from ipywidgets import IntSlider
"""
TEXT = "print('epoch 2: test loss 0.1771, 10,000 images, torch 2.13.0')"
TABLE = "display(HTML('<p>accuracy <b>0.9312</b></p>'))"
FIGURE = "plt.plot([0, 1, 2], [0, 1, 4]); plt.show()"
OTHER_FIGURE = "plt.bar([0, 1, 2], [4, 1, 0]); plt.show()"
PLOTLY = """\
display({"application/vnd.plotly.v1+json": {"data": [
    {"type": "scatter", "x": {"dtype": "f8", "bdata": "AAAAAAAA8D8AAAAAAAAAQA=="}, "y": [1.5, 0.0]}
]}}, raw=True)"""
WIDGET = "IntSlider(3)"
COMPLAINT = "print('no such font', file=sys.stderr)"
QUIET = "len('abc');"  # the semicolon keeps the value from being shown
PROGRESS = "print('reader' if os.environ['NMA_AE_PROGRESS'] == 'mine' else 'scratch')"


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    sources = [
        SET_UP, TEXT, TABLE, FIGURE, OTHER_FIGURE, PLOTLY, WIDGET, COMPLAINT, QUIET, PROGRESS
    ]  # fmt: skip
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    run = run_notebook(notebook, tmp_path_factory.mktemp("book"))
    return {cell.source: cell for cell in run.cells}


def replaced(old, new):
    """Change a text in the stored outputs."""

    def change(cell):
        text = repr(dict(cell)["outputs"])
        assert old in text
        for output in cell.outputs:
            if "text" in output:
                output.text = output.text.replace(old, new)
            for kind, content in output.get("data", {}).items():
                if isinstance(content, str):
                    output.data[kind] = content.replace(old, new)

    return change


def plotly(change_data):
    def change(cell):
        change_data(cell.outputs[0].data["application/vnd.plotly.v1+json"]["data"][0])

    return change


def emptied(cell):
    cell.outputs = []


def extended(cell):
    cell.outputs.append(new_output("display_data", data={"text/plain": "one more"}))


def figure_of(other):
    def change(cell, executed):
        picture = executed[other].outputs[0].data["image/png"]
        cell.outputs[0].data["image/png"] = picture

    change.needs_others = True
    return change


X_MOVED = {"dtype": "f8", "bdata": "AAAAAAAA8D8AAAAAAAAIQA=="}  # 1, 3 for 1, 2

# source, change of the stored outputs, tags, what the report must say (None: the cell passes)
CASES = {
    "text as stored": (TEXT, None, [], None),
    "table as stored": (TABLE, None, [], None),
    "figure as stored": (FIGURE, None, [], None),
    "plotly as stored": (PLOTLY, None, [], None),
    "widget as stored": (WIDGET, None, [], None),
    "semicolon": (QUIET, None, [], None),
    "progress elsewhere": (PROGRESS, None, [], None),
    "word": (TEXT, replaced("images", "pictures"), [], "10,000 pictures"),
    "word in spite of a tag": (TEXT, replaced("images", "scans"), ["rtol=0.5"], "10,000 scans"),
    "integer": (TEXT, replaced("epoch 2", "epoch 3"), ["rtol=0.9"], "epoch 3"),
    "thousands": (TEXT, replaced("10,000", "10,001"), ["rtol=0.9"], "10,001"),
    "version": (TEXT, replaced("2.13.0", "2.13.1"), ["rtol=0.9"], "2.13.1"),
    "decimal": (TEXT, replaced("0.1771", "0.1772"), [], "expected: 0.1772\n    actual:   0.1771"),
    "decimal within its tag": (TEXT, replaced("0.1771", "0.1780"), ["rtol=0.01"], None),
    "decimal beyond its tag": (TEXT, replaced("0.1771", "0.1802"), ["rtol=0.01"], "rtol=0.01 is"),
    "decimal within an absolute tag": (TEXT, replaced("0.1771", "0.1870"), ["atol=0.01"], None),
    "missing number": (TEXT, replaced(" 0.1771", ""), [], "test loss, 10,000"),
    "extra number": (TEXT, replaced("0.1771", "0.1771 0.2"), [], "0.1771 0.2"),
    "html decimal": (TABLE, replaced("0.9312", "0.9412"), [], "expected: 0.9412"),
    "missing output": (TEXT, extended, [], "expected: stdout, text/plain"),
    "extra output": (TEXT, emptied, [], "expected: none\n    actual:   stdout"),
    "complaint": (COMPLAINT, emptied, [], "actual:   stderr\n        no such font"),
    "missing figure": (TEXT, lambda cell: cell.outputs.extend(FIGURES), [], "image/png"),
    "figure": (FIGURE, figure_of(OTHER_FIGURE), [], "figtol=0.01 is allowed"),
    "figure in spite of a tag": (FIGURE, figure_of(OTHER_FIGURE), ["figtol=0.3"], "figtol=0.3 is"),
    "packed array": (PLOTLY, plotly(lambda d: d.update(x=X_MOVED)), [], "data[0].x[1]"),
    "packed array within its tag": (
        PLOTLY, plotly(lambda d: d.update(x=X_MOVED)), ["rtol=0.4"], None
    ),
    "plotly list": (PLOTLY, plotly(lambda d: d.update(y=[1.5, 0.1])), [], "data[0].y[1]"),
    "plotly word": (PLOTLY, plotly(lambda d: d.update(type="bar")), [], "data[0].type"),
    "missing widget": (WIDGET, emptied, [], "expected: none"),
    "bad tag": (TEXT, None, ["rtol=wide"], "expected a positive number"),
}  # fmt: skip
FIGURES = [new_output("display_data", data={"image/png": "", "text/plain": "<Figure>"})]


@pytest.fixture(scope="module")
def changed(executed):
    cells = [copy.deepcopy(executed[SET_UP])]
    for source, change, tags, _ in CASES.values():
        cell = copy.deepcopy(executed[source])
        cell.id = f"case-{len(cells)}"
        cell.metadata["tags"] = tags
        if change is not None:
            others = (executed,) if getattr(change, "needs_others", False) else ()
            change(cell, *others)
        cells.append(cell)
    return new_notebook(cells=cells)


def run(pytester, plugin, *options):
    """Run the notebooks in a process of their own: nbval leaves a file open in its process."""
    return pytester.runpytest_subprocess("--nbval", "-p", plugin, *options)


def test_each_change_fails_and_is_described(changed, pytester, monkeypatch):
    monkeypatch.setenv("NMA_AE_PROGRESS", "mine")
    monkeypatch.setenv("MPLBACKEND", "agg")
    nbformat.write(changed, pytester.path / "chapter.ipynb")
    result = run(pytester, "nma_ae.tools.notebooks.plugin", "--color=no", "-rA")
    report = result.stdout.str()
    for number, (name, (_, _, _, expected)) in enumerate(CASES.items(), start=1):
        outcome = re.search(
            rf"^(PASSED|FAILED) .*chapter.ipynb::Cell {number}\b", report, re.MULTILINE
        )[1]
        assert outcome == ("PASSED" if expected is None else "FAILED"), name
        if expected is not None:
            _, _, section = report.partition(f"Cell {number}: ")
            section = section.partition("\n____")[0]
            assert expected in section, name
    pictures = sorted(file.name for file in (pytester.path / "artefacts" / "figures").iterdir())
    numbers = [list(CASES).index(name) + 1 for name in ("figure", "figure in spite of a tag")]
    assert pictures == sorted(
        f"chapter-cell-{n}-0-{which}.png" for n in numbers for which in ("actual", "expected")
    )


def test_the_plugin_leaves_other_tests_alone(pytester):
    pytester.makepyfile("def test_passes(): pass")
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), pytester.path / "chapter.ipynb")
    result = pytester.runpytest("-p", "nma_ae.tools.notebooks.plugin")
    result.assert_outcomes(passed=1)


def test_by_itself_the_plugin_leaves_the_environment_as_it_is(pytester, monkeypatch):
    monkeypatch.setenv("NMA_AE_PROGRESS", "mine")
    output = new_output("stream", text="reader\n")
    cells = [
        new_code_cell("import os", execution_count=1),
        new_code_cell(PROGRESS, execution_count=2, outputs=[output]),
    ]
    nbformat.write(new_notebook(cells=cells), pytester.path / "chapter.ipynb")
    run(pytester, "nma_ae.tools.compare.plugin").assert_outcomes(passed=2)
