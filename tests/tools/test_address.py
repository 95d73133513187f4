"""Badges, set-up cells and papers follow the one place that names the repository."""

import shutil
from pathlib import Path

import pytest

from nma_ae import __version__
from nma_ae.cli import main
from nma_ae.tools.address import address, follow, set_address

ROOT = Path(__file__).parents[2]
NEW = "https://github.com/somebody/another-course"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    for name in ("_config.yml", "README.md", "CITATION.cff"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "book").mkdir()
    for notebook in ROOT.glob("book/*.ipynb"):
        shutil.copy(notebook, tmp_path / "book")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_everything_follows_already():
    assert follow(ROOT, write=False) == []


def test_another_address_goes_everywhere_and_back(checkout, capsys):
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    old = address(checkout)

    assert main(["address", "--set", NEW]) == 0
    texts = {path.name: path.read_text() for path in checkout.rglob("*") if path.is_file()}
    assert address(checkout) == NEW
    assert not [name for name, text in texts.items() if old.split("github.com/")[1] in text]
    setup = texts["deep_autoencoder.ipynb"]
    assert f"git+{NEW}@v{__version__}" in setup
    assert "github/somebody/another-course/blob/main/book/deep_autoencoder.ipynb" in setup

    assert main(["address", "--set", f"{old}.git"]) == 0
    assert before == {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}


def test_a_difference_is_found_and_left_alone(checkout, capsys):
    set_address(checkout, NEW)
    before = (checkout / "README.md").read_text()

    assert main(["address", "--check"]) == 1
    assert "README.md: differs" in capsys.readouterr().out
    assert (checkout / "README.md").read_text() == before


def test_an_old_version_is_brought_up(checkout):
    notebook = checkout / "book" / "deep_autoencoder.ipynb"
    notebook.write_text(notebook.read_text().replace(f"@v{__version__}", "@v0.0.1"))
    assert follow(checkout, write=True) == [notebook]
    assert f"@v{__version__}" in notebook.read_text()


@pytest.mark.parametrize("url", ["http://github.com/a/b", "https://gitlab.com/a/b", "a/b", ""])
def test_refuses_what_is_no_repository(checkout, url):
    with pytest.raises(ValueError, match="URL must be"):
        set_address(checkout, url)


def test_says_where_it_has_to_be_run(tmp_path):
    with pytest.raises(ValueError, match="root of a checkout"):
        address(tmp_path)
