"""What the scripts make of a browser's storage: on a small page of their own, without a site."""

import json
from pathlib import Path

import pytest

from nma_ae.tools.site import assets

STATIC = Path(assets.__file__).with_name("static")
ADDRESS = "http://course.test/"  # answered by the test: storage needs an address
QUESTION = """
  <section id="section-{0}"><ol><li><p>One</p></li><li><p>Another</p></li></ol>
  <p class="nma-choice" data-question="question-{0}" data-right="A"></p><details></details>
  </section>
"""
PAGE = f"""<!DOCTYPE html>
<nav class="bd-toc">{"".join(f'<a href="#section-{n}">Section</a>' for n in range(5))}</nav>
<article class="bd-article"><section>{"".join(map(QUESTION.format, range(5)))}</section></article>
<div class="nma-answer" data-exercise="here.sum" data-keep="yes"><textarea></textarea>
  <p class="nma-answer__state"></p><p class="nma-answer__verdict"></p>
  <ol class="nma-answer__hints"></ol></div>
<script src="progress.js" data-chapter="here" data-read="read" data-solved="solved"></script>
<script src="choices.js" data-yes="Yes, {{right}}" data-no="Not {{chosen}}: {{right}}"></script>
<script src="answers.js"></script>
"""


@pytest.fixture
def page(browser):
    def answer(route):
        name = route.request.url.removeprefix(ADDRESS)
        if name.endswith(".js"):
            route.fulfill(body=(STATIC / name).read_text(), content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")

    context = browser.new_context()
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/*", answer)
    page.goto(ADDRESS)
    yield page
    assert errors == []
    context.close()


def choose(page, question, option):
    page.locator("ol").nth(question).locator("button").nth(option).click()


def kept(page):
    return json.loads(page.evaluate("localStorage.getItem('nma-ae')"))


@pytest.mark.browser
def test_what_cannot_be_written_lasts_as_long_as_the_page(page):
    choose(page, 0, 0)
    page.evaluate(
        """() => {
            window.original = Storage.prototype.setItem;
            Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); };
        }"""
    )
    choose(page, 1, 1)
    choose(page, 2, 0)
    verdicts = ["Yes, A", "Not B: A", "Yes, A", "", ""]
    assert page.locator(".nma-choice").all_inner_texts() == verdicts
    assert list(kept(page)["chapters"]["here"]["chosen"]) == ["question-0"]

    page.evaluate("() => { Storage.prototype.setItem = window.original; }")
    choose(page, 3, 0)  # with room again, all of it is written
    assert len(kept(page)["chapters"]["here"]["chosen"]) == 4


@pytest.mark.browser
@pytest.mark.parametrize(
    "left",
    [
        {},
        {"chapters": 5, "answers": None, "last": None},
        {"chapters": [], "answers": "text", "last": "here"},
        {"chapters": {"here": None}},
        {"chapters": {"here": {"read": 5, "chosen": None, "sections": "all"}}},
    ],
)
def test_what_is_incomplete_or_of_another_kind_is_made_good(left, page):
    text = json.dumps({"version": 1, "solved": {"here.other": True}, **left})
    page.evaluate("text => localStorage.setItem('nma-ae', text)", text)
    page.reload()
    choose(page, 0, 1)
    page.locator("textarea").press_sequentially("1")
    assert page.locator(".nma-choice").first.inner_text() == "Not B: A"
    assert kept(page) == {
        "version": 1,
        "chapters": {
            "here": {"read": [], "sections": 5, "chosen": {"question-0": "B"}, "questions": 5}
        },
        "solved": {"here.other": True},
        "answers": {"here.sum": "1"},
        "last": {},
    }


@pytest.mark.browser
def test_typing_does_not_read_everything_again_and_again(page):
    choose(page, 0, 0)
    page.evaluate(
        """() => {
            const parse = JSON.parse;
            window.parsed = 0;
            JSON.parse = (text) => { window.parsed += 1; return parse(text); };
        }"""
    )
    page.locator("textarea").press_sequentially("12345")
    assert kept(page)["answers"] == {"here.sum": "12345"}
    assert page.evaluate("window.parsed") <= 5

    other = {**kept(page), "solved": {"here.sum": True}}  # and what another page writes is seen
    page.evaluate(
        """text => {
            localStorage.setItem("nma-ae", text);
            window.dispatchEvent(new StorageEvent("storage"));
        }""",
        json.dumps(other),
    )
    assert "nma-answer--solved" in page.locator(".nma-answer").get_attribute("class")
