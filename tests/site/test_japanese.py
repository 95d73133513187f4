"""The Japanese edition: its language, letters and search, the way to it and to its notebooks."""

import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest
import yaml
from chapter_text import linked_chapters, told_time

import nma_ae
from nma_ae.tools.address import repository
from nma_ae.tools.site.chapters import documents, read_chapter
from nma_ae.tools.site.search import SearchJapanese
from nma_ae.tools.translate.catalogue import (
    Catalogue,
    catalogue_path,
    translations,
    write_catalogue,
)
from nma_ae.tools.translate.edition import editions, write_edition
from nma_ae.tools.translate.package_messages import package_catalogue_path, package_messages
from nma_ae.tools.translate.page import messages

ROOT = Path(__file__).parents[2]
CONTENTS = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text())
CHAPTERS = [name for name in documents(CONTENTS) if (ROOT / "book" / f"{name}.ipynb").is_file()]
NAMES = [*documents(CONTENTS), "search"]
# Names, and what is the same in Japanese; whatever else a button or a bar says is to be translated.
NOT_TRANSLATED = re.compile(r"Colab|GitHub|English|PDF|Ctrl|nma[_-]ae[\w.]*|Neuromatch|\.\w+")
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")

pytestmark = pytest.mark.skipif("ja" not in editions(ROOT), reason="Japanese is switched off")


@pytest.fixture(scope="module")
def untranslated():
    """Texts that may be English here, since nobody has translated them yet; fields match all."""
    pages = [*(ROOT / "book").glob("*.ipynb"), *(ROOT / "book").rglob("*.md")]
    sources = [(messages(path), catalogue_path(path, "ja")) for path in pages]
    sources.append((package_messages([]), package_catalogue_path("ja")))
    texts = [
        message.text
        for found, catalogue in sources
        for translate in [translations(catalogue)]
        for message in found
        if translate(message) is None
    ]
    plain = [re.sub(r"^#+ |[`*]|<[^>]*>", "", text).strip() for text in texts]
    return [re.compile(".*".join(map(re.escape, re.split(r"{[^{}]*}", text)))) for text in plain]


def unexplained(english, untranslated):
    """Of what is English on a page, return what has a translation; tags are left out."""
    plain = [unescape(re.sub("<[^>]*>", "", text)) for text in english]
    return [each for each in plain if not any(text.search(each) for text in untranslated)]


def page(folder, name):
    return (folder / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_each_page_says_its_language_and_where_it_is_in_the_other(sites, name, published_at):
    folder = sites("book")
    depth = "../" * name.count("/")
    for language, place, here in (("en", "", depth), ("ja", "ja/", f"../{depth}")):
        text = page(folder, place + name)
        assert f'<html lang="{language}"' in text
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="(.*?)"', text))
        assert alternates == {
            "en": f"{published_at}{name}.html",
            "ja": f"{published_at}ja/{name}.html",
        }
        other = "ja" if language == "en" else "en"
        link = re.search(r'class="course-language" href="([^"]+)"', text)[1]
        assert link == f"{here}{'ja/' if other == 'ja' else ''}{name}.html"


def test_what_is_english_in_a_japanese_page_is_marked(sites):
    folder = sites("book")
    text = page(folder, "ja/package/data")
    sections = re.findall(r"<section[^>]*>", text[text.index("<article") :])
    assert len(sections) > 10
    assert "lang=" not in sections[0]
    assert all('lang="en"' in section for section in sections[1:])
    assert re.search(r'<p class="course-note"[^>]* lang="ja"', text)
    assert 'lang="en"' not in page(folder, "package/data").partition("<article")[2]
    assert not re.search(r'<section[^>]* lang="en"', page(folder, "ja/about/index"))


UNTRANSLATED_PAGE = """\
# タイトル

(place)=
## A heading that nobody translated

A paragraph that nobody translated, with [a link](#place) and $x = 1$.

訳された段落です。

- An item

**Term**
: Its meaning.

<details><summary>An answer</summary>

訳された答えです。

</details>
"""


def test_what_is_not_translated_is_an_english_part_of_a_japanese_page(build_pages, tmp_path):
    """Build a book of one page, of which only what is Japanese already has a translation."""
    root = tmp_path / "root"
    shutil.copytree(ROOT / "book" / "_static", root / "book" / "_static")
    shutil.copy(ROOT / "_config.yml", root)
    (root / "book" / "_toc.yml").write_text("format: jb-book\nroot: intro\n")
    source = root / "book" / "intro.md"
    source.write_text(UNTRANSLATED_PAGE, encoding="utf-8")
    catalogue = Catalogue()
    for message in messages(source):
        catalogue.add(message.text, message.text if JAPANESE.search(message.text) else "")
    write_catalogue(catalogue, catalogue_path(source, "ja"))
    made = tmp_path / "ja"
    write_edition(root, "ja", made)

    result = build_pages(made / "book", made / "_config.yml", made)

    assert result.returncode == 0, result.stderr
    text = page(made / "_build" / "html", "intro")
    assert '<html lang="ja"' in text
    assert re.search(r'<section id="a-heading-that-nobody-translated">\s*<span id="place">', text)
    assert re.search(r'<h2 lang="en">A heading', text)
    assert re.search(r"<h1>タイトル", text)
    mark = '<small lang="ja">未翻訳</small>'
    blocks = re.findall(rf'<div lang="en" class="not-translated">\s*{mark}(.*?)</div>', text, re.S)
    assert ["".join(re.findall(r"<(?:p|ul|dl)\b", block)) for block in blocks] == [
        "<p",
        "<ul<p",
        "<dl<p",
    ]
    assert 'href="#place"' in blocks[0]
    assert f'<details><summary><span lang="en">An answer</span> {mark}</summary>' in text
    assert text.count(mark) == 5


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_buttons_of_a_chapter_lead_to_its_japanese_notebook(sites, name):
    folder = sites("book")
    text = page(folder, f"ja/{name}")
    slug = repository(ROOT).slug
    assert f"colab.research.google.com/github/{slug}/blob/ja/book/{name}.ipynb" in text
    assert "blob/main/book" not in text
    (address,) = set(re.findall(r'href="(_sources/[^"]+\.ipynb)"', text))
    notebook = json.loads((folder / "ja" / address).read_text())
    code = "".join("".join(cell["source"]) for cell in notebook["cells"])
    assert f'setup("{name}", language="ja", made_for="{nma_ae.__version__}")' in code
    assert f"/blob/ja/book/{name}.ipynb" in code
    assert "/blob/main/" not in code


def test_the_front_page_says_of_each_chapter_what_the_english_one_says(sites):
    text = page(sites("book"), "ja/intro")
    listed = text.partition('<ol class="chapter-map">')[2].partition("</ol>")[0]
    assert listed.count("<li ") == len(CHAPTERS) == listed.count("chapter-map__question")
    for name in CHAPTERS:
        chapter = read_chapter(ROOT / "book" / f"{name}.ipynb")
        assert f"{chapter.minutes}分 · 演習{chapter.n_exercises}問" in listed
        japanese = sites("book") / "ja" / "_sources" / f"{name}.ipynb"
        same = read_chapter(japanese)
        assert (same.minutes, same.after) == (told_time(japanese), chapter.after)
        assert same.question.endswith(("？", "か。"))
        assert same.needs.startswith("**必要なもの**：")
        assert linked_chapters(same.needs) == chapter.after
        assert f"blob/ja/book/{name}.ipynb" in listed


def test_verdicts_are_in_japanese(sites, untranslated):
    text = page(sites("book"), "ja/intro")
    verdicts = re.findall(r'nma-verdict__headline">(.*?)</b>', text, re.DOTALL)
    assert verdicts
    english = [verdict for verdict in verdicts if not re.search("[ぁ-ん]", verdict)]
    assert unexplained(english, untranslated) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_what_folds_in_an_output_has_a_japanese_title(sites, untranslated, name):
    text = page(sites("book"), f"ja/{name}")
    titles = re.findall(r'<details class="nma-\w+"><summary>(.*?)</summary>', text)
    assert len(titles) > 1
    english = [title for title in titles if not JAPANESE.search(title)]
    assert unexplained(english, untranslated) == []


def test_a_text_is_split_into_pairs_of_letters_and_words():
    split = SearchJapanese({}).split
    assert split("潜在空間とPCA_2") == [
        *("潜", "在", "空", "間", "と"),
        *("潜在", "在空", "空間", "間と"),
        "PCA_2",
    ]
    assert split("々あ a") == ["々", "あ", "々あ", "a"]


@pytest.mark.browser
@pytest.mark.parametrize("screen", ["desktop-light", "phone-light"])
@pytest.mark.parametrize("name", ["autoencoder_family", "about/glossary", "search"])
def test_the_link_to_the_other_language_keeps_the_page(visit, name, screen):
    opened = visit("book", name, screen)
    page, english = opened.page, opened.page.url

    page.get_by_role("link", name="日本語", exact=True).click()
    page.wait_for_url(f"**/course/ja/{name}.html")
    assert page.locator("html").get_attribute("lang") == "ja"

    page.get_by_role("link", name="English", exact=True).click()
    page.wait_for_url(english)
    assert opened.failed == []
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_section_has_one_anchor_in_all_languages(sites, name):
    english, japanese = (
        re.findall(r'<section[^>]* id="([\w-]+)"', page(sites("book"), place + name))
        for place in ("", "ja/")
    )
    assert len(english) == len(japanese)
    # A heading without letters, such as a version, has a number for an anchor.
    named = [pair for pair in zip(english, japanese, strict=True) if not re.match(r"id\d", pair[0])]
    assert [pair for pair in named if pair[0] != pair[1]] == []


@pytest.mark.browser
@pytest.mark.parametrize("screen", ["desktop-light", "small-phone-dark"])
def test_the_link_to_the_other_language_keeps_the_section(visit, screen):
    opened = visit("book", "spherical_latent", screen)
    page = opened.page
    section = page.locator(".bd-article section section").nth(4)
    anchor = section.get_attribute("id")

    section.evaluate("section => section.scrollIntoView({behavior: 'instant'})")
    page.wait_for_function(
        "anchor => Math.abs(document.getElementById(anchor).getBoundingClientRect().top) < 150",
        arg=anchor,
    )
    # Where it is seen: playwright's own click would scroll before.
    place = page.get_by_role("link", name="日本語", exact=True).bounding_box()
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.wait_for_url(f"**/ja/spherical_latent.html#{anchor}")
    page.wait_for_function("window.scrollY > 500")
    heading = page.locator(f"#{anchor} :is(h2, h3)").first.bounding_box()
    assert 0 <= heading["y"] < 300

    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("link", name="English", exact=True).click()
    page.wait_for_url("**/course/spherical_latent.html")
    page.close()


@pytest.mark.browser
def test_the_editions_are_linked_on_a_disk_as_well(browser, sites):
    page = browser.new_page()
    page.goto((sites("book") / "about" / "glossary.html").as_uri())
    page.get_by_role("link", name="日本語", exact=True).click()
    page.wait_for_url("**/ja/about/glossary.html")
    assert page.locator("article h1").inner_text().startswith("用語集")
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("潜在空間", {"spherical_latent", "about/glossary"}),
        ("活性化関数", {"about/glossary"}),
        ("球", {"spherical_latent"}),
        ("大円 PCA", set()),
        ("load_mnist", {"package/data"}),
        ("量子力学", None),
    ],
)
def test_the_search_finds_japanese_without_a_server(visit, sites, words, found):
    there = {name for name in found or () if words in page(sites("book"), f"ja/{name}")}
    opened = visit("book", "ja/search").page
    folder = opened.url.rpartition("/")[0]
    opened.goto(f"{opened.url}?q={words}")
    opened.wait_for_function("() => document.querySelector('.search-summary')?.innerText")
    summary = opened.locator(".search-summary").inner_text()
    links = opened.locator("#search-results li > a").evaluate_all("all => all.map(a => a.href)")
    opened.close()
    names = {link.removeprefix(f"{folder}/").partition(".html")[0] for link in links}
    if found is None:
        assert names == set()
    else:
        assert re.search(r"\d", summary)  # how many pages
        assert there <= names


@pytest.mark.browser
def test_no_letter_is_missing(visit, sites):
    """Compare the picture of each letter with that of one that no font has."""
    pages = (sites("book") / "ja").rglob("*.html")
    letters = sorted({letter for path in pages for letter in path.read_text(encoding="utf-8")})
    letters = [letter for letter in letters if letter > "\x7f" and letter.isprintable()]
    assert len(letters) > 500
    page = visit("book", "ja/deep_autoencoder").page
    missing = page.evaluate(
        """letters => {
            const font = getComputedStyle(document.querySelector("article p")).fontFamily;
            const draw = letter => {
                const canvas = document.createElement("canvas");
                canvas.width = canvas.height = 32;
                const pen = canvas.getContext("2d", {willReadFrequently: true});
                pen.font = `20px ${font}`;
                pen.fillText(letter, 4, 24);
                return canvas.toDataURL();
            };
            const nothing = draw("\\u{10fffd}");
            return letters.filter(letter => letter.trim() && draw(letter) === nothing);
        }""",
        letters,
    )
    page.close()
    assert missing == []


@pytest.mark.browser
def test_bars_and_buttons_are_in_japanese(visit, untranslated):
    page = visit("book", "ja/about/index").page
    said = page.evaluate(
        """() => [...document.querySelectorAll(
                ".bd-sidebar *, .bd-header-article *, .bd-footer *, #pst-skip-link a, dialog *")]
            .flatMap(element => [
                element.getAttribute("title"), element.getAttribute("aria-label"),
                element.getAttribute("placeholder"), element.dataset.bsTitle,
                element.children.length ? null : element.textContent])
            .filter(text => text?.trim())"""
    )
    page.close()
    english = {text for text in said if LATIN_WORD.search(NOT_TRANSLATED.sub("", text))}
    assert unexplained(english, untranslated) == []
