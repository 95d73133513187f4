"""What is written into the pages, and what the build says when something is missing."""

import json
import re
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from nma_ae.tools.site.plotly_figures import figure_html

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts" / "site"
SITES = ["fixture", "book"]


class Addresses(HTMLParser):
    """Collects what a page loads, and where it links to."""

    def __init__(self, html):
        super().__init__()
        self.loaded, self.links, self.anchors = [], [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors |= {attributes[name] for name in ("id", "name") if attributes.get(name)}
        if tag in ("script", "img", "source", "iframe") and attributes.get("src"):
            self.loaded.append(attributes["src"])
        elif tag == "link" and attributes["rel"] in ("canonical", "alternate"):
            self.links.append(attributes["href"])
        elif tag == "link" and attributes["href"] != "#":
            self.loaded.append(attributes["href"])
        elif tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])


def pages(folder):
    """The pages, each by its place in the site."""
    return {
        str(page.relative_to(folder)): Addresses(page.read_text())
        for page in folder.rglob("*.html")
        if "_static" not in page.parts
    }


@pytest.mark.parametrize("site", SITES)
def test_pages_load_only_what_the_site_has_by_relative_addresses(sites, site):
    folder = sites(site)
    folded = re.compile(
        r"https://(www\.youtube-nocookie\.com|player\.bilibili\.com|mfr\.ca-1\.osf\.io)/"
    )

    for name, page in pages(folder).items():
        # A picture that its own address holds is not loaded from anywhere.
        loaded = [address for address in page.loaded if not address.startswith("data:")]
        own = [address for address in loaded if not folded.match(address)]
        here = (folder / name).parent
        absent = [address for address in own if not (here / address.split("?")[0]).is_file()]

        assert not [address for address in own if re.match(r"[a-z]+:|/", address)], name
        assert absent == [], name


@pytest.mark.parametrize("site", SITES)
def test_links_stay_on_the_site_or_name_a_host(sites, site):
    folder = sites(site)
    found = pages(folder)

    found.pop("404.html", None)  # its links begin at the root of the host
    for name, page in found.items():
        for link in page.links:
            if link.startswith("https://"):
                continue
            target, _, anchor = link.partition("#")
            file = (folder / name).parent / target.split("?")[0] if target else folder / name
            assert file.is_file(), f"{name} links to {link}, which is not there"
            if anchor and file.suffix == ".html":
                there = found[str(file.resolve().relative_to(folder.resolve()))]
                assert anchor in there.anchors, f"{name} links to {link}, which is no place"


def test_addresses_of_other_hosts_are_well_formed(sites):
    links = {link for page in pages(sites("book")).values() for link in page.links}
    foreign = sorted(link for link in links if "://" in link)

    for link in foreign:
        parts = urlsplit(link)
        assert parts.scheme == "https", link
        assert re.fullmatch(r"([a-z0-9-]+\.)+[a-z]{2,}", parts.hostname), link
        assert not re.search(r"[\s<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})", link), link
    # Listed for whoever wants to try them; the tests never ask another host.
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    (ARTEFACTS / "external-links.txt").write_text("\n".join(foreign) + "\n")


@pytest.mark.parametrize("edition", ["", "ja/"])
def test_the_site_can_be_found_and_shared(sites, edition, published_at):
    folder = sites("book")
    base = published_at
    listed = re.findall(r"<loc>(.*?)</loc>", (folder / edition / "sitemap.xml").read_text())
    assert f"Sitemap: {base}{edition}sitemap.xml\n" in (folder / "robots.txt").read_text()
    assert f"{base}{edition}deep_mlp.html" in listed
    for address in listed:
        page = (folder / address.removeprefix(base)).read_text()
        properties = dict(re.findall(r'<meta property="(og:\w+)" content="([^"]*)"', page))
        assert properties["og:url"] == address
        assert properties["og:title"]
        assert f'<link rel="canonical" href="{address}" />' in page
        picture = properties["og:image"].removeprefix(base)
        assert (folder / picture).is_file()


def test_who_goes_astray_finds_the_way_from_any_depth(sites, published_at, edition_folders):
    page = Addresses((sites("book") / "404.html").read_text())
    assert page.loaded == []
    root = urlsplit(published_at).path
    assert page.links == [f"{root}{edition}intro.html" for edition in edition_folders]


def test_scripts_are_loaded_only_where_they_are_needed(sites):
    heavy = ("mathjax", "plotly", "widgets")
    loaded = {
        name: {script for script in heavy for address in page.loaded if script in address}
        for name, page in pages(sites("fixture")).items()
    }

    assert loaded["everything.html"] == set(heavy)
    assert loaded["plain.html"] == set()
    assert loaded["search.html"] == set()


def test_the_folder_of_figures_and_fonts_is_complete(sites):
    site = sites("fixture") / "_static" / "site"

    assert list((site / "mathjax").rglob("*.woff"))
    assert list((site / "mathjax" / "input" / "tex" / "extensions").glob("*.js"))
    assert list((site / "widgets").glob("*.woff2"))
    assert {path.name for path in site.glob("plotly-*.js")} == {
        "plotly-cartesian.min.js",
        "plotly-figures.js",
        "plotly-gl3d.min.js",
    }


def test_the_page_draws_with_the_plotly_that_made_the_figures():
    whole = resources.files("plotly") / "package_data" / "plotly.min.js"
    version = re.search(r"plotly\.js v([\d.]+)", whole.read_text("utf-8")[:200])[1]
    needed = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    parts = {name: pinned for name, pinned in needed.items() if name.startswith("plotly.js-")}
    assert len(parts) == 2
    assert set(parts.values()) == {version}


def test_the_badge_for_colab_stays_in_the_notebook(sites):
    page = (sites("fixture") / "everything.html").read_text()

    assert "colab-badge" not in page


def test_without_the_npm_packages_the_build_says_what_to_do(build_book, tmp_path):
    result = build_book(tmp_path, working_folder=tmp_path)

    assert result.returncode != 0
    assert "npm ci" in result.stdout + result.stderr
    assert str(tmp_path / "node_modules") in result.stdout + result.stderr


@pytest.mark.slow
def test_a_link_to_nowhere_fails_the_build(build_book, tmp_path):
    signature = "```{eval-rst}\n.. py:function:: f(x: torch.NotInTheTable)\n```"
    result = build_book(tmp_path, extra_text=f"[somewhere](#nowhere)\n\n{signature}\n")

    assert result.returncode != 0
    assert "nowhere" in result.stderr
    assert "torch.NotInTheTable" in result.stderr


def test_a_figure_cannot_end_the_script_that_holds_it():
    figure = {"data": [{"name": "</script><b>&<!--", "x": ["潜在"]}], "layout": {}}

    html = figure_html(figure, alt='a "map" of <digits>')
    content = re.search(r'<script type="application/json">(.*)</script>', html).group(1)

    assert json.loads(content) == figure
    assert "<" not in content
    assert 'aria-label="a &quot;map&quot; of &lt;digits&gt;"' in html


@pytest.mark.parametrize(("layout", "height"), [({}, 450), ({"height": 360}, 360)])
def test_the_place_of_a_figure_is_kept_free(layout, height):
    assert f'style="height:{height}px"' in figure_html({"data": [], "layout": layout})


def test_the_lock_file_pins_every_package_and_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]

    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not [package for package in packages if "resolved" in package]
