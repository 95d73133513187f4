"""The Japanese edition as a book: what is written for it, and that its notebooks run."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.translate import edition
from nma_ae.tools.translate.catalogue import (
    Catalogue,
    catalogue_path,
    translations,
    write_catalogue,
)
from nma_ae.tools.translate.edition import (
    edition_config,
    editions,
    write_edition,
    write_page,
)
from nma_ae.tools.translate.page import translated_notebook
from nma_ae.tools.translate.untranslated import unmarked

ROOT = Path(__file__).parents[2]
PAGES = Path(__file__).parent / "pages"
# Chapters with a catalogue: a new one may have none yet.
TRANSLATED = [
    (language, path)
    for language in editions(ROOT)
    for path in sorted((ROOT / "book").glob("*.ipynb"))
    if catalogue_path(path, language).exists()
]
CONFIG = {
    "title": "Course",
    "repository": {"url": "https://github.com/a/b", "branch": "main", "path_to_book": "book"},
    "sphinx": {"config": {"numfig": False, "course_editions": {"ja": {"title": "教材"}}}},
}
CONFIG["sphinx"]["config"]["course_editions"]["ja"]["repository"] = {"branch": "ja"}


@pytest.fixture
def root(tmp_path):
    """Return a small checkout: a notebook and a page with catalogues, a page without, a picture."""
    root = tmp_path / "root"
    book = shutil.copytree(PAGES, root / "book")
    (book / "about").mkdir()
    (book / "about" / "plain.md").write_text("# Plain\n\nOnly in English.\n")
    (book / "intro.md").write_text("# Welcome\n\nRead `this`.\n")
    (book / "_toc.yml").write_text("root: intro\n")
    (book / "_static").mkdir()
    (book / "_static" / "picture.png").write_bytes(b"picture")
    (root / "_config.yml").write_text(yaml.safe_dump(CONFIG))
    catalogue = Catalogue()
    for text, translation in [("# Welcome", "# ようこそ"), ("Read `this`.", "")]:
        catalogue.add(text, translation)
    write_catalogue(catalogue, catalogue_path(book / "intro.md", "ja"))
    return root


@pytest.fixture
def localised(monkeypatch):
    """Let no kernel run; gives the notebooks that one would have run for."""
    notebooks = []

    def localise(notebook, _folder):
        notebooks.append(notebook)
        return notebook

    monkeypatch.setattr(edition, "with_localised_outputs", localise)
    return notebooks


def test_a_book_is_written_with_all_that_belongs_to_it(root, localised, tmp_path):
    folder = tmp_path / "ja"
    write_edition(root, "ja", folder)
    book = folder / "book"
    assert {path.relative_to(book).as_posix() for path in book.rglob("*") if path.is_file()} == {
        "page.ipynb",
        "intro.md",
        "about/plain.md",
        "_toc.yml",
        "_static/picture.png",
    }
    # What is not translated stays English: a message, which is marked, or a page, which the
    # settings name.
    welcome = (book / "intro.md").read_text(encoding="utf-8")
    assert welcome.startswith("# ようこそ\n")
    assert unmarked(welcome) == "# ようこそ\n\nRead `this`.\n"
    assert '<div lang="en" class="not-translated">\n<small lang="ja">' in welcome
    assert (book / "about" / "plain.md").read_text() == "# Plain\n\nOnly in English.\n"
    config = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf-8"))
    assert config["title"] == "教材"
    assert config["repository"] == {**CONFIG["repository"], "branch": "ja"}
    assert config["sphinx"]["config"]["course_package_branch"] == "main"
    assert config["sphinx"]["config"]["language"] == "ja"
    assert config["sphinx"]["config"]["course_untranslated"] == ["about/plain"]
    assert config["sphinx"]["config"]["numfig"] is False


def test_only_what_changed_is_written_and_localised_again(root, localised, tmp_path):
    folder = tmp_path / "ja"
    write_edition(root, "ja", folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    write_edition(root, "ja", folder)
    assert len(localised) == 1
    assert times == {path: path.stat().st_mtime_ns for path in times}

    page = root / "book" / "page.ipynb"
    page.write_text(page.read_text(encoding="utf-8").replace("of a layer", "of one layer"))
    (root / "book" / "about" / "plain.md").unlink()
    write_edition(root, "ja", folder)
    assert len(localised) == 2
    assert not (folder / "book" / "about" / "plain.md").exists()


def test_a_changed_package_localises_again(root, localised, tmp_path, monkeypatch):
    write_edition(root, "ja", tmp_path / "ja")
    monkeypatch.setattr(edition, "_package_digest", lambda: "other")
    write_edition(root, "ja", tmp_path / "ja")
    assert len(localised) == 2


def test_the_badge_of_a_notebook_leads_to_itself(root, localised, tmp_path):
    page = root / "book" / "page.ipynb"
    badge = "https://colab.research.google.com/github/a/b/blob/main/book/page.ipynb"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("https://example.org/book/page.ipynb", badge), encoding="utf-8")
    write_edition(root, "ja", tmp_path / "ja")
    made = read_notebook(tmp_path / "ja" / "book" / "page.ipynb")
    assert badge.replace("main", "ja") in made.cells[0].source


@pytest.mark.parametrize("language", ["ko", "../ja"])
def test_an_edition_that_the_settings_do_not_name_is_refused(language):
    with pytest.raises(ValueError, match="LANGUAGE must be"):
        edition_config(CONFIG, language)


def test_every_edition_of_the_book_names_what_differs():
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    for language in editions(ROOT):
        own = edition_config(config, language)
        assert own["title"] != config["title"]
        assert own["html"]["extra_footer"] != config["html"]["extra_footer"]
        assert own["repository"]["branch"] != config["repository"]["branch"]
        assert own["launch_buttons"] == config["launch_buttons"]


@pytest.mark.parametrize(("language", "path"), TRANSLATED)
def test_the_code_of_a_chapter_is_the_same_but_for_its_language(language, path):
    translation = translations(catalogue_path(path, language))
    translated = translated_notebook(path, language, translation)
    english = read_notebook(path)
    assert [cell.id for cell in translated.cells] == [cell.id for cell in english.cells]
    differing = [
        (cell.source, other.source)
        for cell, other in zip(code_cells(english), code_cells(translated), strict=True)
        if cell.source != other.source
    ]
    ((cell, other),) = differing
    assert other == cell.replace('language="en"', f'language="{language}"')


@pytest.mark.slow
@pytest.mark.parametrize(("language", "path"), TRANSLATED)
def test_a_translated_chapter_executes_with_the_outputs_of_the_english_one(
    language, path, tmp_path
):
    """Compare as nbval does: the translation holds the English outputs, but for verdicts."""
    notebook = tmp_path / path.name
    write_page(path, language, notebook)
    options = ["-p", "nma_ae.tools.notebooks.plugin", "--rootdir", str(tmp_path), "-c", "/dev/null"]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--nbval", *options, str(notebook)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-5000:]
    assert "passed" in result.stdout
