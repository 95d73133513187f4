"""Where the course runs besides: each place follows pyproject.toml and keeps no list of its own."""

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from nma_ae.tools.address import repository

ROOT = Path(__file__).parent.parent


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


PROJECT = tomllib.loads(text("pyproject.toml"))["project"]
CI = yaml.safe_load(text(".github/workflows/ci.yml"))
CONTAINER = json.loads(text(".devcontainer/devcontainer.json"))
CONDA = yaml.safe_load(text("environment.yml"))
PRE_COMMIT = yaml.safe_load(text(".pre-commit-config.yaml"))
HOOKS = [hook for source in PRE_COMMIT["repos"] for hook in source["hooks"]]
# What a place installs with pip: the package, under the pins, and torch without CUDA.
INDEX = f"--extra-index-url {CI['env']['PIP_EXTRA_INDEX_URL']}"


def python_of_the_pins() -> str:
    """Return the version of Python that constraints.txt says it is for."""
    return re.search(r"on Python (\d+\.\d+)", text("constraints.txt"))[1]


def test_every_place_has_the_python_of_the_pins():
    python = python_of_the_pins()
    steps = CI["jobs"]["pinned"]["steps"]
    (setup,) = (step for step in steps if "setup-python" in step.get("uses", ""))
    assert setup["with"]["python-version"] == python
    assert CONTAINER["image"].endswith(f"/python:{python}")
    assert text("binder/runtime.txt").strip() == f"python-{python}"
    assert f"python={python}" in CONDA["dependencies"]


def test_binder_installs_the_package_under_the_pins_and_nothing_else():
    lines = text("binder/requirements.txt").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        INDEX,
        "-c ../constraints.txt",  # from the file that says so
        "-e .",  # from where pip is called
    ]


def test_conda_installs_the_package_under_the_pins_and_a_jupyterlab():
    assert CONDA["name"] == PROJECT["name"]
    (pip,) = (entry["pip"] for entry in CONDA["dependencies"] if isinstance(entry, dict))
    assert pip == [INDEX, "-c constraints.txt", "-e .", "jupyterlab"]


def test_the_container_has_what_make_needs_and_lets_it_install_the_rest():
    assert CONTAINER["name"] == PROJECT["name"]
    assert CONTAINER["containerEnv"] == CI["env"]
    command, target = CONTAINER["postCreateCommand"].split()
    assert command == "make"
    assert re.search(rf"^{target}:.*installed", text("Makefile"), re.MULTILINE)
    settings = CONTAINER["customizations"]["vscode"]["settings"]
    assert settings["python.defaultInterpreterPath"].endswith("/.venv/bin/python")


@pytest.mark.parametrize("is_away", [False, True])
def test_binder_is_ready_though_a_source_of_data_is_away(tmp_path, is_away):
    script = ROOT / "binder" / "postBuild"
    assert os.access(script, os.X_OK)
    for name, status in (("nma-ae", int(is_away)), ("python", 0)):
        (tmp_path / name).write_text(
            f'#!/bin/sh\necho "$0 $@" >> "{tmp_path}/called"\nexit {status}'
        )
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([script], check=True, env={**os.environ, "PATH": path})
    called = (tmp_path / "called").read_text()
    assert "nma-ae data --fetch" in called
    assert "matplotlib.font_manager" in called


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_checks_what_make_lint_or_a_command_of_ours_checks(hook):
    """Without a list of versions: what the project has installed is what checks."""
    assert hook["language"] == "system"
    command, *arguments = hook["entry"].split()
    if command == "make":
        assert re.search(rf"^{arguments[0]}:", text("Makefile"), re.MULTILINE)
    elif command == ".venv/bin/nma-ae":
        assert arguments == ["address", "--check"]
    else:
        called = " ".join([command.rpartition("/")[2], *arguments])
        if hook.get("pass_filenames", True):  # the changed ones, in the place of all
            called = f"{called.removesuffix(' --force-exclude')} ."
        recipe = text("Makefile").partition("\nlint:")[2].partition("\n\n")[0]
        assert f"$(BIN)/{called}" in [line.strip() for line in recipe.splitlines()]


def test_the_readme_says_where_the_course_runs():
    readme, here = text("README.md"), repository(ROOT)
    assert f"https://mybinder.org/v2/gh/{here.slug}/{here.branch}?urlpath=lab/tree/book" in readme
    assert f"https://codespaces.new/{here.slug}/tree/{here.branch}" in readme
    for name in ("binder/", ".devcontainer/", "environment.yml"):
        assert name in readme
        assert (ROOT / name).exists()


def test_the_readme_has_the_memory_that_the_instructors_page_has():
    readme = text("README.md").partition("## Where it runs")[2].partition("\n## ")[0]
    measured = re.findall(r"\d\.\d GB", readme)
    assert len(measured) == 1
    page = " ".join(text("book/about/instructors.md").split())
    stated = page.partition("How large a hub?")[2].partition("Plan")[0]
    assert re.findall(r"\d\.\d GB", stated) == measured
