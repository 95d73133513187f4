"""A release is a commit whose tag belongs to itself, and one that leads back to the branch."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from nma_ae import __version__
from nma_ae.tools import release as command
from nma_ae.tools.address import follow, repository
from nma_ae.tools.package.build import NotPublishable

ROOT = Path(__file__).parents[2]
NOTEBOOK = "book/deep_mlp.ipynb"
FILES = ("_config.yml", "README.md", "CITATION.cff", "pyproject.toml", "nma_ae/__init__.py")
MAJOR = int(__version__.split(".")[0])
NEXT = f"{MAJOR + 1}.0.0"


def git(root, *arguments):
    command = ["git", *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout


def release(root, version, date, package=lambda root: []):
    """Release without a package: the checkouts of these tests have none."""
    command.release(root, version, date, package=package)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return a checkout of all that names the version, but for outputs."""
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "somebody")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "somebody@example.org")
    for name in FILES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    notebook = json.loads((ROOT / NOTEBOOK).read_text(encoding="utf-8"))
    notebook["cells"] = [c for c in notebook["cells"] if "outputs" not in c or not c["outputs"]]
    (tmp_path / "book").mkdir()
    (tmp_path / NOTEBOOK).write_text(json.dumps(notebook))
    (tmp_path / "CHANGELOG.md").write_text(
        f"# Changes\n\n## Unreleased\n\n- Something new.\n\n## {__version__}\n\n- Old.\n"
    )
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "all")
    return tmp_path


def test_the_notebooks_of_a_tag_install_the_tag_and_those_of_the_branch_the_branch(checkout):
    here = repository(checkout)
    release(checkout, NEXT, "2030-01-31")

    assert git(checkout, "status", "--porcelain") == ""
    tagged = git(checkout, "show", f"v{NEXT}:{NOTEBOOK}")
    assert f"{here.url}/archive/v{NEXT}.zip" in tagged
    assert f"/{here.slug}/blob/v{NEXT}/{NOTEBOOK}" in tagged
    now = (checkout / NOTEBOOK).read_text()
    assert here.archive in now
    for text in (tagged, now):
        assert f'made_for=\\"{NEXT}\\"' in text
    assert repository(checkout) == here
    assert follow(checkout, write=False, version=NEXT) == []
    for name in ("pyproject.toml", "nma_ae/__init__.py", "CITATION.cff"):
        assert NEXT in git(checkout, "show", f"v{NEXT}:{name}")
    assert "\ndate-released: 2030-01-31\n" in (checkout / "CITATION.cff").read_text()
    assert f"## {NEXT}\n\n- Something new.\n\n## " in (checkout / "CHANGELOG.md").read_text()
    notes = git(checkout, "tag", "--list", "--format=%(contents)", f"v{NEXT}")
    assert notes.strip() == f"{NEXT}\n\n- Something new."


def test_the_first_release_has_the_version_that_is_there(checkout):
    text = (checkout / "CHANGELOG.md").read_text().replace("## Unreleased", "## Before")
    (checkout / "CHANGELOG.md").write_text(text)
    git(checkout, "commit", "--quiet", "--all", "--message", "what is new")
    release(checkout, __version__, "2030-01-31")
    assert f"/archive/v{__version__}.zip" in git(checkout, "show", f"v{__version__}:{NOTEBOOK}")


@pytest.mark.parametrize("version", ["0.0.1", "next", f"v{NEXT}", f"{NEXT}rc1"])
def test_a_version_that_is_none_or_not_newer_is_refused(checkout, version):
    refused(checkout, version, "VERSION must be")


def test_changes_that_are_not_committed_are_refused(checkout):
    (checkout / "new").touch()
    refused(checkout, NEXT, "must be clean")


def test_a_tag_that_is_there_is_refused(checkout):
    git(checkout, "tag", f"v{NEXT}")
    refused(checkout, NEXT, "a tag")


def test_a_release_says_what_is_new(checkout):
    text = (checkout / "CHANGELOG.md").read_text().replace("## Unreleased", "## Later")
    (checkout / "CHANGELOG.md").write_text(text)
    git(checkout, "commit", "--quiet", "--all", "--message", "no section")
    refused(checkout, NEXT, "CHANGELOG.md must have")


def test_a_package_that_is_not_fit_for_others_is_not_released(checkout):
    def unfit(root):
        """Refuse what the tag would hold: the new version, led to the tag."""
        assert repository(root).branch == f"v{NEXT}"
        assert f'version = "{NEXT}"' in (root / "pyproject.toml").read_text()
        raise NotPublishable("it is not fit")

    refused(checkout, NEXT, "it is not fit", package=unfit)


@pytest.mark.parametrize("n_commits", [0, 1], ids=["to be tagged", "back to the branch"])
def test_a_commit_that_a_hook_refuses_leaves_nothing_behind(checkout, n_commits):
    hook = checkout / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    n_before = len(git(checkout, "rev-list", "HEAD").split())
    hook.write_text(
        f"#!/bin/sh\ntest $(git rev-list --count HEAD) -lt {n_before + n_commits}"
        " || { echo the hook refuses >&2; exit 1; }\n"
    )
    hook.chmod(0o755)
    refused(checkout, NEXT, "the hook refuses")


def refused(checkout, version, why, **settings):
    def state():
        return [git(checkout, *what.split()) for what in ("rev-parse HEAD", "status -s", "tag")]

    before = state()
    with pytest.raises((ValueError, NotPublishable), match=why):
        release(checkout, version, "2030-01-31", **settings)
    assert state() == before
