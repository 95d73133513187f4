"""Opens the page that `nma-ae grade --format html` writes in a real browser."""

from pathlib import Path

import pytest

from nma_ae.exercises import courses, set_language
from nma_ae.tools.grade.class_page import as_page
from nma_ae.tools.grade.report import Graded, Row
from nma_ae.tools.grade.students import Submission

SCREENS = ("desktop-light", "desktop-dark", "phone-light", "small-phone-dark")
STATUSES = ("correct", "wrong", "error", "open", "missing", "not-run", "crashed", "check-failed")
HOSTILE = (
    "</pre><script>window.ran = 1</script>",
    "\"'><img src=x onerror='window.ran = 1'>",
    "\u202e" + "<svg onload=window.ran=1>" * 999,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    """Return a function from a language to the page of a class of twelve, three of them hostile."""

    def written(language: str) -> Path:
        handed_in = []
        for number in range(12):
            text = HOSTILE[number] if number < len(HOSTILE) else f"student {number}"
            rows = tuple(
                Row(name, STATUSES[(number + i) % 8], text, "", text, details=text, code=text)
                for chapter in ("deep_autoencoder", "deep_mlp")
                for i, name in enumerate(courses.names(chapter))
            )
            status, unheld = ("crashed", text) if number < 4 else ("graded", "")
            graded = Graded(text, status, text, "cut off", "limited", rows, unheld)
            handed_in.append(Submission(graded, (text, "a.ipynb")))
        path = tmp_path_factory.mktemp("class") / "class.html"
        try:
            set_language(language)
            path.write_bytes(as_page(handed_in).encode())
        finally:
            set_language("en")
        return path

    return written


@pytest.fixture
def opened(browser, screens, page_file):
    """Return a function that opens the page; a test may bring scripts of its own."""
    contexts = []

    def visit(language: str, screen: str, **options):
        contexts.append(browser.new_context(**screens[screen], **options))
        page = contexts[-1].new_page()
        page.goto(page_file(language).as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("screen", SCREENS)
def test_everybody_can_read_it_on_every_screen(opened, axe, language, screen):
    page = opened(language, screen, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.add_script_tag(path=axe)
    found = page.evaluate("axe.run().then(result => result.violations.map(each => each.help))")
    assert found == []
    assert page.evaluate("window.ran") is None


def test_it_asks_for_nothing_and_says_what_colours_say(opened):
    page = opened("en", "phone-light")
    assert page.evaluate("performance.getEntriesByType('resource').length") == 0
    assert page.evaluate("document.querySelectorAll('script, img, svg').length") == 0
    cells = page.locator("td.state").all_inner_texts()
    assert len({cell.split("\n")[0] for cell in cells}) == len(STATUSES)
    assert all(len(cell) > 3 for cell in cells)


def test_on_paper_nothing_is_cut_off(opened):
    page = opened("en", "desktop-dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    cut_off = page.evaluate(
        """[...document.querySelectorAll("pre, .grid")]
            .filter(each => each.scrollHeight > each.clientHeight + 1).length"""
    )
    assert cut_off == 0
