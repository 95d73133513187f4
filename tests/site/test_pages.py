"""Opens every page of the real book, and one that holds everything, in a real browser."""

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
SCREENS = ["desktop-light", "desktop-dark", "phone-light", "small-phone-dark"]
# Pages made from docstrings are all alike, and the Japanese ones look as the English: fewer screens
# see what there is to see.
FEW_SCREENS = ["desktop-light", "small-phone-dark"]
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
LARGEST = {"intro": 2.5e6}  # bytes, all that the page loads; of other pages:
LARGEST_OTHER = 3e6
# What a page may load on top: the script of plotly's figures, and that of widgets.
NOT_COUNTED = ("plotly-", "widgets/embed.js")


def screens_of(page):
    _site, name = page
    if name.startswith("ja/") and "/" in name.removeprefix("ja/"):
        return FEW_SCREENS[1:]
    return FEW_SCREENS if name.startswith(("package/", "ja/")) else SCREENS


@pytest.fixture(scope="class")
def visited(request, visit):
    """One page on one screen; all tests look at it before the next is opened."""
    site, name, screen = request.param
    opened = visit(site, name, screen)
    opened.draw_figures()
    opened.name = name
    yield opened
    opened.page.close()


def on(screen):
    """Have the tests of a class see the pages on this screen."""
    pages = [(*page, screen) for page in PAGES if screen in screens_of(page)]
    return pytest.mark.parametrize("visited", pages, ids="-".join, indirect=True, scope="class")


class EveryPage:
    """What holds on every screen. Of its classes two processes each take one, then the next."""

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
        counted = {
            url: size
            for url, size in visited.sizes().items()
            if not any(name in url for name in NOT_COUNTED)
        }
        assert sum(counted.values()) < limit, sorted(counted.items(), key=lambda item: -item[1])[:8]

    def test_axe_finds_nothing_serious(self, visited):
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

    def test_a_picture_is_kept(self, visited, request):
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        picture = ARTEFACTS / f"{request.node.callspec.id.replace('/', '-')}.png"

        picture.write_bytes(visited.picture())

        assert picture.stat().st_size > 0


@on("desktop-light")
class TestDesktopLight(EveryPage):
    pass


@on("desktop-dark")
class TestDesktopDark(EveryPage):
    pass


@on("phone-light")
class TestPhoneLight(EveryPage):
    pass


@on("small-phone-dark")
class TestSmallPhoneDark(EveryPage):
    pass
