"""The front page: the explorer in it, and what it says of the other files."""

import re
from pathlib import Path

import pytest
import torch
import yaml

from nma_ae.explorers.spaces import shipped_spaces
from nma_ae.networks import split_autoencoder
from nma_ae.tools.site.chapters import documents, read_chapter
from nma_ae.weights import trained

ROOT = Path(__file__).parents[2]
EXPLORER = "document.querySelector('.nma-explorer').explorer"
CHAPTERS = [
    read_chapter(path)
    for name in documents(yaml.safe_load((ROOT / "book" / "_toc.yml").read_text()))
    if (path := ROOT / "book" / f"{name}.ipynb").is_file()
]


@pytest.fixture(scope="module")
def front(visit):
    opened = visit("book", "intro")
    opened.page.wait_for_selector(".nma-explorer--ready")
    opened.page.evaluate(f"{EXPLORER}.ready")
    yield opened
    assert (opened.foreign, opened.failed, opened.errors) == ([], [], [])


@pytest.fixture
def page(front):
    return front.page


def network(page, name, kind, batch):
    """What the page's own network makes of a batch, and torch's."""
    ours = page.evaluate(
        f"""async ([name, batch]) => {{
            const space = {EXPLORER}.space;
            const network = name === "encoder" ? await space.loadEncoder() : space.decode;
            return batch.map(values => [...network(values)]);
        }}""",
        [name, batch.tolist()],
    )
    halves = split_autoencoder(trained(kind))
    with torch.no_grad():
        theirs = halves[0 if name == "encoder" else 1](batch)
    return torch.tensor(ours), theirs


def choose(page, kind):
    if kind == "spherical_autoencoder":
        page.get_by_label("Sphere").check()
        page.wait_for_function(f"{EXPLORER}.space.name === 'spherical_autoencoder'")
    elif len(shipped_spaces()) > 1:
        page.get_by_label("Plane").check()
        page.wait_for_function(f"{EXPLORER}.space.name === 'deep_autoencoder'")


@pytest.mark.claim("has to decode and encode as PyTorch does, to a thousandth", page="about/checks")
@pytest.mark.browser
@pytest.mark.parametrize("kind", shipped_spaces())
def test_the_networks_of_the_page_are_the_shipped_ones(page, kind):
    choose(page, kind)
    width = 3 if kind == "spherical_autoencoder" else 2
    codes = torch.randn(12, width, generator=torch.Generator().manual_seed(0))
    codes = torch.nn.functional.normalize(codes) if width == 3 else 4 * codes
    images = torch.rand(5, 784, generator=torch.Generator().manual_seed(1))

    for name, batch in (("decoder", codes), ("encoder", images)):
        ours, theirs = network(page, name, kind, batch)
        assert (ours - theirs).abs().max() < 1e-3, name


@pytest.mark.browser
@pytest.mark.parametrize("kind", shipped_spaces())
def test_an_example_goes_to_its_own_kind(page, kind):
    choose(page, kind)
    page.get_by_role("button", name="Test image of a 6").click()
    page.wait_for_function(f"{EXPLORER}.drawn !== null")
    page.wait_for_function(
        "/10 × 6|[6-9] × 6/.test(document.querySelector('.nma-explorer__near').textContent)"
    )
    page.get_by_role("button", name="Clear").click()


@pytest.mark.browser
def test_pointing_decodes_thirty_times_a_second(page):
    choose(page, "deep_autoencoder")
    assert page.evaluate(f"{EXPLORER}.measure()") > 30


@pytest.mark.browser
def test_on_a_phone_its_networks_come_when_a_reader_does(visit):
    phone = visit("book", "intro", "phone-light").page
    phone.wait_for_selector(".nma-explorer--ready")
    networks = "performance.getEntriesByType('resource').filter(e => e.name.includes('/spaces/'))"
    phone.wait_for_timeout(500)
    assert phone.evaluate(f"{networks}.length") == 0
    phone.locator(".nma-explorer__map").scroll_into_view_if_needed()
    phone.evaluate(f"{EXPLORER}.ready")
    assert phone.evaluate(f"{networks}.length") == 1


@pytest.mark.browser
def test_a_finger_decodes_on_a_phone(visit):
    phone = visit("book", "intro", "phone-light").page
    phone.wait_for_selector(".nma-explorer--ready")
    here = phone.locator(".nma-explorer__map")
    here.scroll_into_view_if_needed()
    phone.evaluate(f"{EXPLORER}.ready")
    before = phone.evaluate(f"[...{EXPLORER}.code]")
    box = here.bounding_box()
    phone.touchscreen.tap(box["x"] + 60, box["y"] + 60)
    assert phone.evaluate(f"[...{EXPLORER}.code]") != before


@pytest.mark.browser
@pytest.mark.parametrize(("dx", "dy"), [(0, -200), (150, -60)], ids=["up", "sideways"])
def test_a_swipe_over_the_map_moves_the_page_or_the_point(visit, dx, dy):
    """The map fills a phone's width: who could not swipe past it would be caught there."""
    phone = visit("book", "intro", "phone-light").page
    phone.wait_for_selector(".nma-explorer--ready")
    here = phone.locator(".nma-explorer__map")
    here.evaluate("element => element.scrollIntoView({block: 'center'})")
    phone.evaluate(f"{EXPLORER}.ready")
    phone.wait_for_timeout(300)
    state = f"[window.scrollY, [...{EXPLORER}.code]]"
    top, code = phone.evaluate(state)
    box = here.bounding_box()
    x, y = box["x"] + 80, box["y"] + box["height"] / 2
    session = phone.context.new_cdp_session(phone)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    touch("touchStart", {"x": x, "y": y})
    for step in range(1, 11):
        touch("touchMove", {"x": x + dx * step / 10, "y": y + dy * step / 10})
        phone.wait_for_timeout(20)
    touch("touchEnd")
    phone.wait_for_timeout(300)

    new_top, new_code = phone.evaluate(state)
    phone.close()
    if dx:
        assert new_top == top
        assert new_code != code
    else:
        assert new_top > top + 100
        assert new_code == code


def test_before_its_network_has_come_it_can_be_touched_and_read(front):
    """On a slow line the page is there first; what was drawn meanwhile is on the map afterwards."""
    page, held, errors = front.page.context.new_page(), [], []
    waits = [True]
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.route("**/spaces/*.js", lambda it: held.append(it) if waits else it.continue_())
    page.goto(front.page.url, wait_until="domcontentloaded")
    page.wait_for_selector(".nma-explorer--ready")
    here = page.locator(".nma-explorer__map")
    here.click()
    here.press("ArrowRight")
    for box in page.locator(".nma-explorer__controls input[type=checkbox]").all():
        box.click()
    page.locator(".nma-explorer__examples button").first.click()
    page.set_viewport_size({"width": 900, "height": 900})
    assert page.locator("h1:visible").count() == 1
    assert page.evaluate(f"{EXPLORER}.space") is None
    waits.clear()
    for route in held:
        route.continue_()
    page.wait_for_function(f"{EXPLORER}.drawn?.length === 2")
    page.close()
    assert errors == []


def test_every_chapter_is_on_the_map(sites):
    text = (sites("book") / "intro.html").read_text()
    listed = text.partition('<ol class="chapter-map">')[2].partition("</ol>")[0]
    assert listed.count("<li ") == len(CHAPTERS)
    for chapter in CHAPTERS:
        assert f'href="{chapter.name}.html"' in listed
        exercises = "1 exercise" if chapter.n_exercises == 1 else f"{chapter.n_exercises} exercises"
        assert f"{chapter.minutes} min · {exercises}<" in listed
        assert f"blob/main/book/{chapter.name}.ipynb" in listed


def test_the_front_page_names_the_repository_of_the_config_only(sites):
    text = (sites("book") / "intro.html").read_text()
    url = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"]
    assert set(re.findall(r"https://github\.com/[\w-]+/[\w-]+", text)) == {url}


def test_each_section_of_a_chapter_asks_for_feedback(sites):
    text = (sites("book") / "deep_autoencoder.html").read_text()
    sections = re.findall(r"<h2>", text[text.index("<article") :])
    links = re.findall(r'class="section-feedback"><a href="([^"]+)"', text)
    asking = [link for link in links if "/issues/new?title=deep_autoencoder" in link]
    assert len(asking) == len(sections) > 5
    tested = [link for link in links if link not in asking]
    assert len(tested) > 5
    ledger = (sites("book") / "about" / "claims.html").read_text()
    for link in tested:  # each section's claims are on the page that it links to
        page, _sign, anchor = link.partition("#")
        assert page == "about/claims.html"
        assert f'id="{anchor}"' in ledger
