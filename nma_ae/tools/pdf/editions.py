"""What is printed: the editions of the site that is built, and their pages in order."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nma_ae.files import read_text
from nma_ae.tools.address import site
from nma_ae.tools.site.chapters import documents
from nma_ae.tools.translate.edition import edition_config, editions
from nma_ae.tools.translate.untranslated import SOURCE

BESIDE = ("about/results", "about/glossary")
"""What is printed beside the front page and the notebooks."""


@dataclass(frozen=True)
class Edition:
    """One book of the site.

    Attributes:
        language: Such as "ja".
        folder: Its place within the site: "", or as in "ja/".
        pages: Their names in the order in which they are printed, the front page first.
        title: Of the book.
        author: Of the book.
        licence: Under which it is, in HTML.
        address: Where the edition is published, which ends in `/`; "" where nobody knows.
    """

    language: str
    folder: str
    pages: tuple[str, ...]
    title: str
    author: str
    licence: str
    address: str


def editions_of(root: Path, pages: Path) -> list[Edition]:
    """Return the editions of a site that is built, the English one first.

    Args:
        root: Of a checkout, with `_config.yml` and the folder `book`.
        pages: The folder of the site.

    Raises:
        ValueError: This is not a checkout, or a page is missing.
    """
    languages = [SOURCE, *editions(root)]
    config = yaml.safe_load(read_text(root / "_config.yml"))
    contents = yaml.safe_load(read_text(root / "book" / "_toc.yml"))
    first, *names = documents(contents)
    names = [each for each in names if each in BESIDE or (root / f"book/{each}.ipynb").is_file()]
    found = [_edition(config, each, (first, *names), site(root)) for each in languages]
    for edition in found:
        for name in edition.pages:
            path = pages / edition.folder / f"{name}.html"
            if not path.is_file():
                raise ValueError(f"there is no {path}: run make book first")
    return found


def _edition(
    config: dict[str, Any], language: str, names: tuple[str, ...], address: str
) -> Edition:
    own = config if language == SOURCE else edition_config(config, language)
    folder = "" if language == SOURCE else f"{language}/"
    return Edition(
        language=language,
        folder=folder,
        pages=names,
        title=own["title"],
        author=own["author"],
        licence=own.get("html", {}).get("extra_footer", ""),
        address=f"{address}{folder}" if address else "",
    )
