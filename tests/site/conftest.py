"""Builds the sites, serves them under a subpath as GitHub Pages does, and opens their pages."""

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
FIXTURE = Path(__file__).parent / "fixture"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What the browser would otherwise ask its maker for, on its own account.
SILENT = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_DESKTOP = {"viewport": {"width": 1280, "height": 900}}
_TOUCH = {"device_scale_factor": 2, "is_mobile": True, "has_touch": True}
_PHONE = {"viewport": {"width": 390, "height": 844}, **_TOUCH}
_SMALL_PHONE = {"viewport": {"width": 360, "height": 640}, **_TOUCH}
SCREENS = {
    "desktop-light": {**_DESKTOP, "color_scheme": "light"},
    "desktop-dark": {**_DESKTOP, "color_scheme": "dark"},
    "phone-light": {**_PHONE, "color_scheme": "light"},
    "small-phone-dark": {**_SMALL_PHONE, "color_scheme": "dark"},
}


def unavailable(reason):
    """Skip the test, since a machine may lack what it needs; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; in CI these tests must run")
    pytest.skip(reason)


def jupyter_book(source, output, working_folder=ROOT):
    """Build the book in `source` with the options that the Makefile has for the real one."""
    command = [Path(sys.executable).with_name("jupyter-book"), "build", source]
    command += ["--config", ROOT / "_config.yml", "--path-output", output]
    return subprocess.run(
        [*map(str, command), "-W", "--keep-going", "-n"],
        cwd=working_folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def source_of(site, folder):
    """Return the source of a site; the fixture gets a copy with the real book's style."""
    if site == "book":
        return ROOT / "book"
    source = shutil.copytree(FIXTURE, folder / "source")
    shutil.copytree(ROOT / "book" / "_static", source / "_static")
    return source


@pytest.fixture(scope="session")
def build_book():
    """Return a function that builds a site into a folder and returns the finished process."""
    if not (ROOT / "node_modules").is_dir():
        unavailable("the site's scripts are not installed (npm ci)")

    def build(site, output, *, working_folder=ROOT, extra_text=""):
        source = source_of(site, output)
        if extra_text:
            with (source / "plain.md").open("a") as page:
                page.write(extra_text)
        return jupyter_book(source, output, working_folder)

    return build


@pytest.fixture(scope="session")
def sites(build_book, tmp_path_factory):
    """Return a function from the name of a site to the folder of its pages, each built once."""
    builds = {}

    def pages(site):
        if site not in builds:
            output = tmp_path_factory.mktemp(site)
            builds[site] = (build_book(site, output), output)
        result, output = builds[site]
        assert result.returncode == 0, f"the book does not build:\n{result.stdout}{result.stderr}"
        return output / "_build" / "html"

    return pages


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under `/course/` and nothing at the root."""

    def translate_path(self, path):
        inside = path.removeprefix("/course/")
        return super().translate_path(f"/{inside}" if inside != path else "/outside-of-the-site")

    def log_message(self, *_arguments):
        """Say nothing."""


@contextlib.contextmanager
def serving(folder):
    """Serve a folder from localhost while the context lasts; gives the address of the site."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/course/"
        server.shutdown()
        thread.join()


# Not for the session: while playwright runs, no other test of the process can run an event loop.
@pytest.fixture(scope="module")
def browser():
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        unavailable("no Chromium is installed, so that the pages cannot be opened")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(SILENT))
        yield chromium
        chromium.close()


def until_time_is_up():
    """Let a wait end without an error: what did not come fails the test that looks for it."""
    from playwright.sync_api import TimeoutError as TimeIsUp

    return contextlib.suppress(TimeIsUp)


@dataclass
class Visit:
    """One page, open in the browser, and what it did that it should not have done."""

    page: object
    name: str = ""
    foreign: list = field(default_factory=list)  # addresses on other hosts
    failed: list = field(default_factory=list)  # requests without an answer, or with an error
    errors: list = field(default_factory=list)  # JavaScript's and the console's

    def sizes(self):
        """How many bytes each file of the page has, uncompressed, by its address."""
        return self.page.evaluate(
            """() => Object.fromEntries(
                [...performance.getEntriesByType("navigation"),
                 ...performance.getEntriesByType("resource")]
                    .map(entry => [entry.name, entry.decodedBodySize]))"""
        )

    def draw_figures(self):
        """Scroll to each plotly figure, as a reader does, until it is drawn or time is up."""
        for figure in self.page.locator(".nma-plotly:visible").all():
            figure.scroll_into_view_if_needed()
            with until_time_is_up():
                figure.locator(".main-svg").first.wait_for()
        self.page.evaluate("window.scrollTo(0, 0)")


@pytest.fixture(scope="module")
def visit(browser, sites):
    """Return a function that opens a page with every foreign host blocked."""
    with contextlib.ExitStack() as stack:
        addresses, contexts = {}, {}

        def open_page(site, name, screen="desktop-light"):
            if site not in addresses:
                addresses[site] = stack.enter_context(serving(sites(site)))
            if screen not in contexts:
                # One for all pages, as a reader's browser, which keeps the scripts it has loaded.
                contexts[screen] = browser.new_context(**SCREENS[screen])
                stack.callback(contexts[screen].close)
            opened = Visit(contexts[screen].new_page())
            watch(opened, addresses[site])
            opened.page.goto(f"{addresses[site]}{name}.html", wait_until="load")
            settle(opened.page)
            return opened

        yield open_page


def watch(visit, address):
    """Block and note every foreign request, and note what fails."""
    own_host = urlsplit(address).netloc

    def decide(route):
        if urlsplit(route.request.url).netloc == own_host:
            route.continue_()
        else:
            visit.foreign.append(route.request.url)
            route.abort()

    page = visit.page
    page.set_default_timeout(10_000)
    page.route(lambda url: url.startswith("http"), decide)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on(
        "console",
        lambda message: visit.errors.append(message.text) if message.type == "error" else None,
    )
    page.on("requestfailed", lambda request: visit.failed.append(request.url))
    page.on(
        "response",
        lambda answer: visit.failed.append(answer.url) if answer.status >= 400 else None,
    )


def settle(page):
    """Wait until the mathematics and the widgets are there."""
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate("window.MathJax?.startup?.promise?.then(() => true)")
    with until_time_is_up():
        page.wait_for_function(
            """() => [...document.querySelectorAll('script[type$="widget-view+json"]')]
                .every(view => view.previousElementSibling?.matches('.widget-subarea:has(*)'))""",
        )
