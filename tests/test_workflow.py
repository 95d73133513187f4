"""What the workflows tell a runner to do exists here, and works as far as it can be tried."""

import os
import re
import shlex
import shutil
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from nma_ae import __version__
from nma_ae.cli import main
from nma_ae.tools.package.command import FOLDER
from nma_ae.tools.translate.edition import edition_config, editions

ROOT = Path(__file__).parent.parent
WORKFLOWS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))
}
# Each with the name of its workflow before its own: "ci publish".
JOBS = {
    f"{workflow} {name}": job
    for workflow, content in WORKFLOWS.items()
    for name, job in content["jobs"].items()
}
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]
RUNS = [(name, step["run"]) for name, step in STEPS if "run" in step]


def words_of(line: str) -> list[str]:
    return shlex.split(re.sub(r"\$\{\{.*?\}\}", "value", line))


@pytest.mark.parametrize(("job", "line"), RUNS)
def test_what_a_job_runs_exists(job, line, capsys):
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
    elif command == "nma-ae":
        with pytest.raises(SystemExit, match="0"):
            main([arguments[0], "--help"])
        options = {word for word in arguments if word.startswith("--")}
        assert options <= set(re.findall(r"--[\w-]+", capsys.readouterr().out))
    else:
        assert command == "pytest"
        paths = [word for word in arguments if word.startswith("tests")]
        assert paths
        assert all((ROOT / path).is_dir() for path in paths)


def require_target(target: str = "test") -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE)


def test_no_job_runs_for_hours_unnoticed_or_with_more_rights_than_it_needs():
    for content in WORKFLOWS.values():
        assert content["permissions"] == {"contents": "read"}
    writing = [name for name, job in JOBS.items() if "write" in str(job.get("permissions", ""))]
    assert writing == ["ci publish", "package pypi"]
    assert "refs/heads/main" in JOBS["ci publish"]["if"]
    assert JOBS["package pypi"]["permissions"] == {"id-token": "write"}
    limits = {
        name: job.get("timeout-minutes") for name, job in JOBS.items() if name != "ci publish"
    }
    assert None not in limits.values()


def test_the_package_index_gets_what_was_built_and_tried_from_a_tag_of_a_release():
    on = WORKFLOWS["package"][True]  # "on" is YAML for true
    assert set(on) == {"push"}
    assert set(on["push"]) == {"tags"}
    assert any(fnmatch(f"v{__version__}", pattern) for pattern in on["push"]["tags"])
    build, pypi = JOBS["package build"], JOBS["package pypi"]
    assert pypi["needs"] == "build"
    assert any("nma-ae package --tag" in step.get("run", "") for step in build["steps"])
    (laid,) = (step for step in build["steps"] if "upload-artifact" in step.get("uses", ""))
    taken, sent = pypi["steps"]
    assert laid["with"]["path"] == FOLDER
    assert taken["with"] == {"name": laid["with"]["name"], "path": FOLDER}  # where the action looks
    assert sent["uses"].startswith("pypa/gh-action-pypi-publish@")


def test_what_sends_the_package_runs_nothing_of_ours_and_knows_no_password():
    assert all("run" not in step for step in JOBS["package pypi"]["steps"])
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        assert "secrets." not in path.read_text(encoding="utf-8"), path


def test_the_first_day_names_what_the_workflows_ask_of_the_repository():
    page = (ROOT / "PUBLISHING.md").read_text(encoding="utf-8")
    for name in WORKFLOWS:
        assert f"`{name}.yml`" in page
    actions = {step["uses"].partition("@")[0] for _, step in STEPS if "uses" in step}
    assert {action for action in actions if f"`{action}`" not in page} == set()
    asked = JOBS["package pypi"]
    (variable,) = re.findall(r"vars\.(\w+)", asked["if"])
    for name in (variable, asked["environment"]["name"]):
        assert f"`{name}`" in page


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
