"""Chapters say when they were last changed, where the history of the repository is known."""

import os
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from nma_ae.tools.site.updated import dates_of_changes

BOOK = Path("book")
ROOT = Path(__file__).parents[2]


def git(folder, *arguments, day="2024-01-01"):
    when = f"{day}T12:00:00+00:00"
    known = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    own = ["user.name=A", "user.email=a@example.org", "protocol.file.allow=always"]
    options = [part for each in own for part in ("-c", each)]
    subprocess.run(
        ["git", *options, *arguments],
        cwd=folder,
        env=os.environ | known,
        check=True,
        capture_output=True,
    )


def commit(folder, day, **files):
    (folder / BOOK).mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / BOOK / f"{name}.md").write_text(text)
    git(folder, "add", ".")
    git(folder, "commit", "-m", "Change", day=day)


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init")
    commit(folder, "2024-02-01", first="1", second="1", 章="1")
    commit(folder, "2024-03-05", first="2")
    return folder


def test_each_file_has_the_date_of_its_last_commit(repository):
    assert dates_of_changes(repository, BOOK) == {
        "book/first.md": date(2024, 3, 5),
        "book/second.md": date(2024, 2, 1),
        "book/章.md": date(2024, 2, 1),
    }


def test_the_last_commit_alone_dates_nothing(repository, tmp_path):
    git(tmp_path, "clone", "--depth", "1", repository.as_uri(), "shallow")

    assert dates_of_changes(tmp_path / "shallow", BOOK) == {}


def test_without_a_repository_there_is_no_date(tmp_path):
    assert dates_of_changes(tmp_path, BOOK) == {}


@pytest.mark.parametrize(("edition", "pattern"), [("", r"\w+ \d+, \d{4}\."), ("ja/", "年.+日")])
def test_a_chapter_has_its_date_where_one_is_known(sites, edition, pattern):
    html = (sites("book") / f"{edition}deep_mlp.html").read_text()
    shown = re.search(r'<p class="last-updated">(.*?)<', html, re.DOTALL)

    if dates_of_changes(ROOT, BOOK):
        assert re.search(pattern, shown[1])
    else:
        assert shown is None
