from html.parser import HTMLParser

import pytest

from nma_ae.notebook import videos

EXTENSIONS = {"youtube": "pgkrU9UqXiU", "bilibili": "BV175411a7j9"}


class Elements(HTMLParser):
    """Collects the elements of a piece of HTML, and the text by the element that it stands in."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts, self._open = [], {}, []
        self.feed(html)
        self.close()
        assert self._open == [], "an element was not closed"

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.texts.setdefault(self._open[-1], []).append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def test_both_sites_are_shown_folded_and_lazily():
    page = Elements(videos("Extensions", **EXTENSIONS)._repr_html_())

    (details,) = page.named("details")
    youtube, bilibili = page.named("iframe")

    assert "open" not in details
    assert page.texts["summary"] == ["Video: Extensions"]
    assert youtube["src"] == "https://www.youtube-nocookie.com/embed/pgkrU9UqXiU"
    assert bilibili["src"] == (
        "https://player.bilibili.com/player.html?bvid=BV175411a7j9&autoplay=0"
    )
    assert youtube["title"] == "Extensions (YouTube)"
    assert bilibili["title"] == "Extensions (Bilibili)"
    for frame in (youtube, bilibili):
        assert frame["loading"] == "lazy"
        assert "allowfullscreen" in frame
        assert frame["referrerpolicy"] == "strict-origin-when-cross-origin"


def test_who_sees_no_player_finds_the_addresses():
    page = Elements(videos("Extensions", **EXTENSIONS)._repr_html_())

    assert [link["href"] for link in page.named("a")] == [
        "https://www.youtube.com/watch?v=pgkrU9UqXiU",
        "https://www.bilibili.com/video/BV175411a7j9",
    ]
    assert page.texts["a"] == ["Watch on YouTube", "Watch on Bilibili"]


def test_a_terminal_shows_the_addresses():
    assert repr(videos("Extensions", **EXTENSIONS)).splitlines() == [
        "Video: Extensions",
        "  YouTube   https://www.youtube.com/watch?v=pgkrU9UqXiU",
        "  Bilibili  https://www.bilibili.com/video/BV175411a7j9",
    ]


def test_a_title_is_text_and_never_markup():
    title = '<script>"a" & b</script>'

    page = Elements(videos(title, **EXTENSIONS)._repr_html_())

    assert page.named("script") == []
    assert page.texts["summary"] == [f"Video: {title}"]
    assert page.named("iframe")[0]["title"] == f"{title} (YouTube)"


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("title", " "),
        ("youtube", ""),
        ("youtube", "pgkrU9UqXi"),
        ("youtube", "pgkrU9UqXiU?autoplay=1"),
        ("youtube", "pgkrU9UqXiU\n"),
        ("youtube", 'pgkrU9"qXiU'),
        ("youtube", "ｐgkrU9UqXiU"),
        ("bilibili", "175411a7j9"),
        ("bilibili", "BV175411a7j9&p=2"),
        ("bilibili", "https://www.bilibili.com/video/BV175411a7j9"),
    ],
)
def test_what_is_no_identifier_is_refused(argument, value):
    arguments = {"title": "Extensions", **EXTENSIONS, argument: value}

    with pytest.raises(ValueError, match=argument):
        videos(**arguments)
