"""What a page looks like where something is missing: scripts, a fast line, width."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

GROUNDS = {"light": "rgb(252, 252, 250)", "dark": "rgb(18, 22, 29)"}
COLOURS = (
    """() => ["color", "backgroundColor"].map(each => getComputedStyle(document.body)[each])"""
)
NARROWEST = 320  # pixels: what is left where somebody enlarges a page of 1280 fourfold


@pytest.fixture
def open_page(browser, sites):
    """Return a function that opens a page from the disk in a browser with these settings."""
    contexts = []

    def opened(name, blocked="", **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        if blocked:
            page.route(blocked, lambda route: route.abort())
        page.goto((Path(sites("book")) / f"{name}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", GROUNDS)
def test_a_page_has_its_colours_before_scripts_have_come(open_page, scheme):
    page = open_page("deep_mlp", blocked="**/*.js*", color_scheme=scheme)

    text, ground = page.evaluate(COLOURS)
    assert ground == GROUNDS[scheme]
    assert text not in GROUNDS.values()


def test_what_a_reader_has_chosen_is_there_before_scripts_have_come(open_page):
    page = open_page("deep_mlp", color_scheme="light")
    page.evaluate("localStorage.setItem('mode', 'dark')")
    page.route("**/*.js*", lambda route: route.abort())
    page.reload()

    assert page.evaluate(COLOURS)[1] == GROUNDS["dark"]


@pytest.mark.parametrize("scheme", GROUNDS)
def test_without_scripts_a_page_is_light_and_has_its_buttons(open_page, scheme):
    page = open_page("intro", java_script_enabled=False, color_scheme=scheme)

    # Scripts of the page are off, those of the test are not.
    assert page.evaluate(COLOURS)[1] == GROUNDS["light"]
    button = page.locator(".course-start .course-button--primary")
    ground = button.evaluate("each => getComputedStyle(each).backgroundColor")
    assert ground not in (GROUNDS["light"], "rgba(0, 0, 0, 0)")


@pytest.mark.parametrize("name", ["intro", "deep_mlp", "ja/ssl_rsm", "package/data", "ja/search"])
def test_no_page_is_wider_than_the_narrowest_screen(open_page, name):
    page = open_page(name, viewport={"width": NARROWEST, "height": 640}, is_mobile=True)

    assert page.evaluate("document.documentElement.scrollWidth") == NARROWEST


def test_on_a_desk_the_explorer_is_seen_at_once(open_page):
    page = open_page("intro", viewport={"width": 1280, "height": 900})

    top = page.locator(".nma-explorer__stage").bounding_box()["y"]
    assert top < 600
