"""The search: chapters before the reference, small typos forgiven, formulas left out."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def find(visit):
    """Return a function from words to the page of the search, with all results, and their names."""

    def found(words):
        page = visit("book", "search").page
        folder = page.url.rpartition("/")[0]
        page.goto(f"{page.url}?q={words}", wait_until="networkidle")
        page.wait_for_function("() => document.querySelector('.search-summary')?.innerText")
        links = page.locator("#search-results li > a").evaluate_all("all => all.map(a => a.href)")
        return page, [link.removeprefix(f"{folder}/").partition(".html")[0] for link in links]

    return found


@pytest.mark.parametrize("words", ["encoder", "accuracy", "images"])
def test_chapters_come_before_the_reference(find, words):
    _, names = find(words)

    reference = [name.startswith("package/") for name in names]
    assert False in reference
    assert True in reference
    assert reference == sorted(reference)


@pytest.mark.parametrize(
    ("typo", "page"),
    [
        ("autoencodr", "deep_autoencoder"),
        ("percetron", "deep_mlp"),
        ("sphree", "spherical_latent"),
        ("contrastve loss", "ssl_rsm"),
    ],
)
def test_small_typos_are_forgiven(find, typo, page):
    _, names = find(typo)

    assert page in names


@pytest.mark.parametrize("words", ["xylophone", "qqqqq"])
def test_what_resembles_no_word_is_not_found(find, words):
    assert find(words)[1] == []


@pytest.mark.parametrize("words", ["variance", "softmax"])
def test_neither_formulas_nor_buttons_are_shown_of_a_page(find, words):
    page, _ = find(words)

    shown = page.locator("#search-results .context").all_inner_texts()
    assert any("…" in text for text in shown)
    assert not any("Open in" in text or ".pdf" in text for text in shown)
    assert not any("\\(" in text or "\\[" in text for text in shown)
