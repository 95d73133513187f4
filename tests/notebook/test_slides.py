import pytest

from nma_ae.notebook import slides


def test_they_are_folded_and_lazy():
    html = slides("Deep MLPs", osf="ed65b")._repr_html_()
    assert html.startswith("<details")
    assert "<details open" not in html
    assert 'loading="lazy"' in html
    assert "url=https://osf.io/ed65b/?direct%26mode=render" in html
    assert 'href="https://osf.io/download/ed65b/"' in html


def test_a_terminal_shows_the_address():
    assert repr(slides("Deep MLPs", osf="ed65b")) == (
        "Slides: Deep MLPs\n  https://osf.io/download/ed65b/"
    )


def test_a_title_is_text_and_never_markup():
    assert "<script>" not in slides("<script>", osf="ed65b")._repr_html_()


@pytest.mark.parametrize(
    ("argument", "value"), [("title", " "), ("osf", ""), ("osf", "ed65b/"), ("osf", 'e"65b')]
)
def test_refuses(argument, value):
    with pytest.raises(ValueError, match=argument):
        slides(**{"title": "Deep MLPs", "osf": "ed65b", argument: value})
