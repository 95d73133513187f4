import argparse
import ast
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nma_ae.tools.new import register, unfilled
from nma_ae.tools.new.cells import stub
from nma_ae.tools.new.chapter import contents_with
from nma_ae.tools.new.checkout import TO_WRITE, write_all
from nma_ae.tools.new.draft import read_draft

ROOT = Path(__file__).parents[2]
CONTENTS = "format: jb-book\nroot: intro\nchapters:  # in order\n  - file: model\n"
SET_UP = 'from nma_ae.notebook import setup\nsetup("model", language="en")'

FUNCTION = '''
"""Standardise the columns.

Give each column of `x` mean 0 and standard deviation 1.
"""

from math import sqrt

import torch
from torch import nn

from nma_ae.exercises import Case, Exercise, Misconception, edit


def solution(x: torch.Tensor, *, eps: float = 0.0) -> torch.Tensor:
    """Return x, (n, d), with mean 0 and standard deviation 1 in each column."""
    n = x.shape[0]
    return (x - x.mean(dim=0)) / (x.std(dim=0, unbiased=False) + eps * sqrt(n))


def with_layer(x, *, eps=0.0):
    return nn.BatchNorm1d(x.shape[1], affine=False, eps=1e-12)(x)


def with_norm(x, *, eps=0.0):
    centred = x - x.sum(0) / len(x)
    return centred * sqrt(len(x)) / centred.norm(dim=0)


def with_columns(x, *, eps=0.0):
    return torch.stack([(c - c.mean()) / c.var(unbiased=False) ** 0.5 for c in x.T], dim=1)


def with_moments(x, *, eps=0.0):
    mean = x.mean(0, keepdim=True)
    return (x - mean) / (x.square().mean(0, keepdim=True) - mean.square()).sqrt()


def rows(x, *, eps=0.0):
    return (x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True, unbiased=False)


def all_at_once(x, *, eps=0.0):
    return (x - x.mean()) / x.std(unbiased=False)


def centred_only(x, *, eps=0.0):
    return x - x.mean(0)


def sample_deviation(x, *, eps=0.0):
    return (x - x.mean(0)) / x.std(0)


exercise = Exercise(
    cases=[
        Case(inputs=lambda: {"x": torch.tensor([[1.0, 20.0, 5.0], [2.0, 10.0, 9.0]])}),
        Case(inputs=lambda: {"x": torch.randn(40, 3) * 2 + 1}),
    ],
    hints=["Which axis is a column?"],
    variants=[with_layer, with_norm, with_columns, with_moments],
    misconceptions=[
        Misconception(rows, "You standardised rows."),
        Misconception(all_at_once, "You used one mean for all columns."),
        Misconception(centred_only, "The spread is left."),
        Misconception(edit("scaled_only", ("x - x.mean(dim=0)", "x")), "The mean is left."),
        Misconception(sample_deviation, "You divided by n - 1."),
    ],
)
'''

# The same exercise about a class, and about what the package has: only what differs is replaced.
PACKAGE = '''
"""Write the mean squared error."""

from torch import nn
from nma_ae.exercises import Case, Exercise, Misconception
from nma_ae.training import reconstruction_mse as solution

import torch


def with_layer(model, images):
    return nn.MSELoss()(model(images), images)


def with_function(model, images):
    return nn.functional.mse_loss(model(images), images)


def with_pow(model, images):
    return ((images - model(images)) ** 2).mean()


def with_norm(model, images):
    return (images - model(images)).norm() ** 2 / images.numel()


def summed(model, images):
    return ((images - model(images)) ** 2).sum()


def absolute(model, images):
    return (images - model(images)).abs().mean()


def rooted(model, images):
    return ((images - model(images)) ** 2).mean().sqrt()


def halved(model, images):
    return ((images - model(images)) ** 2).mean() / 2


def per_image(model, images):
    return ((images - model(images)) ** 2).sum() / len(images)


def inputs():
    return {"model": nn.Sequential(nn.Linear(4, 4), nn.Sigmoid()), "images": torch.rand(6, 4)}


exercise = Exercise(
    cases=[Case(inputs=inputs)],
    hints=["Take the difference first."],
    variants=[with_layer, with_function, with_pow, with_norm],
    misconceptions=[
        Misconception(summed, "a"),
        Misconception(absolute, "b"),
        Misconception(rooted, "c"),
        Misconception(halved, "d"),
        Misconception(per_image, "e"),
    ],
)
'''


@pytest.fixture
def checkout(tmp_path):
    """Return the root of a small checkout: the real package, and a book of one chapter."""
    root = tmp_path / "checkout"
    shutil.copytree(ROOT / "nma_ae", root / "nma_ae", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / "book").mkdir()
    (root / "book/_toc.yml").write_text(CONTENTS)
    badge = new_markdown_cell("[badge](https://example.org/book/model.ipynb)", id="badge")
    badge.metadata.tags = ["remove-cell"]
    model = new_notebook(cells=[badge, new_code_cell(SET_UP, id="first")])
    nbformat.write(model, root / "book/model.ipynb")
    return root


@pytest.fixture
def chapter(checkout, monkeypatch):
    """Return the root of a checkout that has an empty chapter `features`; it is the folder."""
    monkeypatch.chdir(checkout)
    assert command("chapter", "features", "--title", "Features") == 0
    return checkout


def command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    given = parser.parse_args(["new", *arguments])
    return given.run(given)


def add(root: Path, name: str, draft: str) -> int:
    file = root.parent / "draft.py"
    file.write_text(draft.lstrip(), encoding="utf-8")
    return command("exercise", name, "--from", str(file))


def texts_of(root: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and p.suffix != ".pyc"}


def sources_of(root: Path, name: str) -> list[str]:
    return [cell.source for cell in nbformat.read(root / f"book/{name}.ipynb", 4).cells]


def in_checkout(root: Path, code: str) -> str:
    """Run code that imports the package of a checkout."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_chapter_is_laid_out_in_every_place(checkout, monkeypatch, capsys):
    (checkout / "book/_static").mkdir()
    monkeypatch.chdir(checkout / "book/_static")
    assert command("chapter", "features", "--title", "Features of the world") == 0
    notebook = nbformat.read(checkout / "book/features.ipynb", as_version=4)
    nbformat.validate(notebook)
    sources = [cell.source for cell in notebook.cells]
    assert sources[0] == "[badge](https://example.org/book/features.ipynb)"
    assert sources[1] == "# Features of the world"
    assert notebook.metadata.course == {"minutes": None, "after": []}
    for tag, text in (("question", f"**{TO_WRITE} "), ("needs", f"**You need**: {TO_WRITE} ")):
        (cell,) = [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]
        assert cell.source.startswith(text)
    assert SET_UP.replace("model", "features") in sources
    assert any(source.startswith("## Summary") for source in sources)
    assert (checkout / "book/_toc.yml").read_text() == CONTENTS + "  - file: features\n"
    code = "import nma_ae.chapters.features.solutions as s; print(s.SOLUTIONS)"
    assert in_checkout(checkout, code) == "{}\n"
    ast.parse((checkout / "tests/chapters/test_features.py").read_text())
    assert "wrote book/features.ipynb" in capsys.readouterr().out


def test_a_chapter_comes_before_pages_in_a_folder(checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    contents = checkout / "book/_toc.yml"
    about = "  - file: about/index\n    sections:\n      - file: about/checks\n"
    contents.write_text(CONTENTS + about)
    assert command("chapter", "features", "--title", "Features") == 0
    assert contents.read_text() == CONTENTS + "  - file: features\n" + about


def test_what_the_author_has_to_write_is_found_until_it_is_written(chapter):
    left = unfilled(chapter)
    assert {line.split(":")[0] for line in left} == {
        "book/features.ipynb",
        "tests/chapters/test_features.py",
    }
    for path in [chapter / "book/features.ipynb", chapter / "tests/chapters/test_features.py"]:
        path.write_text(path.read_text().replace(TO_WRITE, "Written:"))
    assert unfilled(chapter) == []


def test_nothing_in_the_course_is_left_to_write():
    assert unfilled(ROOT) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Features", "lower-case"),
        ("two words", "lower-case"),
        ("1st", "lower-case"),
        ("../outside", "lower-case"),
        ("class", "lower-case"),
        ("特徴", "lower-case"),
        ("model", "model.ipynb exists"),
        ("deep_autoencoder", "is taken"),
    ],
)
def test_a_chapter_that_cannot_be_called_so_is_refused(checkout, monkeypatch, name, message):
    monkeypatch.chdir(checkout)
    before = texts_of(checkout)
    with pytest.raises(ValueError, match=message):
        command("chapter", name, "--title", "Title")
    assert texts_of(checkout) == before


def test_outside_of_a_checkout_the_command_says_so(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="lies in none"):
        command("chapter", "features", "--title", "Features")


def test_a_chapter_without_a_model_is_refused(checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    nbformat.write(new_notebook(), checkout / "book/model.ipynb")
    with pytest.raises(ValueError, match="calls setup"):
        command("chapter", "features", "--title", "Features")
    assert not (checkout / "tests").exists()


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        ("root: intro\n", "root: intro\nchapters:\n  - file: new\n"),
        (
            "root: intro\nparts:\n- caption: A\n  chapters:\n  - file: a  # first\n  - file: b\n",
            "root: intro\nparts:\n- caption: A\n  chapters:\n  - file: a  # first\n  - file: b\n"
            "  - file: new\n",
        ),
        (
            "root: intro\nchapters:\n  - file: a",
            "root: intro\nchapters:\n  - file: a\n  - file: new",
        ),
        # after a chapter with sections, not among them
        (
            "root: i\nchapters:\n  - file: a\n    sections:\n      - file: a_bonus  # more\n"
            "  - file: about/index\n    sections:\n      - file: about/checks\n",
            "root: i\nchapters:\n  - file: a\n    sections:\n      - file: a_bonus  # more\n"
            "  - file: new\n  - file: about/index\n    sections:\n      - file: about/checks\n",
        ),
        (
            "root: i\nchapters:\n- file: a\n  sections:\n  - file: b\n    sections: [{file: c}]\n",
            "root: i\nchapters:\n- file: a\n  sections:\n  - file: b\n    sections: [{file: c}]\n"
            "- file: new\n",
        ),
        (
            "root: i\nchapters:\n  - title: A\n    file: a\n    sections:\n    - file: about/a\n",
            "root: i\nchapters:\n  - title: A\n    file: a\n    sections:\n    - file: about/a\n"
            "  - file: new\n",
        ),
        (
            "root: i\nchapters:\n  - {file: a}\n",
            "root: i\nchapters:\n  - {file: a}\n  - file: new\n",
        ),
        (
            "root: i\nchapters:\n  - file: about/index\n",
            "root: i\nchapters:\n  - file: new\n  - file: about/index\n",
        ),
    ],
)
def test_the_contents_keep_their_form(contents, expected):
    assert contents_with(contents, "new") == expected


@pytest.mark.parametrize(
    "contents",
    [
        "root: i\nchapters: [{file: a}]\n",
        "root: i\nchapters: []\n",
        "root: i\nparts:\n  - caption: A\n",
        "root: [\n",
        "- i\n",
        "",
    ],
)
def test_contents_in_another_form_are_left_alone(contents):
    with pytest.raises(ValueError, match="by hand"):
        contents_with(contents, "new")


def test_exercises_are_added_with_module_solution_and_cells(chapter, capsys):
    assert add(chapter, "features.standardise", FUNCTION) == 0
    assert add(chapter, "features.reconstruction_mse", PACKAGE) == 0

    module = (chapter / "nma_ae/chapters/features/standardise.py").read_text()
    assert module.startswith('"""Standardise the columns."""\n')
    assert "def standardise(x: torch.Tensor" in module
    assert "solution" not in module
    assert "with_layer" in module
    module = (chapter / "nma_ae/chapters/features/reconstruction_mse.py").read_text()
    assert "nma_ae.training" not in module
    table = {
        "standardise": "nma_ae.chapters.features.standardise.standardise",
        "reconstruction_mse": "nma_ae.training.reconstruction_mse",
    }
    code = "import nma_ae.chapters.features.solutions as s; print(s.SOLUTIONS)"
    assert in_checkout(chapter, code) == f"{table}\n"
    _assert_in_style(chapter, "nma_ae/chapters/features")

    sources = sources_of(chapter, "features")
    summary = next(i for i, source in enumerate(sources) if source.startswith("## Summary"))
    task, stub_cell, solution_cell = sources[summary - 6 : summary - 3]
    assert task == (
        "### Exercise 1: standardise the columns\n\n"
        "Give each column of `x` mean 0 and standard deviation 1."
    )
    assert stub_cell == (
        '@exercise("features.standardise")\n'
        "def standardise(x, *, eps=0.0):\n"
        '    """Return x, (n, d), with mean 0 and standard deviation 1 in each column."""\n'
        "    raise NotImplementedError"
    )
    assert solution_cell == 'solution("standardise")'
    assert sources[summary - 3] == "### Exercise 2: write the mean squared error"

    shown = in_checkout(
        chapter,
        """
        from nma_ae.exercises import courses, solution
        print(courses.names("features"))
        print(solution("features.standardise"))
        """,
    )
    assert "('features.standardise', 'features.reconstruction_mse')" in shown
    assert "from math import sqrt" in shown
    assert "nma-ae execute book/features.ipynb" in capsys.readouterr().out

    before = texts_of(chapter)
    with pytest.raises(ValueError, match="already"):
        add(chapter, "features.Standardise", FUNCTION)
    assert texts_of(chapter) == before


def _assert_in_style(root: Path, path: str) -> None:
    for arguments in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *arguments, path],
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_an_unsound_exercise_is_refused_with_every_reason(chapter):
    draft = (
        FUNCTION.replace("variants=[with_layer, with_norm, ", "variants=[with_norm, rows, ")
        .replace("with_columns, with_moments]", "with_columns]")
        .replace('Misconception(rows, "You standardised rows."),\n', "")
        .replace('edit("scaled_only", ("x - x.mean(dim=0)", "x"))', "scaled_only")
        .replace(
            "def sample", "def scaled_only(x, *, eps=0.0):\n    return with_norm(x)\n\n\ndef sample"
        )
        .replace("return (x - x.mean(0)) / x.std(0)", "return all_at_once(x)")
    )
    before = texts_of(chapter)
    with pytest.raises(ValueError, match="not an exercise yet") as caught:
        add(chapter, "features.standardise", draft)
    text = str(caught.value)
    assert "at least 4 variants; it has 3" in text
    assert "at least 5 misconceptions; it has 4" in text
    assert "the variant rows is not accepted" in text
    assert "misconception scaled_only is accepted as correct" in text
    assert "misconception sample_deviation is not recognised as itself, but as all_at_once" in text
    assert "the solution" not in text
    assert texts_of(chapter) == before


def test_an_exercise_that_lint_refuses_is_refused(chapter):
    draft = (
        FUNCTION.replace("    n = x.shape[0]", "    once = 0\n    n = x.shape[0]")
        .replace("1 in each column.", "1 in each column")
        .replace("    centred = x", "    twice = 0\n    centred = x")
        .replace("You standardised rows.", f"You standardised {'rows ' * 20}.")
        .replace("def rows", "later = lambda: no_such_name\n\n\ndef rows")
    )
    before = texts_of(chapter)
    with pytest.raises(ValueError, match="`make lint` would refuse it") as caught:
        add(chapter, "features.standardise", draft)
    text = str(caught.value)
    assert "F841 Local variable `once`" in text
    assert "D415 First line should end" in text
    assert "F841 Local variable `twice`" in text
    assert "E501 Line too long" in text
    assert "F821 Undefined name `no_such_name`" in text
    assert "is not accepted" not in text
    assert texts_of(chapter) == before


@pytest.mark.slow
def test_a_stub_that_its_notebook_cannot_run_is_refused(chapter):
    draft = FUNCTION.replace("eps: float = 0.0", "eps: float = sqrt(0)")
    with pytest.raises(ValueError, match="name 'sqrt' is not defined"):
        add(chapter, "features.standardise", draft)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("features", "called as its function"),
        ("features.two words", "called as its function"),
        ("features.lambda", "called as its function"),
        ("features.__init__", "called as its function"),
        ("absent.standardise", "there is no chapter 'absent'"),
    ],
)
def test_an_exercise_that_cannot_be_called_so_is_refused(chapter, name, message):
    with pytest.raises(ValueError, match=message):
        add(chapter, name, FUNCTION)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"""Standardise', 'x = 1\n"""Standardise', "begin with a docstring"),
        ("exercise = Exercise", "other = Exercise", "must hold `exercise"),
        ("def solution", "def other", "must hold the solution"),
        ("def with_layer(", "with_layer = solution\n\n\ndef unused(", "uses its own solution"),
        ("n = x.shape[0]", "n = len(with_norm(x))", "must stand alone"),
        ("def solution", "def solution(", "not Python"),
        ("def solution", "from math import sqrt as solution\ndef o", "come from the package"),
        ("def with_layer", "def standardise", "calls something else 'standardise'"),
    ],
)
def test_a_draft_that_lacks_something_is_refused(old, new, message):
    with pytest.raises(ValueError, match=message):
        read_draft(FUNCTION.lstrip().replace(old, new, 1), "standardise")


def test_a_class_is_renamed_throughout():
    draft = read_draft(
        FUNCTION.lstrip().replace(
            "def solution(x: torch.Tensor",
            '''class Scaler(nn.Module):
    """Scale by a factor."""

    def __init__(self, factor: float):
        super(Scaler, self).__init__()
        self.Scaler = factor


solution = Scaler


def unused(x: torch.Tensor''',
        ),
        "Scale",
    )
    assert "\nclass Scale(nn.Module):" in draft.module
    assert "super(Scale, self)" in draft.module
    assert "self.Scaler = factor" in draft.module
    assert "solution" not in draft.module
    assert draft.solution == ""


def test_the_stub_of_a_class_keeps_its_methods():
    source = '''
class Encoder(nn.Module):
    """Map images to codes."""

    slope = 0.1

    def __init__(self, size: int = 784) -> None:
        """Build the layers."""
        super().__init__()

    def _step(self, x):
        return x

    @torch.no_grad()
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self._step(x)
'''
    assert stub(source) == (
        'class Encoder(nn.Module):\n    """Map images to codes."""\n\n'
        '    def __init__(self, size=784):\n        """Build the layers."""\n'
        "        raise NotImplementedError\n\n"
        "    def forward(self, x):\n        raise NotImplementedError"
    )


def test_what_is_no_definition_gives_no_stub():
    with pytest.raises(ValueError, match="expected a function or class, got Assign"):
        stub("f = abs\n")


def test_a_solution_without_docstring_gives_no_stub():
    with pytest.raises(ValueError, match="no docstring"):
        stub("def f(x):\n    return x\n")


def test_all_files_are_written_or_none(tmp_path):
    (tmp_path / "kept").write_text("before")
    (tmp_path / "blocked").mkdir()
    texts = {
        "new/folder/file": "a",
        "kept": "after",
        "blocked/file/below": "b",
        "blocked/file": "c",
    }
    with pytest.raises(OSError):
        write_all(tmp_path, texts, dict.fromkeys(texts) | {"kept": "before"})
    assert (tmp_path / "kept").read_text() == "before"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["blocked", "kept"]


def test_what_somebody_else_has_changed_is_not_overwritten(tmp_path):
    (tmp_path / "file").write_text("theirs")
    with pytest.raises(ValueError, match="changed by somebody else"):
        write_all(tmp_path, {"file": "ours"}, {"file": "as read"})
    assert (tmp_path / "file").read_text() == "theirs"
