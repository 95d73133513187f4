"""The command `nma-ae translate`."""

import argparse
import sys
from pathlib import Path

DESCRIPTION = """\
Write the book in another language, from gettext catalogues: one a page, beside the pages, in
locale/LANGUAGE/LC_MESSAGES/PAGE.po. A message is a block of Markdown as it stands on the page (a
heading, a paragraph, a whole list or table), or the alternative text of a figure. Code, formulas
and outputs are copied, with two exceptions: the set-up cell gets the language, and what verdicts,
solutions and progress say is said again in it, which takes a kernel some seconds. Without a page,
the whole book is written, in _build/LANGUAGE, as a book of its own that can be built; what is not
translated stays English there. With --update and --check all pages of the book are meant then that
have a catalogue, and what the exercises of these chapters say.
"""


def register(subparsers) -> None:
    """Add the command to the parser of `nma-ae`."""
    parser = subparsers.add_parser(
        "translate", help="pages in another language", description=DESCRIPTION
    )
    parser.add_argument("language", metavar="LANGUAGE", help='code of the language, such as "ja"')
    parser.add_argument(
        "pages",
        nargs="*",
        type=Path,
        metavar="PAGE",
        help="notebook or Markdown file, such as book/deep_autoencoder.ipynb",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--update",
        action="store_true",
        help="bring the catalogues up to date with the pages; makes them where there are none",
    )
    what.add_argument(
        "--check",
        action="store_true",
        help="only check that every message is translated and keeps code, formulas, links, numbers",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help="where the pages go, or the book; default: _build/LANGUAGE",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Update catalogues, check them, or write translated pages.

    Returns:
        0, or 1 if a translation does not hold; of single pages, none is written then.

    Raises:
        ValueError: a page or catalogue cannot be read.
        CellFailed: the exercises do not speak the language.
    """
    from nma_ae.tools.translate.edition import write_edition, write_page

    language = arguments.language
    folder = arguments.output or Path("_build", language)
    if arguments.update:
        _update(arguments.pages, language)
        return 0
    if not arguments.check and not arguments.pages:
        write_edition(Path(), language, folder)
        return 0
    found = _problems(arguments.pages, language)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    if not arguments.check and not found:
        for page in arguments.pages:
            write_page(page, language, folder / page.name)
            print(folder / page.name)
    return int(bool(found))


def _update(given: list[Path], language: str) -> None:
    from nma_ae.tools.translate.catalogue import catalogue_path, updated, write_catalogue
    from nma_ae.tools.translate.speech import update_speech

    pages = given or _translated_pages(language)
    for page in pages:
        path = catalogue_path(page, language)
        write_catalogue(updated(page, language), path)
        _report(path)
    chapters = [] if given else _chapters(pages)
    if chapters:
        _report(update_speech(language, chapters))


def _problems(given: list[Path], language: str) -> list[str]:
    from nma_ae.tools.translate.check import problems
    from nma_ae.tools.translate.speech import speech_problems

    pages = given or _translated_pages(language)
    found = [line for page in pages for line in problems(page, language)]
    chapters = [] if given else _chapters(pages)
    return found + (speech_problems(language, chapters) if chapters else [])


def _chapters(pages: list[Path]) -> list[str]:
    return [page.stem for page in pages if page.suffix == ".ipynb"]


def _translated_pages(language: str) -> list[Path]:
    """Return the pages of the book in the current folder that have a catalogue.

    Raises:
        ValueError: there is none.
    """
    from nma_ae.tools.translate.catalogue import catalogue_path

    pages = sorted([*Path("book").glob("*.ipynb"), *Path("book").rglob("*.md")])
    found = [page for page in pages if catalogue_path(page, language).exists()]
    if not found:
        raise ValueError(
            f"no page in book/ has a catalogue in {language!r}; name the pages to translate, such "
            "as book/intro.md, with --update"
        )
    return found


def _report(path: Path) -> None:
    from nma_ae.tools.translate.catalogue import read_catalogue

    catalogue = read_catalogue(path)
    fuzzy = len(catalogue.fuzzy_entries())
    print(
        f"{path}: {len(catalogue)} messages, {len(catalogue.translated_entries())} translated, "
        f"{fuzzy} fuzzy, {len(catalogue.untranslated_entries())} to translate"
    )
