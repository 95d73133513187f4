"""Chapters on the page: set-up folded, results without calls, and a card below each exercise."""

import re
from html import unescape

import pytest
from plain_exercises import PLAIN

from nma_ae.exercises import courses
from nma_ae.exercises.messages import translation
from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.exercises import exercises_in
from nma_ae.tools.notebooks.files import find_notebooks, read_notebook
from nma_ae.tools.site.plumbing import SPEAKS_FOR_ITSELF, called, only_prepares

EDITIONS = pytest.mark.parametrize("edition", ["", "ja/"])
NOTEBOOKS = {path.stem: read_notebook(path) for path in find_notebooks([])}
BLOCK = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
CARD = re.compile(r'<div class="nma-exercise">(.*?)</div>', re.DOTALL)


def exercises_of(chapter):
    """Return the names of a chapter's exercises that have a card, in their order."""
    found = [
        each.name for cell in code_cells(NOTEBOOKS[chapter]) for each in exercises_in(cell.source)
    ]
    return [name for name in found if name not in PLAIN]


def text_of(sites, edition, chapter):
    return (sites("book") / f"{edition}{chapter}.html").read_text()


def blocks(html):
    """Return the code of a page, block by block."""
    return [unescape(re.sub(r"<[^>]*>", "", block)).strip() for block in BLOCK.findall(html)]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ('solution("f")', "solution"),
        ("videos(\n    'x',\n)  # a film", "videos"),
        ("figure = plot(1)", ""),
        ("show(plot(1))", "show"),
        ("a.plot(1)", ""),
        ("solution('f')\nprogress()", ""),
        ("not python (", ""),
        ("", ""),
    ],
)
def test_a_call_is_told_from_other_code(code, name):
    assert called(code) == name


@pytest.mark.parametrize(
    ("code", "prepares"),
    [
        ("import torch\nfrom torch import nn", True),
        ("import a\nif a is None:\n    %pip install a\nfrom b import setup\nsetup('x')", True),
        ("import torch\ntorch.manual_seed(0)", False),
        ("import torch\nnet = torch.nn.ReLU()", False),
        ("setup('x')", False),
        ("x = 1", False),
        ("", False),
        ("import (", False),
    ],
)
def test_what_only_prepares_is_told_from_other_code(code, prepares):
    assert only_prepares(code) is prepares


@EDITIONS
@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_a_chapter_is_read_without_its_plumbing(sites, edition, chapter):
    html = text_of(sites, edition, chapter)

    begins = html.index('<details class="nma-set-up">')
    folded = html[begins : html.index("</details>", begins)]
    assert "setup(" in "".join(blocks(folded))
    rest = blocks(html[:begins]) + blocks(html[begins:].replace(folded, ""))
    assert [code for code in rest if only_prepares(code)] == []
    assert [code for code in rest if called(code) in SPEAKS_FOR_ITSELF] == []
    # What was shown by those calls is there.
    cells = [cell.source for cell in code_cells(NOTEBOOKS[chapter])]
    n_folds = sum(called(source) in ("solution", "show_source") for source in cells)
    assert html.count('<details class="nma-solution">') == n_folds
    assert "nma-verdict--open" not in html


@EDITIONS
@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_a_folded_solution_is_coloured_and_inside_its_fold(sites, edition, chapter):
    for fold in text_of(sites, edition, chapter).split('<details class="nma-solution">')[1:]:
        inside = fold.partition("</details>")[0]
        assert inside.count('<div class="highlight-python') == 1
        assert re.search(r'<span class="k">(def|class)</span>', inside)


@EDITIONS
@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_each_other_exercise_has_a_card(sites, edition, chapter):
    language = edition.rstrip("/") or "en"
    translated = translation(language).gettext
    names = exercises_of(chapter)
    cards = CARD.findall(text_of(sites, edition, chapter))

    assert len(cards) == len(names)
    for name, card in zip(names, cards, strict=True):
        hints = re.findall(r"<summary>[^<]*</summary><p>(.*?)</p>", card)
        plain = [unescape(re.sub(r"</?code>", "`", hint)) for hint in hints]
        assert plain == [translated(hint) for hint in courses.load(name).hints]
        places = re.findall(r'href="([^"]*)"', card)
        assert [f"/{chapter}.ipynb" in unescape(place) for place in places] == [True] * 3


@pytest.fixture(scope="module", params=["desktop-light", "small-phone-dark"])
def page(request, visit):
    opened = visit("book", "spherical_latent", request.param)
    yield opened.page
    assert (opened.foreign, opened.failed, opened.errors) == ([], [], [])
    opened.page.close()


@pytest.mark.browser
def test_hints_come_one_after_the_other_by_keyboard(page):
    folds = page.locator(".nma-exercise").first.locator("summary")
    assert [fold.is_visible() for fold in folds.all()] == [True, *[False] * (folds.count() - 1)]

    folds.first.focus()
    page.keyboard.press("Enter")
    assert folds.nth(1).is_visible()
    assert not folds.nth(2).is_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert folds.nth(2).is_visible()


@pytest.mark.browser
def test_the_notebook_of_a_card_is_there(page):
    link = page.locator(".nma-exercise a[download]").first

    found = page.request.get(link.evaluate("link => link.href"))
    assert found.ok
    assert found.json()["nbformat"] == 4


@pytest.mark.browser
def test_a_solution_has_its_button_for_copying(page):
    solution = page.locator("details.nma-solution").last
    solution.locator("summary").click()

    assert solution.locator("pre").is_visible()
    assert solution.locator("button.copybtn").count() == 1


@EDITIONS
@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_below_the_title_is_where_the_chapter_runs(sites, edition, chapter):
    html = text_of(sites, edition, chapter)
    row = re.search(
        r'</h1>\n<p><strong>[^<]*</strong></p>\n<p class="nma-run">(.*?)</p>', html, re.DOTALL
    )

    addresses = re.findall(r'href="([^"]*)"', row[1])
    assert [address.split("/")[2] for address in addresses[:2]] == [
        "colab.research.google.com",
        "kaggle.com",
    ]
    assert addresses[2] == f"_sources/{chapter}.ipynb"


@EDITIONS
@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_a_fold_is_called_by_what_is_written_there(sites, edition, chapter):
    html = text_of(sites, edition, chapter)
    labels = re.findall(r'<span class="nma-fold__(?:show|hide)">(.*?)</span>', html)

    tags = [tag for cell in code_cells(NOTEBOOKS[chapter]) for tag in cell.metadata.get("tags", [])]
    assert len(labels) == 2 * sum(tag.startswith("hide-") for tag in tags)
    assert all(label.isascii() == (edition == "") for label in labels)
    assert "Toggle hidden content" not in html


@EDITIONS
@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_questions_with_letters_have_no_dots(sites, edition, chapter):
    texts = [c.source for c in NOTEBOOKS[chapter].cells if c.cell_type == "markdown"]
    lists = re.findall(r"^- \*\*A\.\*\* ", "\n".join(texts), re.MULTILINE)

    html = text_of(sites, edition, chapter)
    assert html.count('<ul class="nma-lettered simple">') == len(lists)
