"""Prints pages of the site by Chromium, as `course.css` has them on paper."""

import functools
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, Request, sync_playwright

from nma_ae.tools.browsers import BROWSERS, SILENT, find_browser
from nma_ae.tools.pdf.editions import Edition
from nma_ae.tools.pdf.front_matter import Entry, front_matter
from nma_ae.tools.pdf.joining import Part, headings_of, joined, number_of_pages

_WIDTH = 658  # pixels between the margins of A4, for which moving figures are drawn
_SECONDS = 300  # that a page may take on a machine that has other things to do
_FRONT = "course-pdf-front.html"  # a page that this server has and the site has not
_READY = """async () => {
    await document.fonts.ready;
    const late = [...document.querySelectorAll("img[loading=lazy]")];
    late.forEach(image => { image.loading = "eager"; });
    await Promise.all(late.map(image => image.decode()));
    dispatchEvent(new Event("beforeprint"));  // so that moving figures are drawn
    dispatchEvent(new Event("afterprint"));
}"""
_DRAWN = """() => {
    const all = selector => [...document.querySelectorAll(selector)];
    return all(".nma-plotly").every(({ dataset }) => "drawn" in dataset)
        && all(".nma-explorer").every(({ dataset }) => "shown" in dataset);
}"""


@dataclass(frozen=True)
class Printed:
    """A PDF file.

    Attributes:
        content: Of the file.
        n_pages: How many sheets it would take.
    """

    content: bytes
    n_pages: int


@dataclass
class Chromium:
    """A browser that prints pages of one site.

    Attributes:
        browser: The process.
        base: The address at which the site is served.
        extra: Pages that are served besides, by their path.
    """

    browser: Browser
    base: str
    extra: dict[str, str] = field(default_factory=dict)

    def print_page(self, path: str, first: int | None = 1) -> bytes:
        """Print a page.

        Args:
            path: Within the site, as in "ja/deep_mlp.html".
            first: The number of its first sheet; None for sheets without numbers.

        Returns:
            A PDF with an outline.

        Raises:
            RuntimeError: The page, or something in it, cannot be loaded or drawn.
        """
        faults: list[str] = []
        page = self.browser.new_page(viewport={"width": _WIDTH, "height": 1000})

        def failed(request: Request) -> None:
            if request.url.startswith(self.base):
                faults.append(f"{request.url.removeprefix(self.base)} cannot be loaded")

        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("requestfailed", failed)
        try:
            page.set_default_timeout(1000 * _SECONDS)
            page.emulate_media(media="print", color_scheme="light", reduced_motion="reduce")
            answer = page.goto(self.base + path, wait_until="load")
            if answer is None or not answer.ok:
                faults.append("there is no such page")
            else:
                page.add_style_tag(content=_numbered(first))
                _wait_until_drawn(page, faults)
            if not faults:
                return page.pdf(format="A4", print_background=True, tagged=True, outline=True)
        except Error as error:
            faults.append(error.message)
        finally:
            page.close()
        raise RuntimeError(f"{path} cannot be printed: {'; '.join(faults)}")


@contextmanager
def chromium(site: Path) -> Iterator[Chromium]:
    """Start a browser, and serve a folder to it alone, as long as the context lasts.

    Args:
        site: The folder.

    Raises:
        RuntimeError: There is no browser, or it does not start.
    """
    executable = find_browser()
    if executable is None:
        raise RuntimeError(
            f"there is no Chromium to print with, none of {', '.join(BROWSERS)} is on the PATH: "
            "install one, as with apt-get install chromium"
        )
    extra: dict[str, str] = {}

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in extra:
                super().do_GET()
                return
            content = extra[self.path].encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    handler = functools.partial(Handler, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with sync_playwright() as playwright:
                try:
                    browser = playwright.chromium.launch(
                        executable_path=executable, args=list(SILENT)
                    )
                except Error as error:
                    raise RuntimeError(f"{executable} does not start: {error.message}") from error
                yield Chromium(browser, f"http://127.0.0.1:{server.server_port}/", extra)
                browser.close()
        finally:
            server.shutdown()


def print_edition(printer: Chromium, edition: Edition) -> Printed:
    """Print all pages of an edition as one file.

    Args:
        printer: Serves the site that the edition is part of.
        edition: The edition.

    Raises:
        RuntimeError: One of its pages cannot be printed.
    """
    parts: list[Part] = []
    entries: list[Entry] = []
    number = 1  # the front matter, which needs the numbers of all others, has none
    for name in edition.pages:
        path = f"{edition.folder}{name}.html"
        content = printer.print_page(path, number)
        headings = headings_of(content)
        parts.append(Part(path, content))
        entries += [Entry(each.title, each.level, number + each.page) for each in headings]
        number += number_of_pages(content)
    printer.extra[f"/{_FRONT}"] = front_matter(edition, entries)
    parts.insert(0, Part(_FRONT, printer.print_page(_FRONT, None)))
    content = joined(parts, printer.base, edition)
    return Printed(content, number_of_pages(content))


def _numbered(first: int | None) -> str:
    """Return the style that numbers sheets from `first` on."""
    if first is None:
        return "@page { @bottom-center { content: none } }"
    return f"html {{ counter-reset: page {first - 1} }}"


def _wait_until_drawn(page: Page, faults: list[str]) -> None:
    page.evaluate(_READY)
    # A figure that cannot be drawn says so, and is not waited for.
    end = time.monotonic() + _SECONDS
    while not faults and not page.evaluate(_DRAWN):
        if time.monotonic() > end:
            faults.append(f"its figures are not drawn after {_SECONDS} s")
        page.wait_for_timeout(200)
