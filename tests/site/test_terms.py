"""Terms of the glossary: their anchors, which of a chapter's words lead there, and the cards."""

import re
import shutil
from collections import Counter
from pathlib import Path

import nbformat
import pytest
import yaml
from docutils import nodes
from docutils.core import publish_doctree

from nma_ae.tools.notebooks.files import find_notebooks
from nma_ae.tools.site.glossary import Term, written_terms
from nma_ae.tools.site.terms import _prose, chosen, occurrences

ROOT = Path(__file__).parents[2]
CHAPTERS = [path.stem for path in find_notebooks([])]
EDITIONS = pytest.mark.parametrize("edition", ["", "ja/"])
LINK = re.compile(
    r'<a class="nma-term" href="(?P<address>[^"#]*)#(?P<anchor>[\w-]+)" '
    r'aria-describedby="card-(?P<card>[\w-]+)">(?P<words>[^<]+)</a>'
)


def term(*names, section="networks", chapter="", is_ordinary=False):
    anchor = f"term-{nodes.make_id(names[0])}-{names[0]}"
    return Term(anchor, names, section, chapter, is_ordinary, ())


AUTOENCODER = term("Autoencoder", is_ordinary=True, chapter="first")
CODE = term("Code", is_ordinary=True, chapter="first")
LOSS = term("Loss", is_ordinary=True, section="training", chapter="first")
PCA = term("Principal component analysis", "PCA", section="training", chapter="first")
LATENT, SPHERICAL = term("Latent space"), term("Spherical latent space")
PRELU, LEAKY = term("PReLU"), term("LeakyReLU")
符号, 自己符号化器 = term("符号", "code"), term("自己符号化器", "autoencoder", "オートエンコーダ")
ビュー, 初期化 = term("ビュー"), term("Kaimingの初期化")
ALL = [AUTOENCODER, CODE, LOSS, PCA, LATENT, SPHERICAL, PRELU, LEAKY]
ALL += [符号, 自己符号化器, ビュー, 初期化]


def paragraphs(markdown):
    doctree = publish_doctree(
        markdown,
        parser_name="myst",
        settings_overrides={"doctitle_xform": False, "myst_enable_extensions": ["dollarmath"]},
    )
    return list(_prose(doctree))


def named(markdown, terms=ALL):
    return [occurrences(paragraph, terms) for paragraph in paragraphs(markdown)]


def words(places):
    return [place.text.astext()[place.start : place.end] for place in places]


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("Codes of an autoencoder.", ["Codes", "autoencoder"]),
        ("The losses, the PCAs and the code’s loss.", ["losses", "PCAs", "code", "loss"]),
        ("Decode, codec, code-free, `code`, $code$, lossy, pca.", []),
        ("A spherical latent space, latent\nspaces.", ["spherical latent space", "latent\nspaces"]),
        ("LeakyReLU and PReLU.", ["LeakyReLU", "PReLU"]),
        ("[A code](https://example.org), *Learning codes* and **a code of its own**.", []),
        ("A **code**.", ["code"]),
        ("# The code", []),
        ("| code |\n|---|\n| loss |", []),
        ("```python\ncode\n```", []),
        ("- code\n\n  > loss", ["code", "loss"]),
        ("<details><summary>A loss</summary>\n\nA code.\n\n</details>\n\nPCA.", ["PCA"]),
        ("自己符号化器の符号。符号化、各符号", ["自己符号化器", "符号"]),
        ("オートエンコーダ（code）", ["オートエンコーダ", "code"]),
        ("プレビュー、ビューア、ビューを", ["ビュー"]),
        ("層をKaimingの初期化で", ["Kaimingの初期化"]),
    ],
)  # fmt: skip
def test_a_paragraph_names_terms_as_whole_words(markdown, found):
    assert [word for places in named(markdown) for word in words(places)] == found


@pytest.mark.parametrize(
    ("markdown", "chapter", "linked"),
    [
        ("Your own code.", "second", []),
        ("Your own code.", "first", ["code"]),
        ("Your own code.\n\nThe code of an autoencoder.", "second", ["code 1", "autoencoder 1"]),
        ("Code and loss.", "second", []),  # of two sections
        ("A loss.\n\nA **loss**.\n\nA loss by PCA.", "second", ["loss 1", "PCA 2"]),
        ("Latent space, latent space.", "second", ["Latent space"]),
    ],
)
def test_a_term_is_linked_once_and_where_it_is_meant(markdown, chapter, linked):
    found = named(markdown)
    number = {id(place.text): i for i, places in enumerate(found) for place in places}
    places = chosen(found, {chapter})
    whole = [f"{word} {number[id(place.text)] or ''}".strip() for word, place in zip(
        words(places), places, strict=True)]  # fmt: skip
    assert sorted(whole) == sorted(linked)


def test_what_a_later_chapter_introduces_is_not_meant_yet():
    found = named("The **PReLU** of a spherical latent space.")
    places = chosen(found, {"first"}, {SPHERICAL, PRELU})
    assert places == []  # and neither is the latent space within the longer name


def test_the_glossary_is_read_with_its_chapters(tmp_path):
    page = tmp_path / "glossary.md"
    page.write_text(
        "# Glossary\n\n**Free**\n: A word.\n\n:::{if-chapter} deep\n## Deep\n\n"
        "**Code**（code）\n: Numbers.\n  More.\n\n**Bold** text.\n:::\n\n"
        "**Free again (FA)**\n: No.\n"
    )
    assert written_terms(page) == [("Free", ""), ("Code", "deep"), ("Free again (FA)", "")]


def test_each_term_has_one_anchor_in_all_languages(sites, edition_folders):
    english, *others = (
        re.findall(r'<dt id="(term-[\w-]+)">', text_of(sites, edition, "about/glossary"))
        for edition in edition_folders
    )
    assert all(other == english for other in others)
    assert len(english) == len(written_terms(ROOT / "book" / "about" / "glossary.md"))
    assert len(set(english)) == len(english)
    assert {"term-code", "term-principal-component-analysis", "term-prelu"} <= set(english)


def text_of(sites, edition, page):
    return (sites("book") / f"{edition}{page}.html").read_text()


@EDITIONS
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_leads_to_each_term_once(sites, edition, chapter):
    html = text_of(sites, edition, chapter)
    links = list(LINK.finditer(html))

    assert html.count("nma-term") == len(links) > 3
    anchors = [link["anchor"] for link in links]
    assert [link["card"] for link in links] == anchors
    assert max(Counter(anchors).values()) == 1
    assert re.findall(r'<div id="card-([\w-]+)" role="tooltip">', html) == anchors
    for tag in ("button", "summary", "table", "h1", "h2", "h3", "pre", "figcaption"):
        parts = re.findall(rf"<{tag}\b.*?</{tag}>", html, re.DOTALL)
        assert not [part for part in parts if "nma-term" in part]
    assert not re.search(r"<a\b(?:(?!</a>).)*<a\b", html, re.DOTALL)


@EDITIONS
@pytest.mark.parametrize(
    ("chapter", "other_sense"),
    [
        ("deep_mlp", "code"),  # "your own code"; 符号, the sign of a number
        ("ssl_rsm", "bias"),  # of the training images
        ("autoencoder_family", "gain"),
        ("autoencoder_family", "collapse"),  # of the signal, and not of contrastive learning
        ("spherical_latent", "alignment"),  # in the title of a paper
    ],
)
def test_words_in_another_sense_are_left_alone(sites, edition, chapter, other_sense):
    anchors = {link["anchor"] for link in LINK.finditer(text_of(sites, edition, chapter))}
    assert f"term-{other_sense}" not in anchors


def test_without_a_glossary_nothing_is_linked(sites):
    assert "nma-term" not in (sites("fixture") / "everything.html").read_text()


@pytest.mark.browser
def test_a_new_term_works_by_itself_with_its_formula_on_a_disk(build_pages, browser, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(ROOT / "book" / "_static", source / "_static")
    (source / "about").mkdir()
    (source / "_toc.yml").write_text(
        "format: jb-book\nroot: start\nchapters: [{file: chapter}, {file: about/glossary}]\n"
    )
    (source / "start.md").write_text("# A page\n\nOf the frobnicator.\n")
    (source / "about" / "glossary.md").write_text(
        "# Glossary\n\n## Networks\n\n**Frobnicator (FRB)**\n"
        ": Adds $x^2$ to its input, as [it](../start.md) must. See [the page](../start.md).\n"
        "\n  $$y = x + x^2$$\n\n**Alpha and omega**\n: The ends.\n"
    )
    cell = nbformat.v4.new_markdown_cell(
        "# A chapter\n\nTwo frobnicators, each an FRB. An **omega**."
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), source / "chapter.ipynb")
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    config["sphinx"]["config"].pop("course_editions", None)
    (tmp_path / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    result = build_pages(source, tmp_path / "_config.yml", tmp_path)
    assert result.returncode == 0, result.stderr

    folder = tmp_path / "_build" / "html"
    assert "nma-term" not in (folder / "start.html").read_text()  # which is no chapter
    page = browser.new_page()
    page.goto((folder / "chapter.html").as_uri())
    links = page.locator("a.nma-term")
    assert links.all_inner_texts() == ["frobnicators", "omega"]
    link = links.first
    link.hover()
    card = page.get_by_role("tooltip")
    card.locator("mjx-container").last.wait_for()
    assert card.locator("mjx-container").count() == 2
    assert card.locator("p").all_inner_texts()[0] == "Frobnicator (FRB)"
    assert card.locator("a").count() == 0
    assert ", as it must." in card.inner_text()
    assert "See" not in card.inner_text()
    link.click()
    page.wait_for_url("**/about/glossary.html#term-frobnicator")
    page.close()


@pytest.fixture
def open_page(visit):
    """Return a function that opens a page of the book, and look at the end what went wrong."""
    pages = []

    def opened(name, screen):
        pages.append(visit("book", name, screen))
        return pages[-1].page

    yield opened
    for opened_page in pages:
        assert (opened_page.foreign, opened_page.failed, opened_page.errors) == ([], [], [])
        opened_page.page.close()


ON_A_DESK = pytest.mark.parametrize(
    ("name", "screen"), [("deep_mlp", "desktop-light"), ("ja/ssl_rsm", "desktop-dark")]
)
ON_A_PHONE = pytest.mark.parametrize(
    ("name", "screen"), [("deep_mlp", "small-phone-dark"), ("ja/ssl_rsm", "phone-light")]
)
ACTIVE = "document.activeElement.getAttribute('aria-describedby')"


def card_of(link):
    return link.page.locator(f".nma-card:has(#{link.get_attribute('aria-describedby')})")


def definition_on_the_glossary(page):
    """What the entry says that the address leads to."""
    page.wait_for_url("**/about/glossary.html#term-*")
    entry = page.locator(f"dt#{page.url.partition('#')[2]}")
    assert entry.evaluate("entry => entry.getBoundingClientRect().top") < 300
    return entry.locator("xpath=following-sibling::dd[1]").inner_text()


@pytest.mark.browser
@ON_A_DESK
def test_the_mouse_shows_what_a_term_means(open_page, name, screen):
    page = open_page(name, screen)
    link = page.locator("a.nma-term").nth(2)
    for _ in range(2):  # the parts around it are laid out when they come near
        link.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    card, size = card_of(link), "document.documentElement.scrollHeight"
    height, place = page.evaluate(size), link.bounding_box()
    assert not card.is_visible()

    link.hover()
    card.wait_for()
    assert (page.evaluate(size), link.bounding_box()) == (height, place)
    assert not card.locator("a").is_visible()  # the term itself is one
    said = card.inner_text()
    assert page.evaluate("document.activeElement.localName") == "body"

    card.hover()  # as who enlarges the page has to, to read it
    page.wait_for_timeout(600)
    assert card.is_visible()
    page.keyboard.press("Escape")
    assert not card.is_visible()

    link.hover()
    card.wait_for()
    page.mouse.move(1, 1)
    card.wait_for(state="hidden")
    link.click()
    assert said.partition("\n")[2].strip() in definition_on_the_glossary(page)


@pytest.mark.browser
@ON_A_DESK
def test_the_keyboard_reaches_a_term_and_escape_leaves_it(open_page, name, screen):
    page = open_page(name, screen)
    link = page.locator("a.nma-term").nth(3)
    card, described = card_of(link), link.get_attribute("aria-describedby")
    link.focus()
    page.keyboard.press("Shift+Tab")
    assert not card.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(ACTIVE) == described
    assert card.is_visible()

    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert page.evaluate(ACTIVE) == described
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert card.is_visible()
    page.keyboard.press("Tab")
    assert not card.is_visible()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert definition_on_the_glossary(page)


@pytest.mark.browser
@ON_A_PHONE
def test_a_tap_shows_it_and_the_way_to_the_glossary(open_page, name, screen):
    page = open_page(name, screen)
    before = page.url
    links = page.locator("a.nma-term")
    first, other = links.nth(0), links.nth(1)
    first.tap()
    card = card_of(first)
    card.wait_for()
    assert page.url == before
    assert card.locator("a").is_visible()
    assert card.locator("a").bounding_box()["height"] >= 44

    other.tap()
    assert not card.is_visible()
    assert card_of(other).is_visible()
    page.locator("article h1").tap()
    assert not card_of(other).is_visible()

    first.tap()
    card.locator("a").tap()
    assert definition_on_the_glossary(page)
    page.go_back()
    first.tap()
    card.wait_for()
    first.tap()
    assert definition_on_the_glossary(page)


@pytest.mark.browser
@EDITIONS
@pytest.mark.parametrize("width", [320, 1280])
def test_each_card_is_on_the_screen_and_beside_its_term(open_page, edition, width):
    page = open_page(f"{edition}deep_autoencoder", "desktop-dark")
    page.set_viewport_size({"width": width, "height": 600})
    for link in page.locator("a.nma-term").all():
        link.evaluate("link => { link.scrollIntoView({block: 'center'}); link.blur(); }")
        link.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        box = card_of(link).bounding_box()
        lines = link.evaluate("link => [...link.getClientRects()].map(line => line.toJSON())")
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        is_below = 0 <= box["y"] - lines[-1]["bottom"] < 8
        is_above = 0 <= lines[0]["top"] - box["y"] - box["height"] < 8
        assert is_below or is_above
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "screen"),
    [
        ("deep_mlp", "desktop-light"),
        pytest.param("ja/ssl_rsm", "desktop-dark", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_while_a_card_is_open(open_page, axe, name, screen):
    page = open_page(name, screen)
    link = page.locator("a.nma-term").first
    link.hover()
    card_of(link).wait_for()
    page.add_script_tag(path=axe)
    found = page.evaluate("axe.run().then(({violations}) => violations.map(each => each.id))")
    assert found == []


@pytest.mark.browser
@pytest.mark.parametrize("edition", ["", pytest.param("ja/", marks=pytest.mark.slow)])
def test_without_scripts_a_term_leads_to_the_glossary(browser, sites, edition):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((sites("book") / edition / "deep_mlp.html").as_uri())
    assert not page.locator(".nma-card").first.is_visible()
    page.locator("a.nma-term").first.click()
    assert definition_on_the_glossary(page)
    context.close()
