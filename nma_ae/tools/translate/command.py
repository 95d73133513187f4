"""The command `nma-ae translate`."""

import argparse
import sys
from pathlib import Path

DESCRIPTION = """\
Write pages of the book in another language, from gettext catalogues: one a page, beside the pages,
in locale/LANGUAGE/LC_MESSAGES/PAGE.po. A message is a block of Markdown as it stands on the page (a
heading, a paragraph, a whole list or table), or the alternative text of a figure. Code, formulas
and outputs are copied, with two exceptions: the set-up cell gets the language, and what verdicts,
solutions and progress say is said again in it, which takes a kernel some seconds.
"""


def register(subparsers) -> None:
    """Add the command to the parser of `nma-ae`."""
    parser = subparsers.add_parser(
        "translate", help="pages in another language", description=DESCRIPTION
    )
    parser.add_argument("language", metavar="LANGUAGE", help='code of the language, such as "ja"')
    parser.add_argument(
        "pages",
        nargs="+",
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

    if arguments.update:
        for page in arguments.pages:
            _update(page, arguments.language)
        return 0
    found = [line for page in arguments.pages for line in problems(page, arguments.language)]
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    if not arguments.check and not found:
        folder = arguments.output or Path("_build", arguments.language)
        for page in arguments.pages:
            _write(page, arguments.language, folder)
    return int(bool(found))


def _update(page: Path, language: str) -> None:
    from nma_ae.tools.translate.catalogue import catalogue_path, updated

    catalogue = updated(page, language)
    path = catalogue_path(page, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(catalogue), encoding="utf-8")
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
