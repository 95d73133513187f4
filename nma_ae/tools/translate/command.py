"""The command `nma-ae translate`."""

import argparse
import sys
from pathlib import Path

DESCRIPTION = """\
Write pages of the book in another language, from gettext catalogues: one a page, beside the pages,
in locale/LANGUAGE/LC_MESSAGES/PAGE.po. A message is a block of Markdown as it stands on the page (a
heading, a paragraph, a whole list or table), or the alternative text of a figure. Code, formulas
and outputs are copied, with two exceptions: the set-up cell gets the language, and what verdicts,
solutions and progress say is said again in it, which takes a kernel some seconds. Without a page,
--update and --check take all pages of the book that have a catalogue, and what the exercises of
these chapters say.
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
        help="where the translated pages go; default: _build/LANGUAGE",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Update catalogues, or check them and write the translated pages.

    Returns:
        0, or 1 if a translation does not hold; nothing is written then.

    Raises:
        ValueError: a page or catalogue cannot be read.
        CellFailed: the exercises do not speak the language.
    """
    from nma_ae.tools.translate.check import problems
    from nma_ae.tools.translate.speech import speech_problems, update_speech

    language = arguments.language
    pages = arguments.pages or _translated_pages(language)
    chapters = [] if arguments.pages else [p.stem for p in pages if p.suffix == ".ipynb"]
    if arguments.update:
        for page in pages:
            _report(_update(page, language))
        if chapters:
            _report(update_speech(language, chapters))
        return 0
    found = [line for page in pages for line in problems(page, language)]
    if chapters:
        found += speech_problems(language, chapters)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    if not arguments.check and not found:
        folder = arguments.output or Path("_build", language)
        for page in pages:
            _write(page, language, folder)
    return int(bool(found))


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


def _update(page: Path, language: str) -> Path:
    from nma_ae.tools.translate.catalogue import catalogue_path, updated, write_catalogue

    path = catalogue_path(page, language)
    write_catalogue(updated(page, language), path)
    return path


def _report(path: Path) -> None:
    from nma_ae.tools.translate.catalogue import read_catalogue

    catalogue = read_catalogue(path)
    fuzzy = len(catalogue.fuzzy_entries())
    print(
        f"{path}: {len(catalogue)} messages, {len(catalogue.translated_entries())} translated, "
        f"{fuzzy} fuzzy, {len(catalogue.untranslated_entries())} to translate"
    )


def _write(page: Path, language: str, folder: Path) -> None:
    from nma_ae.tools.check.notebooks import write_notebook
    from nma_ae.tools.translate.catalogue import catalogue_path, read_catalogue
    from nma_ae.tools.translate.page import translated_markdown, translated_notebook
    from nma_ae.tools.translate.spoken import with_spoken_again

    entries = read_catalogue(catalogue_path(page, language))
    known = {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in entries}
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / page.name
    if page.suffix == ".md":
        text = translated_markdown(page, lambda message: known[message.context, message.text])
        target.write_text(text, encoding="utf-8")
    else:
        notebook = translated_notebook(page, language, lambda m: known[m.context, m.text])
        write_notebook(with_spoken_again(notebook, page.parent), target)
    print(target)
