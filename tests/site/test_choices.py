"""Questions with a choice, on the pages: pressed, answered, explained, and remembered."""

import re
from types import SimpleNamespace

import pytest
from docutils.core import publish_doctree

from nma_ae.exercises.messages import translation
from nma_ae.tools.notebooks.choices import read_choices
from nma_ae.tools.notebooks.files import find_notebooks, read_notebook
from nma_ae.tools.site import choices

NOTEBOOKS = {path.stem: read_notebook(path) for path in find_notebooks([])}
PLACE = re.compile(r'<p class="nma-choice" role="status" data-question="([\w-]+)" data-right="(.)"')


@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_each_question_of_a_notebook_is_on_its_pages(sites, edition_folders, chapter):
    texts = [cell.source for cell in NOTEBOOKS[chapter].cells if cell.cell_type == "markdown"]
    rights = [choice.right for text in texts for choice in read_choices(text)]
    english, *others = (
        PLACE.findall((sites("book") / f"{edition}{chapter}.html").read_text())
        for edition in edition_folders
    )
    assert [right for _name, right in english] == rights
    assert all(other == english for other in others)
    assert len({name for name, _right in english}) == len(english)


@pytest.mark.slow
def test_what_is_not_complete_fails_the_build_and_what_is_not_translated_does_not(
    build_book, tmp_path
):
    mark = '<div lang="en" class="not-translated">\n<small lang="ja">…</small>\n\n{}\n\n</div>\n'
    fold = "\n<details><summary>…</summary>\n\n{}\n\n</details>\n"
    options = "- A. One\n- B. Two\n"
    text = (
        f"\n## Choose\n\n{options}{fold.format('**B.** Because.')}"
        f"\n## Choose again\n\n{mark.format(options)}"
        f"{fold.format(mark.format('**A.** Because. **B** is not.'))}"
    )
    result = build_book(tmp_path, extra_text=text)
    assert result.returncode != 0
    assert result.stderr.count("WARNING") == 1
    assert "plain: options A, B: the fold says nothing of A" in result.stderr
    page = (tmp_path / "_build" / "html" / "plain.html").read_text()
    assert PLACE.findall(page) == [("choose-again-1", "A")]
    assert 'data-chapter="plain"' in page  # or its choices would be kept for no page


@pytest.mark.parametrize(
    ("heading", "bullet", "more", "problem"),
    [
        ("# A heading", "-", "", None),
        ("", "-", "", "without a heading above it, expected one"),
        ("# A heading", "*", "", "options begin with '*', expected '-'"),
        ("# A heading", "-", "\n\n  Because.", "option A has 2 paragraphs or blocks, expected one"),
        ("# A heading", "-", "\n  ```\n  code\n  ```", "option A has 2 paragraphs or blocks"),
    ],
    ids=["none", "no heading", "other bullets", "two paragraphs", "code"],
)
def test_what_cannot_become_buttons_is_refused(heading, bullet, more, problem, monkeypatch):
    warnings = []
    monkeypatch.setattr(
        choices._logger, "warning", lambda text, *values, **_: warnings.append(text % values)
    )
    text = (
        f"{heading}\n\n{bullet} A. One{more}\n{bullet} B. Another\n\n"
        "<details><summary>…</summary>\n\n**A.** Not **B**.\n\n</details>\n"
    )
    doctree = publish_doctree(
        text, parser_name="myst", settings_overrides={"doctitle_xform": False}
    )
    app = SimpleNamespace(builder=SimpleNamespace(format="html"))
    choices.mark_choices(app, doctree, "page")
    if problem is None:
        assert (warnings, PLACE.findall(doctree.astext())) == ([], [("a-heading-1", "A")])
    else:
        assert len(warnings) == 1
        assert problem in warnings[0]
        assert not PLACE.search(doctree.astext())


@pytest.fixture(
    params=[
        ("spherical_latent", "desktop-light"),
        pytest.param(("spherical_latent", "small-phone-dark"), marks=pytest.mark.slow),
        pytest.param(("ja/spherical_latent", "desktop-dark"), marks=pytest.mark.slow),
        ("ja/spherical_latent", "phone-light"),
    ],
    ids=lambda param: "-".join(param).replace("/", "-"),
)
def opened(request, visit):
    opened = visit("book", *request.param)
    opened.page.evaluate("localStorage.clear()")
    opened.page.reload()
    yield opened
    assert (opened.foreign, opened.failed, opened.errors) == ([], [], [])
    opened.page.close()


def come_near(element):
    """Scroll to it, and wait until it is laid out: what is not has no text for who asks."""
    element.scroll_into_view_if_needed()
    element.page.wait_for_timeout(300)


def verdict_of(page, number):
    """The place of a verdict, its options and its fold."""
    verdict = page.locator(".nma-choice").nth(number)
    come_near(verdict)
    return (
        verdict,
        verdict.locator("xpath=preceding-sibling::ol[1]").locator("button"),
        verdict.locator("xpath=following-sibling::details[1]"),
    )


def said(page, message, **values):
    return (
        translation(page.evaluate("document.documentElement.lang"))
        .gettext(message)
        .format(**values)
    )


@pytest.mark.browser
def test_a_wrong_choice_is_told_in_words_and_explained(opened):
    page = opened.page
    verdict, options, fold = verdict_of(page, 0)
    assert verdict.get_attribute("data-right") == "B"
    assert fold.get_attribute("open") is None
    assert [option.inner_text()[:2] for option in options.all()] == ["A.", "B.", "C."]
    assert min(option.bounding_box()["height"] for option in options.all()) >= 44

    options.nth(2).click()
    assert verdict.inner_text() == said(
        page, "✗ Not {chosen}: the answer is {right}.", chosen="C", right="B"
    )
    assert verdict.get_attribute("role") == "status"
    assert fold.locator("strong").first.is_visible()
    assert [option.inner_text()[:1] for option in options.all()] == ["A", "✓", "✗"]

    options.nth(1).click(force=True)  # afterwards, which is no prediction
    assert options.nth(1).get_attribute("aria-pressed") == "false"
    page.reload()
    come_near(verdict)
    assert "C" in verdict.inner_text()
    assert [option.inner_text()[:1] for option in options.all()] == ["A", "✓", "✗"]
    assert fold.get_attribute("open") is None


@pytest.mark.browser
def test_the_right_one_is_chosen_by_keyboard_alone(opened):
    page = opened.page
    verdict, options, fold = verdict_of(page, 1)
    options.first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert verdict.inner_text() == said(page, "✓ Yes, {right}.", right="B")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past the last option, to what explains it
    assert page.evaluate("document.activeElement.localName") == "summary"
    assert fold.locator("strong").first.is_visible()


@pytest.mark.browser
def test_the_editions_share_what_was_chosen(opened, edition_folders):
    if len(edition_folders) == 1:
        pytest.skip("there is one edition")
    page = opened.page
    verdict, options, _fold = verdict_of(page, 0)
    options.nth(1).click()
    here, there = ("日本語", "English")
    language = page.evaluate("document.documentElement.lang")
    page.get_by_role("link", name=here if language == "en" else there, exact=True).click()
    page.wait_for_function(f"document.documentElement.lang !== '{language}'")
    page.wait_for_load_state()
    come_near(verdict)
    assert verdict.inner_text() == said(page, "✓ Yes, {right}.", right="B")


@pytest.mark.browser
def test_without_scripts_it_is_a_list_and_a_fold(browser, sites):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((sites("book") / "spherical_latent.html").as_uri())
    options = page.locator("ol.nma-choice-options").first
    assert options.locator("button").count() == 0
    assert options.evaluate("list => getComputedStyle(list).listStyleType") == "upper-alpha"
    fold = options.locator("xpath=following-sibling::details[1]")
    fold.locator("summary").click()
    assert fold.locator("strong").first.inner_text() == "B."
    context.close()
