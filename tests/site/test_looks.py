"""What a page looks like where something is missing: scripts, a fast line, width."""

import gzip
import re
from pathlib import Path

import pytest

from nma_ae.tools.notebooks.files import find_notebooks

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


SECTIONS = """() => [...document.querySelectorAll(".bd-article section[id]")].map(({ id }) => id)"""
PHONE, DESK = {"width": 390, "height": 820}, {"width": 1280, "height": 820}


@pytest.mark.parametrize("name", ["deep_mlp", "ja/spherical_latent"])
def test_what_nobody_has_come_near_is_not_laid_out(open_page, name):
    page = open_page(name, viewport=PHONE)

    cells = page.locator(".bd-article div.cell > *")
    drawn = cells.evaluate_all(
        "all => all.filter(each => each.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert 0 < drawn < cells.count() / 4

    last = page.locator(".bd-article figure:not(details *)").last
    last.scroll_into_view_if_needed()
    page.wait_for_function(
        "each => each.checkVisibility({contentVisibilityAuto: true})", arg=last.element_handle()
    )


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", ["deep_mlp", "ssl_rsm", "ja/spherical_latent"])
def test_a_link_leads_to_the_beginning_of_a_section(open_page, name, viewport):
    page = open_page(name, viewport=viewport)
    sections = page.evaluate(SECTIONS)
    address = page.url

    for section in (sections[len(sections) // 2], sections[-2], sections[-1]):
        page.goto("about:blank")
        page.goto(f"{address}#{section}")
        page.wait_for_timeout(500)  # what comes near is laid out, and turns out smaller or larger
        page.wait_for_function(
            """id => {
                const { top } = document.getElementById(id).getBoundingClientRect();
                const below = document.documentElement.scrollHeight - innerHeight - scrollY;
                return Math.abs(top - 64) <= 2 || (below < 1 && top > 64 && top < 400);
            }""",
            arg=section,
        )


def test_a_browser_without_idle_time_lets_the_keyboard_in_as_well(browser, sites):
    with browser.new_context(viewport=PHONE) as context:  # as Safari, which lays out all at once
        context.add_init_script("window.requestIdleCallback = undefined")
        page = context.new_page()
        page.goto((Path(sites("book")) / "deep_mlp.html").as_uri())
        page.add_style_tag(content=".bd-article * { content-visibility: visible !important; }")

        page.wait_for_function(
            """() => {
                const frames = [...document.querySelectorAll(".bd-article pre")]
                    .filter(frame => frame.checkVisibility())
                    .filter(frame => frame.scrollWidth > frame.clientWidth);
                return frames.length > 5 && frames.every(frame => frame.tabIndex === 0);
            }"""
        )


CHAPTERS = [path.stem for path in find_notebooks([])]
COMPRESSED = {".html", ".css", ".js", ".mjs", ".json", ".svg"}  # on their way


@pytest.mark.parametrize("edition", ["", "ja/"])
@pytest.mark.parametrize("name", ["intro", *CHAPTERS])
def test_before_anybody_scrolls_half_a_megabyte_has_come(browser, sites, name, edition):
    with browser.new_context(viewport=PHONE, is_mobile=True) as context:
        page, files = context.new_page(), {}
        page.on("request", lambda it: files.update({Path(it.url.removeprefix("file://")): it}))
        page.goto((Path(sites("book")) / f"{edition}{name}.html").as_uri())
        page.wait_for_timeout(1000)

    sizes = {}
    for file in (Path(str(each).partition("?")[0]) for each in files if each.is_absolute()):
        content = file.read_bytes()
        sizes[file] = len(gzip.compress(content) if file.suffix in COMPRESSED else content)
    assert len(sizes) > 10
    assert sum(sizes.values()) < 500_000, sizes


@pytest.mark.parametrize("name", ["intro", *CHAPTERS])
def test_nothing_is_fetched_before_the_style_that_draws_the_page(sites, name):
    head, _, _ = (Path(sites("book")) / f"{name}.html").read_text().partition("</head>")
    assert 'rel="preload"' not in head
    waited_for = [
        re.search(r"(\w+)\.js", script)[1]
        for script in re.findall(r"<script[^>]* src=[^>]*>", head)
        if " defer" not in script
    ]
    assert waited_for == ["documentation_options"]


# At 412 pixels one paragraph of this chapter has a line less in Times, which stands in here.
SHIFTS = {"spherical_latent": 0.1}


@pytest.mark.parametrize("name", CHAPTERS)
def test_lines_stay_where_they_are_when_the_fonts_come(browser, sites, name):
    with browser.new_context(viewport={"width": 412, "height": 823}) as context:
        page, held = context.new_page(), []
        page.route("**/*.woff2", lambda font: held.append(font))
        page.add_init_script(
            """window.shift = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => {
                window.shift += entry.value;
            })).observe({type: "layout-shift", buffered: true});"""
        )
        page.goto((Path(sites("book")) / f"{name}.html").as_uri(), wait_until="domcontentloaded")
        page.wait_for_timeout(700)
        assert len(held) > 2
        page.evaluate("window.shift = 0")  # what the page's scripts have moved
        for font in held:
            font.continue_()
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(500)
        assert page.evaluate("window.shift") < SHIFTS.get(name, 0.05)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", CHAPTERS)
def test_nothing_is_cut_off_at_the_sides_of_a_part(open_page, name, viewport):
    """What is laid out on its own is painted on its own, and ends where its place does."""
    page = open_page(name, viewport=viewport)

    cut = page.evaluate(
        """() => {
            const parts = [...document.querySelectorAll(".bd-article section > *")]
                .filter(part => getComputedStyle(part).contentVisibility === "auto");
            const scrolls = element => getComputedStyle(element).overflowX !== "visible";
            const inFrame = (element, part) => {
                for (let each = element.parentElement; each !== part; each = each.parentElement) {
                    if (scrolls(each)) { return true; }
                }
                return false;
            };
            return parts.flatMap(part => {
                const room = parseFloat(getComputedStyle(part).overflowClipMargin);
                const { left, right } = part.getBoundingClientRect();
                return [...part.querySelectorAll("*:not(svg *)")]
                    .filter(each => each.checkVisibility() && !inFrame(each, part))
                    .map(each => [each, each.getBoundingClientRect()])
                    .filter(([, place]) => place.width > 0)
                    .filter(([, place]) => place.left < left - room || place.right > right + room)
                    .map(([each]) => each.outerHTML.slice(0, 80));
            });
        }"""
    )
    assert cut == []
