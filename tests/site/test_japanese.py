"""The Japanese edition: its language, letters and search, the way to it and to its notebooks."""

import json
import re
from pathlib import Path

import pytest
import yaml
from chapter_text import linked_chapters, told_time

from nma_ae.tools.site.chapters import documents, read_chapter
from nma_ae.tools.site.search import SearchJapanese

ROOT = Path(__file__).parents[2]
CONTENTS = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text())
CHAPTERS = [name for name in documents(CONTENTS) if (ROOT / "book" / f"{name}.ipynb").is_file()]
NAMES = [*documents(CONTENTS), "search"]
# Names, and what is the same in Japanese; whatever else a button or a bar says is to be translated.
NOT_TRANSLATED = re.compile(r"Colab|GitHub|English|PDF|Ctrl|nma[_-]ae[\w.]*|Neuromatch|\.\w+")
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")


def page(folder, name):
    return (folder / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_each_page_says_its_language_and_where_it_is_in_the_other(sites, name):
    folder = sites("book")
    depth = "../" * name.count("/")
    for language, place, here in (("en", "", depth), ("ja", "ja/", f"../{depth}")):
        text = page(folder, place + name)
        assert f'<html lang="{language}"' in text
        alternates = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="(.*?)"', text))
        assert alternates == {"en": f"{here}{name}.html", "ja": f"{here}ja/{name}.html"}


def test_what_is_english_in_a_japanese_page_is_marked(sites):
    folder = sites("book")
    text = page(folder, "ja/package/data")
    sections = re.findall(r"<section[^>]*>", text[text.index("<article") :])
    assert len(sections) > 10
    assert "lang=" not in sections[0]
    assert all('lang="en"' in section for section in sections[1:])
    assert "英語のまま" in text
    assert 'lang="en"' not in page(folder, "package/data").partition("<article")[2]
    assert 'lang="en" class' not in page(folder, "ja/about/index").partition("<article")[2]


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_buttons_of_a_chapter_lead_to_its_japanese_notebook(sites, name):
    folder = sites("book")
    text = page(folder, f"ja/{name}")
    assert f"colab.research.google.com/github/nma-ae/course/blob/ja/book/{name}.ipynb" in text
    assert "blob/main/book" not in text
    (address,) = set(re.findall(r'href="(_sources/[^"]+\.ipynb)"', text))
    notebook = json.loads((folder / "ja" / address).read_text())
    code = "".join("".join(cell["source"]) for cell in notebook["cells"])
    assert 'setup(language="ja")' in code
    assert f"/blob/ja/book/{name}.ipynb" in code
    assert "/blob/main/" not in code


def test_the_publishing_workflow_puts_the_notebooks_where_the_links_lead():
    repository = yaml.safe_load((ROOT / "_config.yml").read_text())["sphinx"]["config"][
        "course_editions"
    ]["ja"]["repository"]
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    (step,) = [
        step for step in workflow["jobs"]["publish"]["steps"] if "git push" in step.get("run", "")
    ]
    assert f"HEAD:{repository['branch']}\n" in step["run"]


def test_the_front_page_says_of_each_chapter_what_the_english_one_says(sites):
    text = page(sites("book"), "ja/intro")
    listed = text[text.index('<ol class="chapter-map">') : text.index("</ol>")]
    assert listed.count("<li>") == len(CHAPTERS) == listed.count("chapter-map__question")
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


def test_verdicts_are_in_japanese(sites):
    text = page(sites("book"), "ja/deep_autoencoder")
    verdicts = re.findall(r'nma-verdict__headline">(.*?)</b>', text, re.DOTALL)
    assert len(verdicts) > 3
    assert all(re.search("[ぁ-ん]", verdict) for verdict in verdicts)


@pytest.mark.parametrize("name", CHAPTERS)
def test_what_folds_in_an_output_has_a_japanese_title(sites, name):
    text = page(sites("book"), f"ja/{name}")
    titles = re.findall(r'<details class="nma-\w+"><summary>(.*?)</summary>', text)
    assert len(titles) > 1
    assert [title for title in titles if not JAPANESE.search(title)] == []


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
        ("潜在空間", {"球面の上の潜在空間", "用語集"}),
        ("活性化関数", {"用語集"}),
        ("球", {"球面の上の潜在空間"}),
        ("大円 PCA", set()),
        ("load_mnist", {"nma_ae.data"}),
        ("量子力学", None),
    ],
)
def test_the_search_finds_japanese_without_a_server(visit, words, found):
    page = visit("book", "ja/search").page
    page.goto(f"{page.url}?q={words}")
    page.wait_for_function("() => document.querySelector('.search-summary')?.innerText")
    counted = re.match(r"\d+ページ", page.locator(".search-summary").inner_text())
    titles = set(page.locator("#search-results li > a").all_inner_texts())
    page.close()
    if found is None:
        assert (counted, titles) == (None, set())
    else:
        assert counted
        assert found <= titles


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
def test_bars_and_buttons_are_in_japanese(visit):
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
    assert english == set()
