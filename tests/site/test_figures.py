"""Figures on the pages: sharp, in the page's colours, and enlarged where somebody asks."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from nma_ae.notebook.vector_figures import as_svg
from nma_ae.plotting import use_style
from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.files import find_notebooks, read_notebook
from nma_ae.tools.site.vector_figures import inline_figure

PHONE, DESK = "small-phone-dark", "desktop-light"
CHAPTER = "deep_mlp"
ROOT = Path(__file__).parents[2]
CHAPTERS = [path.stem for path in find_notebooks([])]
FIGURE_TYPES = {"image/png", "application/vnd.plotly.v1+json"}
SHARP = "div.cell_output .nma-figure > svg"
PICTURES = "div.cell_output img[src*='_images/']"


@pytest.fixture
def svg():
    with plt.rc_context():
        use_style()
        figure, ax = plt.subplots()
        ax.plot([0, 1], [1, 0], "o-", label="a <b>")
        ax.bar([0, 1], [1, 1], edgecolor="white", hatch="//")
        ax.legend()
        ax.grid()
        yield as_svg(figure)
        plt.close(figure)


def test_nothing_of_a_figure_reaches_the_rest_of_the_page(svg):
    first, second = (inline_figure(svg, alt) for alt in ('a "line"', "another"))

    names = [set(re.findall(r'\bid="([^"]+)"', html)) for html in (first, second)]
    assert names[0]
    assert not names[0] & names[1]
    used = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', first)
    assert used
    assert {"".join(pair) for pair in used} <= names[0]
    assert "<style" not in first
    assert "font-family" not in first
    assert 'aria-label="a &quot;line&quot;"' in first


def test_every_colour_of_the_style_is_the_pages(svg):
    html = inline_figure(svg)

    fixed = re.sub(r"var\([^)]*\)", "", html)
    assert re.findall(r"#[0-9a-f]{6}\b", fixed) == []
    assert {"ground", "text", "axis", "grid", "0"} <= set(re.findall(r"var\(--figure-(\w+)", html))


def test_the_letters_of_a_formula_follow_one_another():
    figure, ax = plt.subplots()
    ax.set_yscale("log")
    ax.set_title("$10^{-7}$")

    html = inline_figure(as_svg(figure))
    plt.close(figure)

    formulas = re.findall(r"<text>(<tspan.*?)</text>", html)
    assert any(re.sub(r"<.*?>", "", formula) == "10−7" for formula in formulas)
    for formula in formulas:
        placed = [' x="' in piece for piece in formula.split("<tspan")[1:]]
        assert placed == [True] + [False] * (len(placed) - 1)


def test_only_what_matplotlib_wrote_is_taken():
    with pytest.raises(ValueError, match="expected matplotlib's"):
        inline_figure("<svg></svg>")


@pytest.mark.browser
@pytest.mark.parametrize("screen", [DESK, PHONE])
def test_figures_have_their_place_before_they_come(visit, screen):
    page = visit("book", CHAPTER, screen).page
    sizes = page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(image =>
            [image.width / image.height, image.getAttribute("width") / image.getAttribute("height"),
             image.loading])""",
        PICTURES,
    )
    assert len(sizes) > 3
    for shown, said, loading in sizes:
        assert shown == pytest.approx(said, rel=0.05)  # in the dark with a margin
        assert loading == "lazy"


@pytest.mark.browser
@pytest.mark.parametrize("screen", [DESK, PHONE])
def test_the_letters_of_a_figure_are_the_pages(visit, screen):
    page = visit("book", CHAPTER, screen).page
    shown = page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(figure => {
            const [text, axis] = ["text", "[id$=patch_1] path"].map(
                each => getComputedStyle(figure.querySelector(each)));
            return [text.fontFamily, text.fill, axis.fill];
        })""",
        SHARP,
    )
    page_style = page.evaluate(
        """() => [...["color", "backgroundColor"].map(
            each => getComputedStyle(document.body)[each])]"""
    )
    assert shown
    for family, text, ground in shown:
        assert family.startswith('"Bricolage Grotesque"')
        assert [text, ground] == page_style


@pytest.mark.browser
@pytest.mark.parametrize("kind", [SHARP, PICTURES])
def test_a_figure_is_enlarged_by_keyboard_and_escape_leads_back(visit, kind):
    page = visit("book", CHAPTER, PHONE).page
    figure = page.locator(kind).first
    opener = figure.locator("xpath=ancestor::figure").locator("button.nma-enlarge")

    opener.focus()
    page.keyboard.press("Enter")

    large = page.locator("dialog.nma-enlarged :is(img, svg)")
    large.wait_for()
    assert large.bounding_box()["width"] > 1.2 * figure.bounding_box()["width"]
    before = page.locator(".nma-enlarged__stage").evaluate("stage => stage.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.nma-enlarged__stage').scrollLeft > before", arg=before
    )
    page.keyboard.press("Escape")
    assert not page.locator("dialog.nma-enlarged").is_visible()
    assert opener.evaluate("opener => opener === document.activeElement")


@pytest.mark.browser
def test_a_tap_enlarges_and_a_tap_beside_it_closes(visit):
    page = visit("book", CHAPTER, PHONE).page
    page.locator(SHARP).first.tap()
    page.locator("dialog.nma-enlarged svg").wait_for()

    page.get_by_role("button", name="Close").tap()

    assert not page.locator("dialog.nma-enlarged").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("name", CHAPTERS)
def test_letters_of_figures_can_be_read_on_a_small_phone(visit, name):
    page = visit("book", name, PHONE).page
    # Exponents are smaller than what they belong to, and are left out.
    letters = page.evaluate(
        """() => [...document.querySelectorAll(".nma-figure > svg")].flatMap(figure => {
            const scale = figure.getBoundingClientRect().width / figure.viewBox.baseVal.width;
            return [...figure.querySelectorAll("text[style]")]
                .map(text => scale * parseFloat(getComputedStyle(text).fontSize));
        })"""
    )
    shrunk = page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(
            image => image.clientWidth / image.getAttribute("width"))""",
        PICTURES,
    )

    assert min(letters) > 8.3
    assert 16 * min(shrunk) > 8.3  # ticks have 12 points, which are 16 pixels


@pytest.mark.browser
def test_what_is_wider_than_the_screen_is_moved_by_keyboard(visit):
    page = visit("book", CHAPTER, PHONE).page
    frame = page.locator(".nma-figure[tabindex]").first

    frame.focus()
    page.keyboard.press("ArrowRight")

    page.wait_for_function("frame => frame.scrollLeft > 0", arg=frame.element_handle())
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("() => !document.querySelector('.nma-figure[tabindex]')")


@pytest.mark.parametrize(("edition", "label"), [("", "Figure {}"), ("ja/", "図{}")])
@pytest.mark.parametrize("name", CHAPTERS)
def test_the_figures_of_a_chapter_are_counted(sites, name, edition, label):
    html = (sites("book") / f"{edition}{name}.html").read_text()
    notebook = read_notebook(ROOT / "book" / f"{name}.ipynb")
    n_figures = sum(
        not FIGURE_TYPES.isdisjoint(output.get("data", {}))
        for cell in code_cells(notebook)
        for output in cell.outputs
    )

    counted = re.findall(
        r'<figure class="nma-numbered" id="figure-(\d+)">.*?'
        r'<figcaption><a href="#figure-(\d+)">(.*?)</a></figcaption></figure>',
        html,
        re.DOTALL,
    )
    numbers = [str(number) for number in range(1, n_figures + 1)]
    assert counted == [(number, number, label.format(number)) for number in numbers]
