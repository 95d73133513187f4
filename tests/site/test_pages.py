"""Opens every page of the real book, and one that holds everything, in a real browser."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from nma_ae.tools.site.chapters import documents

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts" / "site"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.browser


FOLDERS = {"fixture": Path(__file__).parent / "fixture", "book": ROOT / "book"}
# A page is loaded on a desk in the light, and on the smallest phone in the dark; then it changes
# its colours, and on the phone its width.
AND_THEN = {"desktop-light": "desktop-dark", "small-phone-dark": "phone-light"}
PAGES = [
    (site, name)
    for site, folder in FOLDERS.items()
    for name in documents(yaml.safe_load((folder / "_toc.yml").read_text()))
]
PAGES.append(("book", "search"))
PAGES += [
    ("book", f"ja/{name}")
    for site, name in PAGES
    if site == "book" and (name in ("package/index", "package/data") or "package/" not in name)
]
# On a desk these look as the English ones.
JAPANESE_OF_A_FOLDER = [(site, name) for site, name in PAGES if re.match(r"ja/\w+/", name)]
LARGEST = {"intro": 2.5e6}  # bytes, all that the page loads; of other pages:
LARGEST_OTHER = 3e6
NOT_COUNTED = "/plotly-"  # the script of plotly's figures may come on top


@pytest.fixture(scope="class")
def visited(request, visit):
    """One page on one screen; all tests look at it before the next is opened."""
    site, name, screen = request.param
    opened = visit(site, name, screen)
    opened.draw_figures()
    opened.name = name
    yield opened
    opened.page.close()


def on(screen, pages):
    """Have the tests of a class see these pages on this screen."""
    pages = [(*page, screen) for page in pages]
    return pytest.mark.parametrize("visited", pages, ids="-".join, indirect=True, scope="class")


def keep_picture(visited, site, name, screen):
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    file = ARTEFACTS / f"{site}-{name}-{screen}.png".replace("/", "-")
    file.write_bytes(visited.picture())
    assert file.stat().st_size > 0


def serious(visited, options):
    """What axe finds, as text."""
    violations = visited.page.evaluate(
        "options => axe.run(document, {resultTypes: ['violations'], ...options})"
        ".then(result => result.violations)",
        options,
    )
    return "\n\n".join(
        "\n".join([f"{each['id']}: {each['help']}", *(node["html"] for node in each["nodes"])])
        for each in violations
        if each["impact"] in ("serious", "critical")
    )


class EveryPage:
    """What holds on every screen. Two processes can each take one of its classes."""

    def test_the_page_needs_no_other_host(self, visited):
        assert visited.foreign == []

    def test_nothing_fails_and_nothing_is_logged(self, visited):
        assert visited.failed == []
        assert visited.errors == []

    def test_the_mathematics_is_drawn(self, visited):
        formulas = visited.page.locator("article .math")
        drawn = visited.page.locator("article .math:has(mjx-container)")

        assert drawn.count() == formulas.count()
        assert visited.page.locator("mjx-merror").count() == 0

    def test_plotly_figures_are_drawn(self, visited):
        figures = visited.page.locator(".nma-plotly:visible")
        drawn = visited.page.locator(".nma-plotly:visible:has(.main-svg)")

        assert drawn.count() == figures.count()

    def test_widgets_are_shown(self, visited):
        views = visited.page.locator('script[type="application/vnd.jupyter.widget-view+json"]')
        shown = visited.page.locator(".widget-subarea:has(.jupyter-widgets)")

        assert shown.count() == views.count()

    def test_images_are_there_and_say_what_they_show(self, visited):
        poor = visited.page.evaluate(
            """() => [...document.querySelectorAll("article img")]
                .filter(image => !image.complete || !image.naturalWidth || !image.alt.trim())
                .map(image => image.src)"""
        )

        assert poor == []

    def test_every_icon_of_the_theme_is_drawn(self, visited):
        missing = visited.page.evaluate(
            """() => [...document.querySelectorAll("i[class*='fa-'], span[class*='fa-']")]
                .map(mark => mark.className)"""
        )

        assert missing == []

    def test_nothing_makes_the_page_wider_than_the_screen(self, visited):
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

    def test_no_title_is_cut_off(self, visited):
        cut = visited.page.evaluate(
            """() => [...document.querySelectorAll("h1, h2, h3, summary, .prev-next-area a")]
                .filter(element => element.scrollWidth > element.clientWidth + 1)
                .map(element => element.textContent.trim())"""
        )

        assert cut == []

    def test_nothing_begins_where_no_scrolling_leads(self, visited):
        hidden = visited.page.evaluate(
            """() => [...document.querySelectorAll("article :is(mjx-math, pre, table, img, svg)")]
                .filter(element => element.getBoundingClientRect().left < -1)
                .map(element => element.outerHTML.slice(0, 120))"""
        )

        assert hidden == []

    def test_there_is_one_title_and_no_level_is_left_out(self, visited):
        levels = visited.page.evaluate(
            """() => [...document.querySelectorAll("main :is(h1, h2, h3, h4, h5, h6)")]
                .filter(heading => heading.checkVisibility())
                .map(heading => Number(heading.tagName[1]))"""
        )

        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), levels

    def test_the_first_key_leads_past_the_bars(self, visited):
        page = visited.page
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("Tab")

        link = page.evaluate(
            "[document.activeElement.getAttribute('href'), "
            "getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert link[0] == "#main-content"
        assert page.locator("#main-content").count() == 1

    def test_the_page_is_not_too_large(self, visited):
        if visited.name == "everything":
            return
        limit = LARGEST.get(visited.name.removeprefix("ja/"), LARGEST_OTHER)
        counted = {url: size for url, size in visited.sizes().items() if NOT_COUNTED not in url}
        assert sum(counted.values()) < limit, sorted(counted.items(), key=lambda item: -item[1])[:8]

    def test_axe_finds_nothing_serious(self, visited):
        visited.page.add_script_tag(path=AXE)

        assert serious(visited, {}) == ""

    def test_a_picture_is_kept(self, visited, request):
        keep_picture(visited, *request.node.callspec.params["visited"])

    def test_in_the_other_colours_all_can_be_read_as_well(self, visited, request):
        site, name, screen = request.node.callspec.params["visited"]

        visited.change_to(AND_THEN[screen])

        assert serious(visited, {"runOnly": ["color-contrast"]}) == ""
        keep_picture(visited, site, name, AND_THEN[screen])


@on("desktop-light", [page for page in PAGES if page not in JAPANESE_OF_A_FOLDER])
class TestOnADesk(EveryPage):
    pass


@on("small-phone-dark", PAGES)
class TestOnAPhone(EveryPage):
    pass
