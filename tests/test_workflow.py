"""What the workflow tells a runner to do exists here, and works as far as it can be tried."""

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from nma_ae.tools.translate.edition import edition_config, editions

ROOT = Path(__file__).parent.parent
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
JOBS = WORKFLOW["jobs"]
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]
RUNS = [(name, step["run"]) for name, step in STEPS if "run" in step]


def words_of(line: str) -> list[str]:
    return shlex.split(re.sub(r"\$\{\{.*?\}\}", "value", line))


@pytest.mark.parametrize(("job", "line"), RUNS)
def test_what_a_job_runs_exists(job, line):
    """A script of ours that may be executed, a target of make, or a command of an extra."""
    command, *arguments = words_of(line)
    if command.startswith(".ci/"):
        script = ROOT / command
        assert os.access(script, os.X_OK)
        if b"bash" in script.read_bytes().splitlines()[0]:
            subprocess.run(["bash", "-n", script], check=True)
        if command == ".ci/run":
            require_target(*arguments)
    elif command == "make":
        require_target(*arguments)
    elif command == "pip":
        wanted = re.findall(r"\[([\w,]+)\]", line)[0].split(",")
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert set(wanted) <= set(project["optional-dependencies"])
    else:
        assert command == "pytest"
        paths = [word for word in arguments if word.startswith("tests")]
        assert paths
        assert all((ROOT / path).is_dir() for path in paths)


def require_target(target: str = "test") -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE)


def test_no_job_runs_for_hours_unnoticed_or_with_more_rights_than_it_needs():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    writing = [name for name, job in JOBS.items() if "write" in str(job.get("permissions", ""))]
    assert writing == ["publish"]
    assert "refs/heads/main" in JOBS["publish"]["if"]
    limits = {name: job.get("timeout-minutes") for name, job in JOBS.items() if name != "publish"}
    assert None not in limits.values()


def test_an_action_has_one_version():
    used = [step["uses"].split("@") for _, step in STEPS if "uses" in step]
    versions = {name: {v for other, v in used if other == name} for name, _ in used}
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_branch_of_an_edition_is_the_one_that_its_notebooks_are_put_on():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    for language in editions(ROOT):
        assert edition_config(config, language)["repository"]["branch"] == language


@pytest.fixture
def remote(tmp_path):
    path = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", path], check=True)
    return path


def publish(folder: Path, remote: Path) -> None:
    subprocess.run([ROOT / ".ci" / "publish-editions", folder, remote], check=True, cwd=folder)


def git(remote: Path, *arguments: str) -> str:
    command = ["git", "-C", str(remote), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_notebooks_of_each_edition_are_published(tmp_path, remote):
    """Each on its branch, in one commit, whatever was there before."""
    folder = tmp_path / "editions"
    for language in ("ja", "ko"):
        (folder / language / "book").mkdir(parents=True)
        (folder / language / "book" / "page.ipynb").write_text(language)
    publish(folder, remote)
    (folder / "ja" / "book" / "page.ipynb").write_text("new")
    shutil.rmtree(folder / "ko")
    publish(folder, remote)

    assert git(remote, "show", "ja:book/page.ipynb") == "new"
    assert git(remote, "show", "ko:book/page.ipynb") == "ko"
    assert git(remote, "rev-list", "--count", "ja") == "1"


def test_nothing_is_published_without_editions(tmp_path, remote):
    folder = tmp_path / "editions"
    folder.mkdir()
    publish(folder, remote)
    assert git(remote, "branch", "--list") == ""
