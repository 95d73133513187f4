"""What a reader has read, answered and solved: remembered by the browser, shown, and forgotten."""

import json
import re

import pytest

from nma_ae.exercises.messages import translation

CHAPTER = "spherical_latent"
LARGEST = 11_000  # bytes, before they are compressed on their way
EDITIONS = [("", "desktop-light"), ("ja/", "small-phone-dark")]
IN_ENGLISH = pytest.mark.parametrize("edition", EDITIONS[:1], indirect=True, ids=["desktop-light"])


def said(page, message, *values):
    return (
        translation(page.evaluate("document.documentElement.lang")).gettext(message).format(*values)
    )


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('nma-ae')") or "null")


@pytest.fixture(params=EDITIONS, ids=lambda param: "-".join(param).replace("/", ""))
def edition(request):
    return request.param[0]


@pytest.fixture
def opened(request, edition, visit):
    """A chapter, seen for the first time, whose clock the tests move."""
    opened = visit("book", f"{edition}{CHAPTER}", dict(EDITIONS)[edition], alone=True)
    opened.page.clock.install()
    opened.page.reload()
    yield opened
    assert (opened.foreign, opened.errors) == ([], [])  # a page that is left may fetch no more
    opened.page.context.close()


@pytest.fixture
def page(opened):
    return opened.page


def go_to(page, number, edge, seconds):
    """Show the beginning or the end of a section, counted from 0, for so many seconds."""
    for _ in range(3):  # parts that have not been seen before turn out larger or smaller
        page.evaluate(
            """([number, edge]) => {
                const all = document.querySelectorAll(".bd-article > section > section");
                const {top, bottom} = all[number].getBoundingClientRect();
                const by = edge === "start" ? top - 20 : bottom - innerHeight + 20;
                window.scrollBy({top: by, behavior: "instant"});
            }""",
            [number, edge],
        )
        page.wait_for_timeout(100)
    page.clock.run_for(1000 * seconds)


def read(page, number):
    go_to(page, number, "start", 11)
    go_to(page, number, "end", 2)


def anchor(page, number):
    return page.locator(".bd-article > section > section").nth(number).get_attribute("id")


@pytest.mark.browser
def test_a_section_is_read_by_who_stays_and_sees_its_end(page):
    go_to(page, 1, "start", 30)  # stayed, and its end not seen
    go_to(page, 2, "end", 3)  # its end seen, and not stayed
    assert kept(page)["chapters"] == {}
    assert page.locator(".nma-tick").count() == 0

    read(page, 1)
    assert kept(page)["chapters"][CHAPTER]["read"] == [anchor(page, 1)]
    (tick,) = page.locator(".bd-toc .nma-tick").all()
    link = tick.locator("xpath=..")
    assert link.get_attribute("href") == f"#{anchor(page, 1)}"
    assert tick.get_attribute("aria-label") == said(page, "read")


@pytest.mark.browser
def test_the_front_page_tells_what_was_done_and_leads_back(page, edition):
    read(page, 1)
    read(page, 0)
    page.locator(".nma-choice-options button").first.click()
    number = page.locator(".bd-article > section > section").count()
    go_to(page, 3, "start", 2)
    place = anchor(page, 3)
    page.goto(page.url.replace(CHAPTER, "intro"))

    done = page.locator(".chapter-map__done")
    assert done.count() == 1
    assert done.inner_text() == "✓ " + " · ".join(
        [
            said(page, "sections read: {} of {}", 2, number),
            said(page, "questions answered: {} of {}", 1, 2),
        ]
    )
    names = page.eval_on_selector_all(
        ".chapter-map li", "all => all.map(each => each.dataset.chapter)"
    )
    start = page.locator(".course-start a").first
    assert start.inner_text() == said(page, "Continue in chapter {}", names.index(CHAPTER) + 1)
    start.click()
    page.wait_for_url(f"**/{edition}{CHAPTER}.html#{place}")


@pytest.mark.browser
@IN_ENGLISH
def test_a_chapter_is_ticked_in_the_bar_when_all_of_it_is_read(page):
    page.locator(".nma-choice-options button").first.click()
    state = kept(page)
    names = page.eval_on_selector_all(
        ".bd-article > section > section", "all => all.map(each => each.id)"
    )
    assert state["chapters"][CHAPTER]["sections"] == len(names)
    state["chapters"][CHAPTER]["read"] = ["a-section-that-was-here", *names]
    state["chapters"][CHAPTER]["chosen"]["a-question-that-was-here"] = "A"
    state["chapters"]["deep_mlp"] = {"read": ["a"], "sections": 2, "chosen": {}, "questions": 0}
    page.evaluate("text => localStorage.setItem('nma-ae', text)", json.dumps(state))
    page.reload()
    page.locator(".nma-choice-options").nth(1).locator("button").first.click()
    assert kept(page)["chapters"][CHAPTER]["read"] == names
    assert len(kept(page)["chapters"][CHAPTER]["chosen"]) == 2
    ticked = page.locator(".bd-links .nma-tick").locator("xpath=..")
    assert ticked.count() == 1
    assert "current" in ticked.get_attribute("class")


@pytest.mark.browser
def test_everything_is_forgotten_by_one_button_and_not_by_mistake(page):
    read(page, 1)
    page.goto(page.url.replace(CHAPTER, "intro"))
    forget = page.get_by_role("button", name=said(page, "Forget everything"))

    page.once("dialog", lambda dialog: dialog.dismiss())
    forget.click()
    assert page.locator(".chapter-map__done").count() == 1

    page.once("dialog", lambda dialog: dialog.accept())
    forget.focus()
    page.keyboard.press("Enter")
    assert page.locator(".chapter-map__done").count() == 0
    assert not forget.is_visible()
    assert page.locator(".course-start a").first.inner_text() == said(page, "Start reading")
    assert page.locator(".course-start a").first.get_attribute("href") == "deep_autoencoder.html"
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('nma'))") == []


@pytest.mark.browser
@IN_ENGLISH
def test_what_another_version_or_something_else_has_left_is_not_read(page):
    for left in ('{"version": 0, "solved": {"deep_mlp.x": 1}}', "not JSON", "[]"):
        page.evaluate("text => localStorage.setItem('nma-ae', text)", left)
        page.reload()
        page.locator(".nma-choice-options button").first.click()
        state = kept(page)
        assert state["version"] == 1
        assert state["solved"] == {}
        assert len(state["chapters"][CHAPTER]["chosen"]) == 1


@pytest.mark.browser
@IN_ENGLISH
def test_where_storage_is_forbidden_the_page_remembers_by_itself(page):
    page.add_init_script(
        """for (const name of ["getItem", "setItem", "removeItem"]) {
            const original = Storage.prototype[name];
            Storage.prototype[name] = function (key, ...rest) {
                if (key.startsWith("nma")) throw new DOMException("no", "SecurityError");
                return original.call(this, key, ...rest);
            };
        }"""
    )
    page.reload()
    read(page, 1)
    page.locator(".nma-choice-options button").first.click()
    assert page.locator(".bd-toc .nma-tick").count() == 1
    assert page.locator(".nma-choice").first.inner_text() != ""


def test_the_scripts_are_small_and_know_neither_network_nor_cookies(sites):
    folder = sites("book") / "_static" / "site"
    files = [folder / "progress.js", folder / "choices.js"]
    text = "".join(file.read_text() for file in files)
    assert len(text) < LARGEST
    assert not re.search(r"cookie|fetch\(|XMLHttpRequest|sendBeacon|import\(", text)
