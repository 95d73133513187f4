"""The command `nma-ae translate`."""

import argparse
import sys
from pathlib import Path

DESCRIPTION = """\
Write the book in another language, from gettext catalogues: one a page, beside the pages, in
locale/LANGUAGE/LC_MESSAGES/PAGE.po. A message is a block of Markdown as it stands on the page (a
heading, a paragraph, a whole list or table), or the alternative text of a figure. Code, formulas
and outputs are copied, with two exceptions: the set-up cell gets the language, and what verdicts,
solutions and progress show is made again in it, which takes a kernel some seconds. Without a page,
the whole book is written, in _build/LANGUAGE, as a book of its own that can be built; what is not
translated stays English there, and is marked. With --update all pages of the book are meant then
that have a catalogue, with --check all pages; and the messages of the package.
"""


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the parser of `nma-ae`."""
    parser = subparsers.add_parser(
        "translate", help="pages in another language", description=DESCRIPTION
    )
    parser.add_argument(
        "language", nargs="?", metavar="LANGUAGE", help='code of the language, such as "ja"'
    )
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
        help="only check that translations keep code, formulas, links and numbers, and list the "
        "messages that have none",
    )
    what.add_argument(
        "--editions",
        action="store_true",
        help="only print the languages that _config.yml has switched on, a line each",
    )
    parser.add_argument(
        "--complete",
        action="store_true",
        help="with --check: it is an error if a message has no translation, as before a release",
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
        ValueError: If a page or catalogue cannot be read, --complete stands without --check, or
            there is no language.
        CellFailed: If the exercises have no catalogue of the language.
    """
    from nma_ae.tools.translate.edition import editions, write_edition, write_page

    if arguments.editions:
        print(*editions(Path()), sep="\n")
        return 0
    language = arguments.language
    if language is None:
        raise ValueError('LANGUAGE is missing: give the code of one, such as "ja"')
    folder = arguments.output or Path("_build", language)
    if arguments.complete and not arguments.check:
        raise ValueError("--complete says how strict --check is: give both, or none")
    if arguments.update:
        _update(arguments.pages, language)
        return 0
    if not arguments.check and not arguments.pages:
        write_edition(Path(), language, folder)
        return 0
    failed = _check(arguments.pages, language, arguments.complete)
    if not arguments.check and not failed:
        for page in arguments.pages:
            write_page(page, language, folder / page.name)
            print(folder / page.name)
    return int(failed)


def _update(given: list[Path], language: str) -> None:
    from nma_ae.tools.translate.catalogue import catalogue_path, updated, write_catalogue
    from nma_ae.tools.translate.package_messages import update_package_catalogue

    pages = given or _translated(_pages(), language)
    for page in pages:
        path = catalogue_path(page, language)
        write_catalogue(updated(page, language), path)
        _report(path)
    chapters = [] if given else _chapters(pages)
    if chapters:
        _report(update_package_catalogue(language, chapters))


def _check(given: list[Path], language: str, complete: bool) -> bool:
    """Say what there is to say of the translation; gives whether that is an error."""
    from nma_ae.tools.translate.check import Findings, check_page
    from nma_ae.tools.translate.package_messages import check_package_catalogue

    pages = given or _pages()
    found = sum((check_page(page, language) for page in pages), Findings())
    if not given:
        chapters = _chapters(_translated(pages, language))
        found += check_package_catalogue(language, chapters) if chapters else Findings()
    lines = [*found.wrong, *found.untranslated, *(found.unused if complete else ())]
    if found.untranslated:
        lines.append(f"without a translation in {language!r}: {len(found.untranslated)}")
    print(*lines, sep="\n", end="\n" if lines else "", file=sys.stderr)
    return bool(found.wrong or (complete and lines))


def _chapters(pages: list[Path]) -> list[str]:
    return [page.stem for page in pages if page.suffix == ".ipynb"]


def _pages() -> list[Path]:
    """Return the pages of the book in the current folder."""
    return sorted([*Path("book").glob("*.ipynb"), *Path("book").rglob("*.md")])


def _translated(pages: list[Path], language: str) -> list[Path]:
    """Return the pages that have a catalogue.

    Raises:
        ValueError: If there is none.
    """
    from nma_ae.tools.translate.catalogue import catalogue_path

    found = [page for page in pages if catalogue_path(page, language).exists()]
    if not found:
        raise ValueError(
            f"no page in book/ has a catalogue in {language!r}; name the pages to translate, such "
            "as book/intro.md, with --update"
        )
    return found


def _report(path: Path) -> None:
    from nma_ae.tools.translate.catalogue import is_translated, read_catalogue

    entries = read_catalogue(path).entries()
    translated = sum(map(is_translated, entries))
    fuzzy = sum(entry.fuzzy for entry in entries)
    print(
        f"{path}: {len(entries)} messages, {translated} translated, {fuzzy} fuzzy, "
        f"{len(entries) - translated - fuzzy} to translate"
    )
