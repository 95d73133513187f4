"""The site on paper: what is printed of a page, and the file that is joined of all of them."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from nma_ae.exercises.messages import translation
from nma_ae.tools.pdf.command import FILE, MOST_BYTES, offer
from nma_ae.tools.pdf.editions import Edition, editions_of
from nma_ae.tools.pdf.joining import headings_of
from nma_ae.tools.pdf.printing import Printed, chromium, print_edition
from nma_ae.tools.translate.edition import editions

ROOT = Path(__file__).parents[2]
FIXTURE = Edition(
    language="en",
    folder="",
    pages=("plain", "everything"),
    title="A fixture",
    author="Nobody",
    licence="<p>Free</p>",
    address="https://example.org/course/",
)
# Words that only a screen has a use for.
PLUMBING = ("Open in Colab", "Download the notebook", "Toggle", "Search", "Set-up and imports")
FRONT = 2  # title and contents


@pytest.fixture(scope="module")
def printed(sites, browser_is_there):
    with chromium(sites("fixture")) as printer:
        return print_edition(printer, FIXTURE)


@pytest.fixture(scope="module")
def reader(printed):
    return PdfReader(io.BytesIO(printed.content))


@pytest.fixture(scope="module")
def texts(reader):
    return [page.extract_text() for page in reader.pages]


pytestmark = pytest.mark.browser


def links_of(reader):
    return [
        link.get_object()
        for page in reader.pages
        for link in page.get("/Annots", ())
        if link.get_object()["/Subtype"] == "/Link"
    ]


def test_answers_and_solutions_are_open(texts):
    text = " ".join(" ".join(texts).split())
    assert "whatever follows. In code: 784 * 392 is 307,328." in text
    assert "Solution of count_parameters" in text
    assert "return" in text.partition("Solution of count_parameters")[2]


def test_a_film_is_its_address(texts):
    assert "https://www.youtube.com/watch?v=pgkrU9UqXiU" in "".join(texts).replace("\n", "")


def test_a_figure_says_where_it_moves(texts):
    assert "This figure moves." in "".join(texts)


def test_what_only_a_screen_can_do_is_left_out(texts):
    found = [word for word in PLUMBING if word in "".join(texts)]
    assert found == []


def test_no_page_is_empty_and_each_has_its_number(texts, printed):
    assert printed.n_pages == len(texts)
    assert min(len(text.split()) for text in texts) > 3
    numbers = [text.split()[0] for text in texts[FRONT:]]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_the_outline_has_the_headings_of_all_pages(printed):
    headings = [each for each in headings_of(printed.content) if each.title != "Contents"]
    titles = [each.title for each in headings if each.level == 1]
    assert titles == ["A fixture", "A page of words", "Everything that a page can hold"]
    assert {"Mathematics", "Figures"} <= {each.title for each in headings if each.level == 2}
    pages = [each.page for each in headings]
    assert pages == sorted(pages)


def test_the_contents_name_the_sheets(texts, printed):
    lines = " ".join(texts[1].split())
    for each in headings_of(printed.content):
        if each.level <= 2 and each.page >= FRONT:
            assert f"{each.title} {each.page - FRONT + 1}" in lines


def test_links_stay_in_the_file_or_lead_to_the_published_site(reader, printed):
    links = links_of(reader)
    addresses = [link["/A"]["/URI"] for link in links if "/A" in link]
    assert [each for each in addresses if "127.0.0.1" in each] == []
    targets = [link["/Dest"][0].get_object() for link in links if "/A" not in link]
    pages = [reader.get_page_number(target) for target in targets]
    start = next(each for each in headings_of(printed.content) if each.title.startswith("Every"))
    assert pages.count(start.page) >= 2  # from the first page, and from the contents


def test_screen_readers_find_each_piece_of_a_page(reader):
    """Each marked piece of each page belongs to an element that names it."""
    root = reader.root_object["/StructTreeRoot"]
    leaves = root["/ParentTree"]["/Nums"]
    held = {int(leaves[i]): leaves[i + 1] for i in range(0, len(leaves), 2)}
    assert reader.root_object["/MarkInfo"]["/Marked"].value
    assert root["/K"]["/S"] == "/Document"
    for page in reader.pages:
        pieces = held[page["/StructParents"]].get_object()
        named = [each.get_object() for each in pieces]
        assert named
        assert {each["/Type"] for each in named if "/Type" in each} <= {"/StructElem"}


def test_a_page_that_is_not_there_is_named(sites, browser_is_there):
    with chromium(sites("fixture")) as printer, pytest.raises(RuntimeError, match=r"missing\.html"):
        print_edition(printer, replace(FIXTURE, pages=("missing",)))


def test_without_a_browser_that_is_said(sites, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="no Chromium"), chromium(sites("fixture")):
        pass


def test_a_site_that_is_not_built_is_said(tmp_path):
    with pytest.raises(ValueError, match=r"intro\.html: run make book first"):
        editions_of(ROOT, tmp_path)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_front_page_offers_the_file_and_the_last_one_only(tmp_path, language):
    front = tmp_path / "intro.html"
    front.write_text('<p>a</p>\n<p class="course-pdf" hidden></p>\n<p>b</p>', encoding="utf-8")
    for n_pages in (3, 191):
        offer(front, language, Printed(b"0" * 9_100_000, n_pages))
    text = front.read_text(encoding="utf-8")
    said = translation(language).gettext("The whole course as a PDF: {pages} pages, {megabytes} MB")
    assert text == (
        f'<p>a</p>\n<p class="course-pdf"><a href="{FILE}" download>'
        f"{said.format(pages=191, megabytes='9.1')}</a></p>\n<p>b</p>"
    )


def test_the_front_page_has_a_place_for_the_offer(sites):
    for folder in ("", *(f"{language}/" for language in editions(ROOT))):
        page = (sites("book") / folder / "intro.html").read_text(encoding="utf-8")
        assert len(re.findall(r'<p class="course-pdf"', page)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1 + len(editions(ROOT))))
def test_the_whole_book_is_printed(sites, browser_is_there, number):
    pages = sites("book")
    edition = editions_of(ROOT, pages)[number]
    with chromium(pages) as printer:
        content = print_edition(printer, edition).content
    assert len(content) < MOST_BYTES
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert min(len(text.split()) for text in texts) > 3
    titles = [each for each in headings_of(content) if each.level == 1]
    assert len(titles) >= len(edition.pages)
    for word in ("Open in Colab", "Open in Kaggle", "Colabで開く"):
        assert word not in "".join(texts)
