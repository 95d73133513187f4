"""Badges, set-up cells and papers follow the one place that names the repository."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from forks import copy_project

from nma_ae import __version__
from nma_ae.cli import main
from nma_ae.tools.address import (
    follow,
    pages_of,
    repository,
    set_address,
    set_branch,
    site,
)

ROOT = Path(__file__).parents[2]
NEW = "https://github.com/somebody/another-course"
PAGE = "book/about/index.md"


@pytest.fixture
def fork(tmp_path, monkeypatch):
    """Return a copy of all that belongs to the project."""
    copy_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Return a copy of a few files that name the repository."""
    for name in ("_config.yml", "README.md", "CITATION.cff", "book/deep_mlp.ipynb", PAGE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def content(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everything_follows_already():
    assert follow(ROOT, write=False) == []


def test_another_address_goes_everywhere_and_back(fork):
    before, old = content(fork), repository(ROOT)

    assert main(["address", "--set", NEW, "--branch", "autumn"]) == 0
    naming_the_old = [path for path, text in content(fork).items() if old.slug.encode() in text]
    assert naming_the_old == []
    setup = (fork / "book" / "deep_autoencoder.ipynb").read_text()
    assert f"nma-ae @ {NEW}/archive/autumn.zip" in setup
    assert "github/somebody/another-course/blob/autumn/book/deep_autoencoder.ipynb" in setup
    for name in ("pyproject.toml", "nma_ae/notebook/moving_figures.py"):
        assert '"https://somebody.github.io/another-course/"' in (fork / name).read_text()

    assert main(["address", "--set", f"{old.url}.git", "--branch", old.branch]) == 0
    assert content(fork) == before


@pytest.mark.slow  # runs tests of several files again
def test_tests_of_a_fork_without_other_languages_pass(fork):
    """Those that read addresses or languages, found by what they import; but for the built site.

    An address or a language that is written into a test fails here, or above.
    """
    main(["address", "--set", NEW, "--branch", "autumn"])
    config = (fork / "_config.yml").read_text(encoding="utf-8")
    switched_off = re.sub(r"^    course_editions:\n(?:      .*\n)+", "", config, flags=re.MULTILINE)
    assert switched_off != config
    (fork / "_config.yml").write_text(switched_off, encoding="utf-8")
    reads = re.compile(r"import .*\b(repository|editions)\b|^    editions,$", re.MULTILINE)
    tests = [
        path
        for path in sorted((fork / "tests").rglob("test_*.py"))
        if reads.search(path.read_text(encoding="utf-8")) and path.name != Path(__file__).name
    ]
    outside_of_the_site = [path for path in tests if path.parent.name != "site"]
    assert {"test_house.py", "test_edition.py"} <= {path.name for path in outside_of_the_site}
    environment = {**os.environ, "PYTHONPATH": str(fork)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow"]
    for chosen in (outside_of_the_site, ["--collect-only", *set(tests) - {*outside_of_the_site}]):
        done = subprocess.run(
            [*command, "-p", "no:xdist", *map(str, chosen)],
            cwd=fork,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_a_difference_is_found_and_left_alone(checkout, capsys):
    set_address(checkout, NEW)
    before = (checkout / "README.md").read_text()

    assert main(["address", "--check"]) == 1
    assert "README.md: differs" in capsys.readouterr().out
    assert (checkout / "README.md").read_text() == before


def test_an_old_version_is_brought_up(checkout):
    notebook = checkout / "book" / "deep_mlp.ipynb"
    now = f'made_for=\\"{__version__}\\"'
    before = notebook.read_text()
    notebook.write_text(before.replace(now, 'made_for=\\"0.0.1\\"'))
    assert follow(checkout, write=True) == [notebook]
    assert notebook.read_text() == before
    assert now in before


def test_a_sites_own_address_goes_before_that_of_the_repository(checkout):
    """What stands beside a figure that moves follows, and other links to a site do not."""
    notebook = checkout / "book" / "deep_mlp.ipynb"
    before = notebook.read_text()
    links = f'{{"a": "{site(checkout)}deep_mlp.html", "b": "{site(checkout)}other.html"}}\n'
    notebook.write_text(before + links)
    assert follow(checkout, write=True) == []
    config = checkout / "_config.yml"
    own = "course_address: https://course.example.org/a"
    text = config.read_text().replace('course_address: ""', own)
    assert own in text
    config.write_text(text)
    assert site(checkout) == "https://course.example.org/a/"
    assert follow(checkout, write=True) == [notebook]
    assert "https://course.example.org/a/deep_mlp.html" in notebook.read_text()
    assert links.partition('"b"')[2] in notebook.read_text()


@pytest.mark.parametrize(
    ("slug", "pages"),
    [
        ("Owner/name", "https://owner.github.io/name/"),
        ("owner/Owner.github.io", "https://owner.github.io/"),
        ("", ""),
    ],
)
def test_a_repositorys_site_is_where_github_publishes_it(slug, pages):
    assert pages_of(slug) == pages


def test_another_repository_is_left_alone(checkout):
    """A link to what somebody else has written leads there as before."""
    link = "[ours](https://github.com/a/b/blob/main/README.md)"
    page = checkout / PAGE
    page.write_text(page.read_text() + link)
    assert follow(checkout, write=True) == []
    assert link in page.read_text()


@pytest.mark.parametrize("url", ["http://github.com/a/b", "https://gitlab.com/a/b", "a/b", ""])
def test_refuses_what_is_no_repository(checkout, url):
    with pytest.raises(ValueError, match="URL must be"):
        set_address(checkout, url)


@pytest.mark.parametrize("branch", ["a/b", "a b", ""])
def test_refuses_what_is_no_branch_of_an_address(checkout, branch):
    with pytest.raises(ValueError, match="NAME must be"):
        set_branch(checkout, branch)


def test_says_where_it_has_to_be_run(tmp_path):
    with pytest.raises(ValueError, match="root of a checkout"):
        repository(tmp_path)


@pytest.mark.parametrize("name", ["_config.yml", "README.md"])
def test_a_file_is_written_whole_or_not_at_all(fork, name, monkeypatch):
    """A disk that fills while a file is written leaves the old one."""
    write = Path.write_bytes

    def fill(path, content):
        if name in path.name:
            write(path, content[:100])
            raise OSError(28, "No space left on device", str(path))
        write(path, content)

    before = (fork / name).read_bytes()
    monkeypatch.setattr(Path, "write_bytes", fill)
    assert main(["address", "--set", NEW]) == 2
    assert (fork / name).read_bytes() == before
    assert not [*fork.glob(f".{name}*")]
    monkeypatch.undo()
