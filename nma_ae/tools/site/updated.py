"""When a chapter was last changed: the date of the last commit to it or its translation."""

import subprocess
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from docutils import nodes
from sphinx.application import Sphinx

from nma_ae.tools.site.repository import Repository
from nma_ae.tools.translate.untranslated import SOURCE


def add_last_updated(
    app: Sphinx, pagename: str, _template: str, context: dict, _doctree: nodes.document | None
) -> None:
    """Give the date of a chapter to the theme's template, which writes it below the page.

    Other pages are made from the package as well, whose changes their own file does not have.
    """
    day = last_change(app, pagename)
    if day is not None:
        context["last_updated"] = format_date(day, format="long", locale=app.config.language)


def last_change(app: Sphinx, page: str) -> date | None:
    """Return when a chapter of this edition was last changed; None of other pages, or if unknown.

    Args:
        app: Sphinx, as it builds the edition.
        page: As in "about/glossary".
    """
    folder = Path(Repository(app.config).folder)  # the build runs in the root of the checkout
    language = app.config.language
    notebook = folder / f"{page}.ipynb"
    catalogue = folder / "locale" / language / "LC_MESSAGES" / f"{page}.po"
    files = [notebook] if language == SOURCE else [notebook, catalogue]
    changes = dates_of_changes(Path.cwd(), folder)
    if notebook.as_posix() not in changes:
        return None
    return max(changes[file.as_posix()] for file in files if file.as_posix() in changes)


@cache
def dates_of_changes(repository: Path, folder: Path) -> dict[str, date]:
    """Return when each file was last changed, by its path in the repository.

    Args:
        repository: The root of a checkout. Without git or its history, also where the checkout has
            the last commit alone, no date is known.
        folder: Within it; of its files the dates are asked for.
    """
    if _git(repository, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    log = _git(repository, "log", "--format=%x00%cs", "--name-only", "--", folder.as_posix())
    changes: dict[str, date] = {}
    for commit in log.split("\0")[1:]:  # the newest first
        day, *files = commit.split()
        for file in files:
            changes.setdefault(file, date.fromisoformat(day))
    return changes


def _git(repository: Path, *arguments: str) -> str:
    """Return what git says; "" where it fails, or is not there."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotePath=false", *arguments],
            cwd=repository,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout
