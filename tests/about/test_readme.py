"""What README.md and the page about running a chapter say can be typed, and is so."""

import re
import shlex
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from nma_ae.exercises import courses
from nma_ae.exercises.check import check
from nma_ae.tools.address import repository
from nma_ae.tools.commands import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "book").rglob("*.md"))]
RUNNING = (ROOT / "book" / "about" / "running.md").read_text(encoding="utf-8")
OPTIONS_WITH_A_VALUE = ("--constraint", "--index-url", "--requirement")


def commands(text: str, program: str) -> list[str]:
    """Return the arguments of a program wherever a page has it as a command."""
    blocks = re.findall(r"^```(?:console|sh)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    inline = re.findall(rf"`({program} [^`]+)`", text)
    started = re.compile(rf"(?:^|&& ){program} ([^#&\n]+)", re.MULTILINE)
    return [each.strip() for each in started.findall("\n".join([*lines, *inline]))]


def test_the_sample_verdict_is_the_real_one():
    name = "deep_autoencoder.count_parameters"
    wrong = {each.name: each.made for each in courses.load(name).misconceptions}["no_slopes"]
    (shown,) = re.findall(r"^```text\n(✗.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert shown.strip() == str(check(name, wrong, {}))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_pip_is_told_to_install_can_be_installed(path):
    """A requirement with an address, a folder with a project, or a package under its name."""
    for line in commands(path.read_text(encoding="utf-8"), "pip install"):
        words = iter(shlex.split(line))
        for word in words:
            if word in OPTIONS_WITH_A_VALUE:
                next(words)
            elif word.startswith("."):
                assert (ROOT / word.partition("[")[0] / "pyproject.toml").is_file(), line
            elif not word.startswith("-"):
                wanted = Requirement(word)
                # The course is on no index: by its name alone pip does not find it.
                assert wanted.name != "nma-ae" or wanted.url == repository(ROOT).archive, line


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_commands_of_the_course_exist(path):
    text = path.read_text(encoding="utf-8")
    for line in commands(text, "nma-ae"):
        assert line.split()[0] in COMMANDS, line
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in commands(text, "make"):
        assert line.split()[0] in targets, line


def test_the_readme_can_be_read_where_its_files_are_not():
    """As on a package index. Each address within the repository leads to a file that is there."""
    here = repository(ROOT)
    targets = re.findall(r"\]\(([^)]+)\)", README)
    assert len(targets) > 8
    # Each is held by the test of that place.
    elsewhere = ("https://mybinder.org/", "https://codespaces.new/")
    for target in targets:
        if target.startswith(elsewhere):
            continue
        found = re.fullmatch(rf"{here.url}/(?:blob|raw)/{here.branch}/(\S+)", target)
        assert found, target
        assert (ROOT / found[1]).is_file(), target


def test_every_environment_variable_stands_on_the_page():
    sources = (ROOT / "nma_ae").rglob("*.py")
    read = {
        name
        for path in sources
        for name in re.findall(r"NMA_AE_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert set(re.findall(r"^\| `(NMA_AE_[A-Z_]+)`", RUNNING, re.MULTILINE)) == read
