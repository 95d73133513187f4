"""What the site reads from other files: notebooks, docstrings, the citation, the repository."""

import json
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from chapter_text import linked_chapters, minutes_in, told_time

from nma_ae.tools.site.assets import spare_layout
from nma_ae.tools.site.chapters import documents, read_chapter
from nma_ae.tools.site.front import bibtex
from nma_ae.tools.site.reference import commands_markdown, room_markdown
from nma_ae.tools.site.repository import Repository
from nma_ae.tools.site.rooms import ROOMS

ROOT = Path(__file__).parents[2]
CONTENTS = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text())
CHAPTERS = [
    path for name in documents(CONTENTS) if (path := ROOT / "book" / f"{name}.ipynb").is_file()
]


@pytest.fixture
def notebook(tmp_path):
    def write(*cells, **metadata):
        badge = ("markdown", "A badge", "remove-cell")
        whole = [
            {"cell_type": kind, "source": source.splitlines(True), "metadata": {"tags": tags}}
            for kind, source, *tags in (badge, *cells)
        ]
        path = tmp_path / "chapter.ipynb"
        path.write_text(json.dumps({"cells": whole, "metadata": metadata}))
        return path

    return write


TITLE = ("markdown", "# A *title*")


def test_a_chapter_says_what_it_is(notebook):
    needs = "**You need**: Python, and\n[the first one](first_one.ipynb)."
    chapter = read_chapter(
        notebook(
            TITLE,
            ("markdown", "**Why is\nthis so?**", "question"),
            ("markdown", "**Time**: about 1.5 hours."),
            ("markdown", needs, "other", "needs"),
            ("code", '@exercise("a.b")\ndef f(): ...'),
            ("code", "exercise(1)"),
            ("code", "# the second", "needs"),
            course={"minutes": 90, "after": ["first_one"]},
        )
    )
    assert chapter.title == "A *title*"
    assert chapter.question == "Why is this so?"
    assert chapter.minutes == 90
    assert chapter.needs == needs.replace("\n", " ")
    assert chapter.after == ("first_one",)
    assert chapter.n_exercises == 1


@pytest.mark.parametrize("metadata", [{}, {"course": {"minutes": None, "after": []}}])
def test_a_chapter_may_say_nothing(notebook, metadata):
    chapter = read_chapter(notebook(TITLE, **metadata))
    assert (chapter.question, chapter.minutes, chapter.needs, chapter.after) == ("", None, "", ())


@pytest.mark.parametrize(
    ("course", "message"),
    [
        ({"minutes": "90"}, "minutes must be a positive integer.*got '90'"),
        ({"minutes": 0}, "minutes must be a positive integer.*got 0"),
        ({"after": "first_one"}, "after must be a list of chapters.*got 'first_one'"),
        ({"after": [1]}, "after must be a list of chapters"),
    ],
)
def test_metadata_of_another_form_are_refused(notebook, course, message):
    with pytest.raises(ValueError, match=rf"chapter\.ipynb: metadata\.course\.{message}"):
        read_chapter(notebook(TITLE, course=course))


def test_a_notebook_without_title_is_refused(notebook):
    with pytest.raises(ValueError, match="begins with a title"):
        read_chapter(notebook(("markdown", "Text.")))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_chapter_of_the_book_has_what_the_front_page_shows(path):
    chapter = read_chapter(path)
    assert chapter.question.endswith("?")
    assert chapter.minutes == told_time(path)
    assert chapter.needs.startswith("**You need**: ")
    assert chapter.after == linked_chapters(chapter.needs)
    assert chapter.n_exercises > 0
    before = [other.stem for other in CHAPTERS[: CHAPTERS.index(path)]]
    assert set(chapter.after) <= set(before), "a reader has not read these chapters yet"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("about 90 minutes of reading; the computing takes a minute", 90),
        ("about two hours", 120),
        ("1.5 hours", 90),
        ("an hour", 60),
        ("読むことと演習に約2時間。計算は3分ほど", 120),
        ("約75分", 75),
    ],
)
def test_a_length_of_time_is_read_from_a_text(text, minutes):
    assert minutes_in(text) == minutes


def test_documents_are_named_in_order():
    contents = yaml.safe_load(
        """
        root: intro
        parts:
          - caption: one
            chapters:
              - file: a
                sections: [{file: a1}, {file: a2, sections: [{file: deep}]}]
          - chapters: [{file: b}, {url: https://example.org}]
        """
    )
    assert documents(contents) == ["intro", "a", "a1", "a2", "deep", "b"]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_page_with_all_its_names(room):
    page = ROOT / "book" / "package" / f"{room}.md"
    assert f"```{{room}} {room}\n```" in page.read_text()
    assert f"package/{room}" in documents(CONTENTS)

    text = room_markdown(room)
    module = __import__(f"nma_ae.{room}", fromlist=["__all__"])
    for name in module.__all__:
        assert f"## {name}\n" in text


def test_a_long_name_breaks_behind_an_underscore_and_is_found_as_it_is(sites):
    folder = sites("book")
    page = (folder / "package" / "networks.html").read_text()
    assert "<h2>build_<wbr>deep_<wbr>autoencoder<" in page
    assert ">build_deep_autoencoder</a>" in "".join(page.split())  # in the contents
    table = (folder / "about" / "neuromatch.html").read_text()
    assert ">print_<wbr>parameter_<wbr>count<" in table
    assert ">plot_generative<" in table  # in a sentence, which has room on the next line
    chapter = (folder / "deep_autoencoder.html").read_text()
    assert ">deep_<wbr>autoencoder.build_<wbr>deep_<wbr>autoencoder<" in chapter  # in an output
    assert ">model[:-2].apply(init_<wbr>weights_<wbr>kaiming_<wbr>normal)<" in chapter
    assert "wbr" not in (folder / "searchindex.js").read_text()


def test_every_command_has_its_help():
    text = commands_markdown()
    assert "## nma-ae grade\n" in text
    assert "usage: nma-ae execute" in text
    assert max(map(len, text.splitlines())) <= 110


def test_the_citation_is_bibtex():
    entry = bibtex(yaml.safe_load((ROOT / "CITATION.cff").read_text()))
    assert entry.startswith("@software{nma_ae,\n  author  = {")
    assert entry.count("{") == entry.count("}")
    two = {"authors": [{"family-names": "A", "given-names": "B"}, {"name": "The C"}]}
    rest = {"title": "t", "date-released": "2026-01-01", "version": 1, "repository-code": "u"}
    assert "author  = {A, B and {The C}}," in bibtex({**two, **rest})


def test_addresses_follow_from_the_repository():
    options = {"repository_url": "https://github.com/a/b", "path_to_docs": "book"}
    repository = Repository(SimpleNamespace(html_theme_options=options, course_package_branch=""))
    assert repository.colab("x") == (
        "https://colab.research.google.com/github/a/b/blob/main/book/x.ipynb"
    )
    kaggle = parse_qs(urlsplit(repository.kaggle("x")).query)
    assert kaggle == {"src": ["https://github.com/a/b/blob/main/book/x.ipynb"]}
    hub = parse_qs(urlsplit(repository.hub("x")).query)
    assert hub == {
        "repo": ["https://github.com/a/b"],
        "branch": ["main"],
        "urlpath": ["lab/tree/b/book/x.ipynb"],
    }
    issue = parse_qs(urlsplit(repository.issue("1 & 2: #", "line\nline")).query)
    assert issue == {"title": ["1 & 2: #"], "body": ["line\nline"]}
    assert repository.archive == "https://github.com/a/b/archive/main.zip"


def test_an_edition_leads_to_the_package_of_the_branch_that_has_it():
    options = {"repository_url": "https://github.com/a/b", "repository_branch": "ja"}
    config = SimpleNamespace(html_theme_options=options, course_package_branch="main")
    repository = Repository(config)
    assert "/blob/ja/" in repository.colab("x")
    assert repository.archive == "https://github.com/a/b/archive/main.zip"
    assert repository.source("nma_ae/cli.py") == "https://github.com/a/b/blob/main/nma_ae/cli.py"


def test_another_script_of_the_theme_is_noticed(tmp_path):
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path)
    path = tmp_path / "_static" / "scripts" / "pydata-sphinx-theme.js"
    path.parent.mkdir(parents=True)
    path.write_text('x(["pre",".output"].join(", ")).forEach(y)')
    for _ in range(2):  # of the second build the theme may have left the script alone
        spare_layout(app, None)
        assert path.read_text() == 'x("none-of-them").forEach(y)'

    path.write_text("x(frames).forEach(y)")
    with pytest.raises(SystemExit, match="no longer measures frames"):
        spare_layout(app, None)
    assert path.read_text() == "x(frames).forEach(y)"
