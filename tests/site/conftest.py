"""Builds the sites, serves them under a subpath as GitHub Pages does, and opens their pages."""

import contextlib
import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from base64 import b64decode
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from filelock import FileLock

from nma_ae.tools.browsers import SILENT, find_browser
from nma_ae.tools.translate.edition import editions

ROOT = Path(__file__).parents[2]
FIXTURE = Path(__file__).parent / "fixture"
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


def pytest_collection_modifyitems(config, items):
    """Leave out what is asked of the pages of an edition that `_config.yml` does not build.

    Such a test has their address among its parameters, as "ja/" or "ja/deep_mlp".
    """
    translated = {folder.name for folder in (ROOT / "book" / "locale").iterdir()}
    off = tuple(f"{language}/" for language in translated - set(editions(ROOT)))

    def asks_for_it(value):
        if isinstance(value, (tuple, list)):
            return any(map(asks_for_it, value))
        return isinstance(value, str) and value.startswith(off)

    left_out = [
        item
        for item in items
        if item.path.is_relative_to(Path(__file__).parent)
        and hasattr(item, "callspec")
        and asks_for_it(list(item.callspec.params.values()))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def unavailable(reason):
    """Skip the test, since a machine may lack what it needs; in CI that is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; in CI these tests must run")
    pytest.skip(reason)


def run(command, *arguments, working_folder=ROOT):
    """Run a command, preferably of this environment; gives the finished process."""
    here = Path(sys.executable).with_name(command)
    return subprocess.run(
        [str(here) if here.exists() else command, *map(str, arguments)],
        cwd=working_folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def jupyter_book(source, config, output, working_folder=ROOT):
    """Build the book in `source` with the options that the Makefile has for the real one."""
    options = ["-W", "--keep-going", "-n"]
    arguments = ["build", source, "--config", config, "--path-output", output, *options]
    return run("jupyter-book", *arguments, working_folder=working_folder)


def build_fixture(folder, working_folder=ROOT, extra_text=""):
    """Build the fixture, with the real book's style and settings, but in one language."""
    source = shutil.copytree(FIXTURE, folder / "source")
    shutil.copytree(ROOT / "book" / "_static", source / "_static")
    with (source / "plain.md").open("a") as page:
        page.write(extra_text)
    config = yaml.safe_load((ROOT / "_config.yml").read_text())
    config["sphinx"]["config"].pop("course_editions", None)
    (folder / "_config.yml").write_text(yaml.safe_dump(config, sort_keys=False))
    return jupyter_book(source, folder / "_config.yml", folder, working_folder)


def build_all_editions():
    """Bring the book and its editions up to date, where `make test` has not done it."""
    if "BOOK_IS_BUILT" in os.environ:
        return subprocess.CompletedProcess("make", 0, "", "")
    environment = sys.prefix  # what is installed in it stays as it is
    installed = f"{environment}/installed", "node_modules/installed"
    return run(
        "make", "--silent", "book", f"VENV={environment}", *(f"-o{each}" for each in installed)
    )


@pytest.fixture(scope="session")
def edition_folders():
    """The folders of the editions in the site: "" for English, and as many as there are others."""
    return ("", *(f"{language}/" for language in editions(ROOT)))


@pytest.fixture(scope="session")
def build_book():
    """Return a function that builds the fixture into a folder; gives the finished process."""
    if not (ROOT / "node_modules").is_dir():
        unavailable("the site's scripts are not installed (npm ci)")
    return build_fixture


@pytest.fixture(scope="session")
def build_pages(build_book):
    """Return a function that builds any folder of pages: `jupyter_book`."""
    return jupyter_book


@pytest.fixture(scope="session")
def sites(build_book, tmp_path_factory):
    """Return a function from the name of a site to the folder of its pages.

    Each is built once, whichever process of the test run needs it first.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folders = {"fixture": shared / "fixture", "book": ROOT}
    build = {"fixture": lambda: build_book(folders["fixture"]), "book": build_all_editions}

    def pages(site):
        report = shared / f"site-{site}.json"
        with FileLock(shared / f"site-{site}.lock"):
            if not report.exists():
                result = build[site]()
                report.write_text(json.dumps([result.returncode, result.stdout, result.stderr]))
        code, out, errors = json.loads(report.read_text())
        assert code == 0, f"the site does not build:\n{out}{errors}"
        return folders[site] / "_build" / "html"

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


@pytest.fixture(scope="session")
def screens():
    """Return the screens by name, as a browser's context takes them."""
    return SCREENS


@pytest.fixture(scope="session")
def axe():
    """Return the script that looks for what keeps people from reading a page."""
    return from_npm("axe-core/axe.min.js")


@pytest.fixture(scope="session")
def html_validate():
    """Return the command that looks for what is no valid HTML."""
    return from_npm(".bin/html-validate")


def from_npm(name: str) -> Path:
    path = ROOT / "node_modules" / name
    if not path.exists():
        unavailable(f"{name} is not installed (npm ci)")
    return path


@pytest.fixture(scope="session")
def browser_is_there():
    """Skip a test whose browser others start, where there is none."""
    if find_browser() is None:
        unavailable("no Chromium is installed, so that the pages cannot be opened")


# Not for the session: while playwright runs, no other test of the process can run an event loop.
@pytest.fixture(scope="module")
def browser():
    executable = find_browser()
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

    def draw_images(self):
        """Have all images there, as after a reader's scrolling."""
        self.page.evaluate(
            """async () => {
                const late = [...document.querySelectorAll("img[loading=lazy]")];
                late.forEach(image => { image.loading = "eager"; });
                await Promise.all(late.map(image => image.decode().catch(() => null)));
            }"""
        )

    def draw_moving_figures(self):
        """Have all figures of plotly there, as after a reader's scrolling, or time is up."""
        for figure in self.page.locator(".nma-plotly:visible").all():
            figure.scroll_into_view_if_needed()
            with until_time_is_up():
                figure.locator(".main-svg").first.wait_for()
        self.page.evaluate("window.scrollTo(0, 0)")

    def change_to(self, screen):
        """Give the open page another width and other colours, as a reader's system may."""
        scheme = SCREENS[screen]["color_scheme"]
        self.page.set_viewport_size(SCREENS[screen]["viewport"])
        self.page.emulate_media(color_scheme=scheme)
        self.page.locator(f"html[data-theme={scheme}]").wait_for(state="attached")
        self.page.wait_for_timeout(300)  # until colours have faded into one another

    def picture(self):
        """The whole page as PNG.

        By the browser's own command: playwright's makes the window as high as the page, so that
        all is laid out and drawn again, which took five times as long on the longest pages. But it
        makes the window tiny for a moment, so the bars at the sides must not slide back in.
        """
        self.page.emulate_media(reduced_motion="reduce")
        self.page.evaluate("document.activeElement.blur()")  # the skip link covers the top
        width, height = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        session = self.page.context.new_cdp_session(self.page)
        answer = session.send(
            "Page.captureScreenshot",
            {
                "captureBeyondViewport": True,
                "optimizeForSpeed": True,
                "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
            },
        )
        session.detach()
        self.page.emulate_media(reduced_motion="no-preference")
        return b64decode(answer["data"])


@pytest.fixture(scope="module")
def visit(browser, sites):
    """Return a function that opens a page with every foreign host blocked."""
    with contextlib.ExitStack() as stack:
        addresses, contexts = {}, {}

        def context_of(screen, alone):
            key = object() if alone else screen
            if key not in contexts:
                contexts[key] = browser.new_context(**SCREENS[screen])
                stack.callback(contexts[key].close)
            return contexts[key]

        # One context for all pages, as a reader's browser, which keeps the scripts it has loaded;
        # but for who changes what all its pages share, such as the clock.
        def open_page(site, name, screen="desktop-light", *, alone=False):
            if site not in addresses:
                addresses[site] = stack.enter_context(serving(sites(site)))
            opened = Visit(context_of(screen, alone).new_page())
            watch(opened, addresses[site])
            opened.page.goto(f"{addresses[site]}{name}.html", wait_until="load")
            settle(opened.page)
            return opened

        yield open_page


def watch(visit, address):
    """Note every foreign request, which the browser finds no host for, and what fails."""
    own_host = urlsplit(address).netloc

    def asked(request):
        if request.url.startswith("http") and urlsplit(request.url).netloc != own_host:
            visit.foreign.append(request.url)

    def failed(request):
        # Who is off to the next page at once does not wait for the icon of this one.
        left_behind = request.url.endswith("favicon.svg") and request.failure == "net::ERR_ABORTED"
        if not left_behind:
            visit.failed.append(request.url)

    page = visit.page
    page.set_default_timeout(60_000)  # others may use the machine as well
    page.on("request", asked)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    page.on(
        "console",
        lambda message: visit.errors.append(message.text) if message.type == "error" else None,
    )
    page.on("requestfailed", failed)
    page.on(
        "response",
        lambda answer: visit.failed.append(answer.url) if answer.status >= 400 else None,
    )


def settle(page):
    """Wait until fonts and widgets are there, and the keyboard reaches every frame that scrolls.

    That these come is tested here, for every page that a test opens: time that is up is an error.
    """
    page.evaluate("document.fonts.ready.then(() => true)")
    page.evaluate("window.MathJax?.startup?.promise?.then(() => true)")
    # Asked now and then: in each frame that is drawn, it would leave the browser no idle moment.
    page.wait_for_function(
        """() => [...document.querySelectorAll(".bd-article :is(pre, div.math, .nma-figure)")]
            .filter(frame => frame.checkVisibility())
            .every(frame => frame.tabIndex === 0 || frame.scrollWidth <= frame.clientWidth)""",
        polling=50,
    )
    page.wait_for_function(
        """() => [...document.querySelectorAll('script[type$="widget-view+json"]')]
            .every(view => view.previousElementSibling?.matches('.widget-subarea:has(*)'))""",
        polling=50,
    )


@pytest.fixture(scope="session")
def published_at():
    """Where the book says that it is published: on the pages of its repository."""
    url = yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"]
    owner, name = url.split("/")[-2:]
    return f"https://{owner.lower()}.github.io/{name}/"
