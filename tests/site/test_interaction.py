"""What moves, opens and changes on a page, on the page that holds everything."""

from pathlib import Path

import pytest

from nma_ae.tools.address import repository

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visited(visit):
    opened = visit("fixture", "everything")
    opened.draw_images()
    opened.draw_moving_figures()
    return opened


@pytest.fixture
def page(visited):
    return visited.page


def curve(page, figure):
    return page.locator(".nma-plotly").nth(figure).locator("path.js-line").get_attribute("d")


def until_it_is_another(page, figure, before):
    page.wait_for_function(
        "([figure, before]) => document.querySelectorAll('.nma-plotly')[figure]"
        ".querySelector('path.js-line')?.getAttribute('d') !== before",
        arg=[figure, before],
    )


def test_a_menu_changes_the_figure(page):
    before = curve(page, 0)

    page.locator(".nma-plotly").nth(0).get_by_role("combobox").select_option("cosine")

    until_it_is_another(page, 0, before)


def test_a_slider_moves_through_the_frames_by_keys(page):
    figure = page.locator(".nma-plotly").nth(1)
    slider, before = figure.get_by_role("slider"), curve(page, 1)

    slider.press("End")
    slider.press("ArrowLeft")

    figure.get_by_text("step 6").wait_for()
    assert (slider.get_attribute("aria-label"), slider.get_attribute("aria-valuetext")) == (
        "step",
        "6",
    )
    until_it_is_another(page, 1, before)


def test_in_other_colours_a_figure_is_as_it_was_left(page):
    figure = page.locator(".nma-plotly").nth(1)
    figure.get_by_role("slider").fill("3")
    figure.get_by_text("step 3").wait_for()
    page.wait_for_timeout(300)
    left, colour = curve(page, 1), "document.querySelectorAll('.js-plotly-plot')[1]"
    colour = f"{colour}._fullLayout.font.color"
    in_light = page.evaluate(colour)
    try:
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.wait_for_function(f"before => {colour} !== before", arg=in_light)
        page.wait_for_function(
            "left => document.querySelectorAll('.nma-plotly')[1]"
            ".querySelector('path.js-line')?.getAttribute('d') === left",
            arg=left,
        )
    finally:
        page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.wait_for_function(f"before => {colour} === before", arg=in_light)


def test_a_widget_moves_without_a_kernel(page):
    handle = page.locator(".widget-subarea").get_by_role("slider").first

    handle.press("ArrowRight")

    assert handle.get_attribute("aria-valuetext") == "5"
    assert page.locator(".widget-readout").first.inner_text() == "5"


def test_a_widget_has_its_mathematics_and_its_name(page):
    assert page.locator(".widget-label mjx-container").count() == 1
    assert (
        page.locator(".widget-subarea").get_by_role("slider").first.get_attribute("aria-label")
        == "beta"
    )


def test_an_equation_has_its_number_and_a_link_to_it(page):
    numbers = page.locator("mjx-labels").all_inner_texts()
    page.get_by_role("link", name="(1)").click()

    assert len(numbers) == 2
    assert page.url.endswith("#equation-1")
    assert page.evaluate("document.querySelector(':target').id") == "equation-1"


def test_a_fold_opens(page):
    fold = page.locator("details", has_text="Because")
    assert not fold.locator("li").first.is_visible()

    fold.locator("summary").click()

    assert fold.locator("li").first.is_visible()
    assert fold.locator("mjx-container").is_visible()


def test_japanese_is_written_in_its_own_letters(page):
    # A letter that no font has is drawn as the same box whatever it is.
    distinct = page.evaluate(
        """letters => {
            const font = getComputedStyle(document.querySelector("article p")).fontFamily;
            const pictures = letters.map(letter => {
                const canvas = document.createElement("canvas");
                const pen = canvas.getContext("2d");
                pen.font = `40px ${font}`;
                pen.fillText(letter, 20, 60);
                return canvas.toDataURL();
            });
            return new Set(pictures).size;
        }""",
        ["オ", "潜", "在", "復", "\U0010fffd"],
    )

    assert distinct == 5


def test_light_and_dark_can_be_chosen(page):
    root = page.locator("html")
    button = page.locator(".theme-switch-button:visible")

    shown = {}
    for _click in range(3):
        button.click()
        shown[root.get_attribute("data-mode")] = root.get_attribute("data-theme")

    assert shown == {"light": "light", "dark": "dark", "auto": "light"}


def test_a_dark_page_is_printed_in_light_and_stays_dark(visit):
    page = visit("fixture", "everything", "desktop-dark").page
    themes = page.evaluate(
        """() => ["beforeprint", "afterprint"].map(name => {
            window.dispatchEvent(new Event(name));
            return document.documentElement.dataset.theme;
        })"""
    )
    assert themes == ["light", "dark"]
    page.emulate_media(media="print")
    assert page.locator("h1:visible").count() == 1
    assert not page.locator(".bd-sidebar-primary").is_visible()
    page.close()


def test_the_menu_of_the_chapter_leads_to_colab(page):
    menu = page.locator(".dropdown-launch-buttons")
    menu.locator("> button").click()

    link = menu.get_by_role("link", name="Colab")
    assert link.is_visible()
    here = repository(ROOT)
    assert link.get_attribute("href") == (
        f"https://colab.research.google.com/github/{here.slug}/blob/{here.branch}"
        "/book/everything.ipynb"
    )


def test_a_phone_shows_the_chapters_and_the_contents_on_demand(visit):
    page = visit("fixture", "everything", "phone-light").page
    chapters = page.get_by_role("link", name="Everything that a page can hold")
    sections = page.locator(".bd-toc").get_by_role("link", name="Verdicts")
    assert not chapters.is_visible()
    assert not sections.is_visible()

    page.locator(".bd-header-article .primary-toggle").tap()
    chapters.wait_for()
    page.keyboard.press("Escape")
    chapters.wait_for(state="hidden")

    page.locator(".bd-header-article .secondary-toggle").tap()
    sections.wait_for()


def test_a_desk_can_fold_the_chapters_away(page):
    chapters = page.locator(".bd-sidebar-primary").get_by_role("link", name="Everything")
    toggle = page.locator(".bd-header-article .primary-toggle")
    assert chapters.is_visible()

    toggle.click()
    chapters.wait_for(state="hidden")

    toggle.click()
    chapters.wait_for()


def test_a_search_finds_the_page_without_a_server(visit):
    page = visit("fixture", "search").page

    page.goto(f"{page.url}?q=plumbing")

    page.locator("#search-results").get_by_role("link", name="Everything").wait_for()


# Last, because this visit asks other hosts, and is blocked.
def test_a_video_asks_its_hosts_only_when_it_is_opened(visited):
    page = visited.page
    assert visited.foreign == []

    page.get_by_text("Video: Extensions").click()
    page.locator("iframe").last.scroll_into_view_if_needed()
    page.wait_for_timeout(500)

    assert {address.split("/")[2] for address in visited.foreign} == {
        "www.youtube-nocookie.com",
        "player.bilibili.com",
    }
