"""Opens every page of the real book, and one that holds everything, in a real browser."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts" / "site"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.browser


def documents(folder):
    contents = yaml.safe_load((folder / "_toc.yml").read_text())
    return [contents["root"], *(chapter["file"] for chapter in contents.get("chapters", []))]


FOLDERS = {"fixture": Path(__file__).parent / "fixture", "book": ROOT / "book"}
PAGES = [(site, name) for site, folder in FOLDERS.items() for name in documents(folder)]
PAGES.append(("book", "search"))
SCREENS = ["desktop-light", "desktop-dark", "phone-light", "small-phone-dark"]


@pytest.fixture(
    scope="module",
    params=[(*page, screen) for page in PAGES for screen in SCREENS],
    ids="-".join,
)
def visited(request, visit):
    """One page on one screen; all tests look at it before the next is opened."""
    site, name, screen = request.param
    opened = visit(site, name, screen)
    opened.draw_figures()
    yield opened
    opened.page.close()


def test_the_page_needs_no_other_host(visited):
    assert visited.foreign == []


def test_nothing_fails_and_nothing_is_logged(visited):
    assert visited.failed == []
    assert visited.errors == []


def test_the_mathematics_is_drawn(visited):
    formulas = visited.page.locator("article .math")
    drawn = visited.page.locator("article .math:has(mjx-container)")

    assert drawn.count() == formulas.count()
    assert visited.page.locator("mjx-merror").count() == 0


def test_plotly_figures_are_drawn(visited):
    figures = visited.page.locator(".nma-plotly:visible")
    drawn = visited.page.locator(".nma-plotly:visible:has(.main-svg)")

    assert drawn.count() == figures.count()


def test_widgets_are_shown(visited):
    views = visited.page.locator('script[type="application/vnd.jupyter.widget-view+json"]')
    shown = visited.page.locator(".widget-subarea:has(.jupyter-widgets)")

    assert shown.count() == views.count()


def test_images_are_there_and_say_what_they_show(visited):
    poor = visited.page.evaluate(
        """() => [...document.querySelectorAll("article img")]
            .filter(image => !image.complete || !image.naturalWidth || !image.alt.trim())
            .map(image => image.src)"""
    )

    assert poor == []


def test_every_icon_of_the_theme_is_drawn(visited):
    missing = visited.page.evaluate(
        """() => [...document.querySelectorAll("i[class*='fa-'], span[class*='fa-']")]
            .map(mark => mark.className)"""
    )

    assert missing == []


def test_nothing_makes_the_page_wider_than_the_screen(visited):
    width = visited.page.viewport_size["width"]
    page_width, beyond = visited.page.evaluate(
        """width => [
            document.documentElement.scrollWidth,
            [...document.querySelectorAll("article *")]
                .filter(element => element.getBoundingClientRect().right > width + 1)
                .filter(element => !element.closest("pre, .math"))
                .map(element => element.outerHTML.slice(0, 120)),
        ]""",
        width,
    )

    assert page_width <= width, beyond[:5]


def test_no_title_is_cut_off(visited):
    cut = visited.page.evaluate(
        """() => [...document.querySelectorAll("h1, h2, h3, summary, .prev-next-area a")]
            .filter(element => element.scrollWidth > element.clientWidth + 1)
            .map(element => element.textContent.trim())"""
    )

    assert cut == []


def test_nothing_begins_where_no_scrolling_leads(visited):
    hidden = visited.page.evaluate(
        """() => [...document.querySelectorAll("article :is(mjx-math, pre, table, img, svg)")]
            .filter(element => element.getBoundingClientRect().left < -1)
            .map(element => element.outerHTML.slice(0, 120))"""
    )

    assert hidden == []


def test_axe_finds_nothing_serious(visited):
    visited.page.add_script_tag(path=AXE)
    violations = visited.page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)"
    )

    serious = [
        f"{violation['id']}: {violation['help']}\n"
        + "\n".join(node["html"] for node in violation["nodes"])
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    ]
    assert not serious, "\n\n".join(serious)


def test_a_picture_is_kept(visited, request):
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    picture = ARTEFACTS / f"{request.node.callspec.id}.png"

    visited.page.screenshot(path=picture, full_page=True, scale="css")

    assert picture.stat().st_size > 0
