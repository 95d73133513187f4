"""Each translation keeps code, formulas, links and numbers; what has none is a warning.

So a sentence may be changed by somebody who writes no Japanese: it is English on the Japanese page
until somebody translates it, which a release waits for.
"""

import re
import warnings
from pathlib import Path

import pytest

from nma_ae.tools.translate.catalogue import catalogue_path
from nma_ae.tools.translate.check import Findings, check_page
from nma_ae.tools.translate.edition import editions
from nma_ae.tools.translate.package_messages import check_package_catalogue

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
PAGES = sorted([*BOOK.glob("*.ipynb"), *BOOK.rglob("*.md")])
# Catalogues of a language that _config.yml does not name lie there and are nobody's business.
LANGUAGES = editions(ROOT)
CATALOGUES = [
    path
    for language in LANGUAGES
    for path in sorted(BOOK.rglob(f"locale/{language}/LC_MESSAGES/*.po"))
]

# Files in which Japanese may stand, though the words that a reader sees come from the catalogues.
WITH_JAPANESE = {
    "nma_ae/tools/site/glossary.py": "parts the names of a pair of terms",
    "nma_ae/tools/site/search.py": "shows by an example how a text is split",
    "nma_ae/tools/site/terms.py": "shows by an example where a word ends",
    "nma_ae/tools/translate/check.py": "shows by examples how numbers are written",
}
JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")


def in_translation(page: Path, language: str) -> bool:
    return catalogue_path(page, language).exists()


def findings_in_package(language: str) -> Findings:
    pages = [page for page in PAGES if in_translation(page, language)]
    chapters = [page.stem for page in pages if page.suffix == ".ipynb"]
    return check_package_catalogue(language, chapters)


def require_nothing_wrong(found: Findings) -> None:
    """Fail for what a translation has lost; warn of each message that has none."""
    for line in found.untranslated:
        warnings.warn(f"untranslated: {line.removeprefix(f'{ROOT}/')}", stacklevel=2)
    assert found.wrong == ()


def test_there_are_pages_and_each_language_has_catalogues():
    assert len(PAGES) > 10
    assert {path.parts[-3] for path in CATALOGUES} == set(LANGUAGES)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_catalogue_belongs_to_a_page(path):
    assert [page for page in PAGES if catalogue_path(page, path.parts[-3]) == path]


@pytest.mark.filterwarnings("always:untranslated")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(BOOK)))
def test_the_translation_of_a_page_keeps_what_it_has_to(page, language):
    require_nothing_wrong(check_page(page, language))


@pytest.mark.filterwarnings("always:untranslated")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_translation_of_the_package_keeps_what_it_has_to(language):
    require_nothing_wrong(findings_in_package(language))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language):
    found = sum((check_page(page, language) for page in PAGES), findings_in_package(language))
    assert found == Findings()


def test_the_words_that_a_reader_sees_come_from_the_catalogues():
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in (ROOT / "nma_ae", BOOK / "_static")
        for suffix in ("py", "js", "html", "css")
        for path in folder.rglob(f"*.{suffix}")
        if JAPANESE.search(path.read_text(encoding="utf-8"))
    }
    assert found == set(WITH_JAPANESE)
