"""The feed in which readers are told of a chapter that has changed."""

import re
from datetime import datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from nma_ae.tools.site import feed as module
from nma_ae.tools.site.feed import add_feed_link, write_feed

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def text_of(element, name):
    (found,) = element.findall(f"atom:{name}", ATOM)
    return found.text


@pytest.mark.parametrize(("edition", "language"), [("", "en"), ("ja/", "ja")])
def test_each_chapter_is_an_entry_and_the_newest_is_the_first(
    sites, published_at, edition, language
):
    folder = sites("book") / edition
    if not (folder / "feed.xml").is_file():
        assert "Last updated" not in (sites("book") / "deep_mlp.html").read_text()
        pytest.skip("the history of this checkout is not known")
    feed = ElementTree.parse(folder / "feed.xml").getroot()
    base = f"{published_at}{edition}"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert text_of(feed, "id") == f"{base}intro.html"
    assert text_of(feed, "title")
    assert feed.find("atom:author/atom:name", ATOM).text
    links = {link.get("rel"): link.get("href") for link in feed.findall("atom:link", ATOM)}
    assert links == {None: f"{base}intro.html", "self": f"{base}feed.xml"}

    entries = feed.findall("atom:entry", ATOM)
    pages = [entry.find("atom:link", ATOM).get("href").removeprefix(base) for entry in entries]
    chapters = [page for page in pages if '"nma-run"' in (folder / page).read_text()]
    assert sorted(pages) == sorted(chapters)
    assert "deep_mlp.html" in pages
    assert len({text_of(entry, "id") for entry in entries}) == len(entries)
    days = [datetime.fromisoformat(text_of(entry, "updated")) for entry in entries]
    assert days == sorted(days, reverse=True)
    assert datetime.fromisoformat(text_of(feed, "updated")) == days[0]
    for page, entry in zip(pages, entries, strict=True):
        html = (folder / page).read_text()
        assert text_of(entry, "title") in re.search(r"<title>(.*?)</title>", html)[1]
        assert text_of(entry, "summary") in html
        assert (
            f'<link rel="alternate" type="application/atom+xml" href="{links["self"]}" />' in html
        )


@pytest.mark.parametrize(("address", "day"), [("", "2026-01-01"), ("https://a.org/b/", None)])
def test_without_an_address_or_a_history_there_is_none(tmp_path, monkeypatch, address, day):
    monkeypatch.setattr(module, "site_address", lambda _config: address)
    monkeypatch.setattr(module, "last_change", lambda _app, _page: day)
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html"),
        config=SimpleNamespace(),
        env=SimpleNamespace(found_docs={"chapter"}),
        outdir=tmp_path,
    )
    context = {}
    add_feed_link(app, "chapter", "", context, None)
    write_feed(app, None)
    assert context == {}
    assert list(tmp_path.iterdir()) == []
