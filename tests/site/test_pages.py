"""Opens every page of the real book, and one that holds everything, in a real browser."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from nma_ae.tools.site.chapters import documents
from nma_ae.tools.translate.edition import editions

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts" / "site"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.browser


FOLDERS = {"fixture": Path(__file__).parent / "fixture", "book": ROOT / "book"}
PAGES = [
    (site, name)
    for site, folder in FOLDERS.items()
    for name in documents(yaml.safe_load((folder / "_toc.yml").read_text()))
]
PAGES.append(("book", "search"))
TRANSLATED = "ja" in editions(ROOT)
JAPANESE = [("book", f"ja/{name}") for site, name in PAGES if site == "book" and TRANSLATED]
# Two pages from docstrings, of one template, stand for all of them, but in `make test-full`.
DOCSTRINGS = ("package/index", "package/data")
# A page is loaded on a desk in the light, and on the smallest phone in the dark; then it changes
# its colours, and on the phone its width.
ON_A_DESK = ("desktop-light", "desktop-dark")
ON_A_PHONE = ("small-phone-dark", "phone-light")
# Japanese pages have the look of the English ones with other words: one loading for both.
ON_BOTH = ("small-phone-dark", "desktop-light")
ON_BOTH_OTHERWISE = ("desktop-dark", "phone-light")
LARGEST = {"intro": 2.5e6}  # bytes, all that the page loads; of other pages:
LARGEST_OTHER = 3e6
NOT_COUNTED = "/plotly-"  # the script of plotly's figures may come on top


@pytest.fixture(scope="class")
def visited(request, visit):
    """One page on one screen; all tests look at it before the next is opened."""
    site, name, screen, _ = request.param
    opened = visit(site, name, screen)
    opened.draw_images()
    if not name.startswith("ja/"):  # what takes seconds is the same there
        opened.draw_moving_figures()
    opened.name = name
    yield opened
    opened.page.close()


@pytest.fixture
def other_screen(request):
    """What the page that was visited changes to."""
    return request.node.callspec.params["visited"][3]


def on(screens, pages):
    """Have the tests of a class see these pages on a screen, and at the end on another."""
    visits = [
        pytest.param(
            (site, name, *screens), marks=[] if stands_for_itself(name) else pytest.mark.slow
        )
        for site, name in pages
    ]
    ids = ["-".join(each.values[0]) for each in visits]
    return pytest.mark.parametrize("visited", visits, ids=ids, indirect=True, scope="class")


def stands_for_itself(name):
    """Whether a page is looked at in `make test` as well."""
    name = name.removeprefix("ja/")
    return not name.startswith("package/") or name in DOCSTRINGS


def keep_picture(visited, site, name, screen):
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    file = ARTEFACTS / f"{site}-{name}-{screen}.png".replace("/", "-")
    file.write_bytes(visited.picture())
    assert file.stat().st_size > 0


COLOURS = "color-contrast"  # half of axe's work


def found_by_axe(visited, options):
    """What axe finds, as text."""
    visited.page.add_script_tag(path=AXE)
    violations = visited.page.evaluate(
        """options => axe.run({resultTypes: ["violations"], ...options})
            .then(result => result.violations)""",
        options,
    )
    return "\n\n".join(
        "\n".join([f"{each['id']}: {each['help']}", *(node["html"] for node in each["nodes"])])
        for each in violations
    )


def beyond_the_screen(visited):
    """By how much the page is wider than the screen, and what may be the reason."""
    return visited.page.evaluate(
        """width => [
            Math.max(0, document.documentElement.scrollWidth - width),
            [...document.querySelectorAll("article *")]
                .filter(element => element.getBoundingClientRect().right > width + 1)
                .filter(element => !element.closest("pre, .math"))
                .map(element => element.outerHTML.slice(0, 120))
                .slice(0, 5),
        ]""",
        visited.page.viewport_size["width"],
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
        # What moves them is the page's own, for keys and screen readers.
        assert (
            visited.page.locator(
                ".nma-plotly :is(.slider-container, .updatemenu-container)"
            ).count()
            == 0
        )

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
        pixels, reasons = beyond_the_screen(visited)

        assert pixels == 0, reasons

    def test_no_title_is_cut_off(self, visited):
        cut = visited.page.evaluate(
            """() => [...document.querySelectorAll("h1, h2, h3, summary, .prev-next-area a")]
                .filter(element => element.scrollWidth > element.clientWidth + 1)
                .map(element => element.textContent.trim())"""
        )

        assert cut == []

    def test_no_line_of_the_contents_is_cut_off(self, visited):
        cut = visited.page.evaluate(
            """() => [...document.querySelectorAll("[class*=bd-sidebar-]")].flatMap(bar =>
                [...bar.querySelectorAll("a")]
                    .filter(link => link.checkVisibility({visibilityProperty: true}))
                    .filter(link => link.getBoundingClientRect().right
                        > bar.getBoundingClientRect().right + 1)
                    .map(link => link.textContent.trim()))"""
        )

        assert cut == []

    def test_no_text_of_a_figure_is_cut_off(self, visited):
        cut = visited.page.evaluate(
            """() => [...document.querySelectorAll(".nma-plotly")].flatMap(figure => {
                const {left, right} = figure.getBoundingClientRect();
                return [...figure.querySelectorAll(".main-svg text")]
                    .map(text => [text.getBoundingClientRect(), text.textContent])
                    .filter(([box]) => box.left < left - 1 || box.right > right + 1)
                    .map(([box, text]) => text);
            })"""
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

    def test_axe_finds_nothing(self, visited):
        assert found_by_axe(visited, {}) == ""

    @pytest.mark.slow  # for people to look at
    def test_a_picture_is_kept(self, visited, request):
        site, name, screen, _ = request.node.callspec.params["visited"]
        keep_picture(visited, site, name, screen)

    def test_on_the_other_screen_nothing_is_too_wide(self, visited, other_screen):
        visited.change_to(other_screen)

        pixels, reasons = beyond_the_screen(visited)
        assert pixels == 0, reasons

    def test_on_the_other_screen_all_can_be_read(self, visited, other_screen):
        visited.change_to(other_screen)

        assert found_by_axe(visited, {"runOnly": [COLOURS]}) == ""

    @pytest.mark.slow  # for people to look at
    def test_a_picture_of_the_other_screen_is_kept(self, visited, request):
        site, name, _, other = request.node.callspec.params["visited"]
        visited.change_to(other)
        keep_picture(visited, site, name, other)


@on(ON_A_DESK, PAGES)
class TestOnADesk(EveryPage):
    pass


@on(ON_A_PHONE, PAGES)
class TestOnAPhone(EveryPage):
    @pytest.mark.slow  # the article is that of a desk, and what is around it that of `ON_ITS_OWN`
    def test_axe_finds_nothing(self, visited):
        super().test_axe_finds_nothing(visited)

    @pytest.mark.slow  # the colours are those of a desk, in the light
    def test_on_the_other_screen_all_can_be_read(self, visited, other_screen):
        super().test_on_the_other_screen_all_can_be_read(visited, other_screen)


# What is around the article on a phone, and in Japanese, is the same on all pages of a kind.
ON_ITS_OWN = [("book", "intro"), ("book", "deep_autoencoder"), ("book", "about/instructors")]
ON_ITS_OWN += [each for each in JAPANESE if each[1] in ("ja/intro", "ja/spherical_latent")]


@pytest.mark.parametrize(("site", "name"), ON_ITS_OWN)
def test_axe_finds_nothing_on_a_phone(visit, site, name):
    visited = visit(site, name, ON_A_PHONE[0])
    assert found_by_axe(visited, {}) == ""
    visited.page.close()


@on(ON_BOTH, JAPANESE)
class TestInJapanese(EveryPage):
    @pytest.mark.slow  # the form is that of the English pages
    def test_axe_finds_nothing(self, visited):
        super().test_axe_finds_nothing(visited)

    @pytest.mark.slow  # their figures are those of the English pages
    def test_plotly_figures_are_drawn(self, visited):
        visited.draw_moving_figures()
        super().test_plotly_figures_are_drawn(visited)

    @pytest.mark.slow  # the colours are those of the English pages
    def test_on_the_other_screen_all_can_be_read(self, visited, other_screen):
        super().test_on_the_other_screen_all_can_be_read(visited, other_screen)


@pytest.mark.slow
@on(ON_BOTH_OTHERWISE, JAPANESE)
class TestInJapaneseOtherwise(EveryPage):
    pass
