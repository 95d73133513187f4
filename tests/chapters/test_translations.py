"""Every page is translated, and each translation keeps code, formulas, links and numbers."""

from pathlib import Path

import pytest
import yaml

from nma_ae.tools.site.chapters import documents
from nma_ae.tools.translate.check import problems
from nma_ae.tools.translate.speech import speech_problems

BOOK = Path(__file__).parents[2] / "book"
CATALOGUES = sorted(BOOK.rglob("locale/*/LC_MESSAGES/*.po"))
LANGUAGES = sorted({path.parts[-3] for path in CATALOGUES})

CONTENTS = yaml.safe_load((BOOK / "_toc.yml").read_text(encoding="utf-8"))


def page_of(catalogue: Path) -> Path:
    folder = catalogue.parents[3]
    found = [
        path for path in folder.glob(f"{catalogue.stem}.*") if path.suffix in (".ipynb", ".md")
    ]
    assert len(found) == 1, f"{catalogue.name} translates {found}"
    return found[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_contents_has_a_catalogue(language):
    translated = {
        page_of(path).relative_to(BOOK).with_suffix("").as_posix()
        for path in CATALOGUES
        if path.parts[-3] == language
    }
    assert set(documents(CONTENTS)) - translated == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_page_is_translated(path):
    assert problems(page_of(path), path.parts[-3]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_exercises_of_translated_chapters_say_is_translated(language):
    pages = [page_of(path) for path in CATALOGUES if path.parts[-3] == language]
    chapters = [page.stem for page in pages if page.suffix == ".ipynb"]
    assert speech_problems(language, chapters) == []
