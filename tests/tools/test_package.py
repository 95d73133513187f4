"""What the package index gets is built, checked and tried before anybody can install it."""

import re
import shutil
import sys
import zipfile
from email.message import Message
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nma_ae import __version__
from nma_ae.cli import main
from nma_ae.tools.package.build import (
    NotPublishable,
    build,
    require_tag,
    require_tools,
    run_or_refuse,
)
from nma_ae.tools.package.checks import (
    check_files,
    metadata_of,
    metadata_problems,
    missing_files,
    readme_problems,
)
from nma_ae.tools.package.command import built_and_checked
from nma_ae.tools.package.fresh import try_in_fresh_environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the project's wheel and sdist."""
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture
def changed(built, tmp_path):
    """Return a function that gives the wheel without a file, or with another metadata."""

    def change(without="", metadata=lambda text: text):
        path = tmp_path / built[0].name
        with zipfile.ZipFile(built[0]) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name.endswith("/METADATA"):
                    content = metadata(content.decode()).encode()
                if name != without:
                    new.writestr(name, content)
        return path

    return change


def test_what_is_built_is_fit_for_others(built):
    wheel, sdist = built
    check_files(ROOT, wheel, sdist)
    assert wheel.name == f"nma_ae-{__version__}-py3-none-any.whl"
    assert sdist.name == f"nma_ae-{__version__}.tar.gz"


def test_a_page_that_twine_refuses_is_refused(built, changed):
    wheel = changed(metadata=lambda text: text.partition("\n\n")[0] + "\n")
    with pytest.raises(NotPublishable, match=r"twine refuses(.|\n)*long_description` missing"):
        check_files(ROOT, wheel, built[1])


def test_all_problems_are_named_at_once(built, changed):
    def spoilt(text):
        text = re.sub(r"https://\S+/raw/[\w.]+/", "", text)
        return "".join(line for line in text.splitlines(True) if not line.startswith("Keywords"))

    with pytest.raises(NotPublishable) as refused:
        check_files(ROOT, changed(metadata=spoilt), built[1])
    for problem in ("no Keywords", "no file 'book/_static/site.png'"):
        assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("![A picture](book/site.png)", "book/site.png"),
        ("[How to](CONTRIBUTING.md)", "CONTRIBUTING.md"),
        ('<img src="/site.png">', "/site.png"),
        ("[over\ntwo lines](LICENSE)", "LICENSE"),
        ("[plain](http://example.org)", "http://example.org"),
    ],
)
def test_a_link_that_leads_nowhere_on_the_index_is_named(text, target):
    (problem,) = readme_problems(text)
    assert repr(target) in problem


@pytest.mark.parametrize(
    "text",
    [
        "[whole](https://example.org/a.png)",
        "[of this page](#licences)",
        "`[code](not/a/link)`",
        "```text\n[code](not/a/link)\n```",
    ],
)
def test_a_link_that_leads_somewhere_is_not(text):
    assert list(readme_problems(text)) == []


def test_a_page_is_not_empty():
    assert "empty" in next(readme_problems(" \n"))


def test_what_the_index_shows_of_a_project_may_not_be_left_out(built):
    metadata = metadata_of(built[0])
    assert list(metadata_problems(metadata, __version__)) == []
    for name in ("Summary", "Project-URL", "Description-Content-Type", "License-File"):
        shorter = Message()
        for key, value in metadata.items():
            if key != name:
                shorter[key] = value
        (problem,) = metadata_problems(shorter, __version__)
        assert f"no {name}" in problem


def test_another_version_and_an_open_address_are_named(built):
    metadata = metadata_of(built[0])
    metadata["Project-URL"] = "Homepage, http://example.org"
    version, address = metadata_problems(metadata, "9.9.9")
    assert "expected 9.9.9" in version
    assert "'http://example.org'" in address


def test_a_file_that_was_left_out_is_named(built, changed):
    left_out = "nma_ae/plotting/nma_ae.mplstyle"
    (problem,) = missing_files(ROOT, changed(without=left_out), built[1])
    assert f"{built[0].name} has no {left_out}" in problem


def test_a_tag_has_the_version_of_its_commit(monkeypatch, capsys):
    require_tag(ROOT, f"v{__version__}")
    monkeypatch.chdir(ROOT)
    assert main(["package", "--tag", "v0.0.0"]) == 2
    assert f"TAG must be v{__version__}" in capsys.readouterr().err


def test_a_chapter_that_there_is_not_is_refused_before_anything_is_built():
    with pytest.raises(ValueError, match=r"CHAPTER must be one of .*deep_mlp.*; got 'deep'"):
        built_and_checked(ROOT, whole="deep")


def test_a_folder_without_a_project_is_refused(tmp_path):
    with pytest.raises(ValueError, match="in the root of a checkout"):
        build(tmp_path, tmp_path / "dist")


def test_a_project_that_cannot_be_built_is_refused(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # without the README.md that it names
    with pytest.raises(NotPublishable, match=r"could not be built:(.|\n)*README\.md"):
        build(tmp_path, tmp_path / "dist")


def test_a_missing_tool_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ValueError, match="needs build, hatchling, twine: run make"):
        require_tools()


def trial(path, *options):
    """Try a notebook as the fresh environment does, in this one."""
    command = [sys.executable, "-m", "nma_ae.tools.package.trial", *options, path]
    return run_or_refuse("it does not run", *command, folder=path.parent)


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """Return a function that writes a notebook of some cells."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("NMA_AE_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def write(*sources):
        path = tmp_path / "chapter.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell(source) for source in sources]), path)
        return path

    return write


IMPORTS = "from nma_ae.exercises import exercise"
STUB = '@exercise("deep_mlp.hidden_units")\ndef hidden_units(): raise NotImplementedError'


def test_an_exercise_is_answered_and_what_it_does_not_need_is_not_run(notebook):
    printed = trial(notebook("x = 1", IMPORTS, STUB, "1 / 0"))
    assert "deep_mlp.hidden_units: correct" in printed


@pytest.mark.parametrize(
    "sources",
    [("import no_such_module", IMPORTS, STUB), ("x = 1", "import no_such_module", STUB)],
    ids=["set-up", "imports"],
)
def test_a_first_cell_that_fails_is_seen(notebook, sources):
    with pytest.raises(NotPublishable, match=r"it does not run:(.|\n)*no_such_module"):
        trial(notebook(*sources))


def test_a_notebook_without_exercises_tries_too_little(notebook):
    with pytest.raises(NotPublishable, match="there is no exercise in it"):
        trial(notebook("x = 1"))


def test_a_whole_chapter_is_executed_to_its_last_cell(notebook):
    path = notebook("x = 1", IMPORTS, STUB, "open('made', 'w').close()")
    assert "chapter.ipynb: 4 cells executed" in trial(path, "--whole")
    assert (path.parent / "made").exists()


def test_a_cell_of_a_whole_chapter_that_fails_is_seen(notebook):
    with pytest.raises(NotPublishable, match=r"code cell 1 \('1 / 0'\): ZeroDivisionError"):
        trial(notebook("x = 1", "1 / 0"), "--whole")


@pytest.mark.slow  # packages from the registry
@pytest.mark.parametrize("whole", [None, "deep_mlp"])
def test_a_stranger_can_use_the_wheel(built, tmp_path, whole):
    try_in_fresh_environment(ROOT, built[0], tmp_path, whole)


@pytest.mark.slow
def test_a_wheel_that_lacks_what_it_needs_is_seen(changed, tmp_path):
    wheel = changed(without="nma_ae/chapters/deep_mlp/solutions.py")
    with pytest.raises(NotPublishable, match="first cells and exercises"):
        try_in_fresh_environment(ROOT, wheel, tmp_path)
