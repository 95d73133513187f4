"""The command `nma-ae pdf`."""

import argparse
import re
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from nma_ae.exercises.messages import translation
from nma_ae.files import read_text, write_whole

if TYPE_CHECKING:
    from nma_ae.tools.pdf.printing import Printed

SITE = Path("_build") / "html"
FILE = "course.pdf"
MOST_BYTES = 15_000_000
# What the directive `course-pdf` leaves on the front page.
_OFFER = re.compile(r'<p class="course-pdf"[^>]*>.*?</p>')


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser.

    Raises:
        ModuleNotFoundError: What prints and joins the pages is not installed.
    """
    for name in ("playwright", "pypdf"):  # imported when they are needed, and not for --help
        if find_spec(name) is None:
            raise ModuleNotFoundError(name=name)
    parser = subparsers.add_parser(
        "pdf",
        help="print the built site, each edition as one PDF file",
        description=f"Print the site in {SITE}, which make book builds, by Chromium: of each "
        f"edition the first page, the chapters, the results and the glossary as one file, {FILE} "
        "beside its pages, with a title, contents and page numbers. Then the front page offers "
        "it. Run it in the root of a checkout.",
    )
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Run the command; returns 0.

    Raises:
        ValueError: If this is not the root of a checkout, or its site is not built.
        RuntimeError: If there is no Chromium, a page cannot be printed, or a file would be too
            large to be offered. What was there is as before.
    """
    from nma_ae.tools.pdf.editions import editions_of
    from nma_ae.tools.pdf.printing import chromium, print_edition

    editions = editions_of(Path.cwd(), SITE)
    with chromium(SITE) as browser:
        for edition in editions:
            printed = print_edition(browser, edition)
            if len(printed.content) > MOST_BYTES:
                raise RuntimeError(
                    f"{edition.folder}{FILE} would have {len(printed.content):,} bytes, expected "
                    f"at most {MOST_BYTES:,}"
                )
            path = SITE / edition.folder / FILE
            write_whole(path, printed.content)
            offer(SITE / edition.folder / f"{edition.pages[0]}.html", edition.language, printed)
            print(f"{path}: {printed.n_pages} pages, {len(printed.content):,} bytes")
    return 0


def offer(front: Path, language: str, printed: "Printed") -> None:
    """Let a front page offer the file for download; `make book` writes the page without it.

    Args:
        front: The page.
        language: Its language.
        printed: The file.
    """
    _ = translation(language).gettext
    text = _("The whole course as a PDF: {pages} pages, {megabytes} MB").format(
        pages=printed.n_pages, megabytes=f"{len(printed.content) / 1e6:.1f}"
    )
    link = f'<p class="course-pdf"><a href="{FILE}" download>{escape(text)}</a></p>'
    write_whole(front, _OFFER.sub(link, read_text(front)).encode())
