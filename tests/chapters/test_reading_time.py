"""Each section of a chapter says how long it takes; together they take as long as the chapter."""

import re
from pathlib import Path

import pytest
from chapter_text import told_time

from nma_ae.tools.notebooks.files import read_notebook

BOOK = Path(__file__).parents[2] / "book"
CHAPTERS = (
    "autoencoder_family",
    "deep_autoencoder",
    "deep_mlp",
    "spherical_latent",
    "ssl_rsm",
    "ssl_rsm_bonus",
)
WORDS_A_MINUTE = 180
MOST_FOR_AN_EXERCISE = 12  # minutes


def sections(chapter: str) -> dict[str, str]:
    """Return the Markdown of each numbered section, by its heading."""
    texts = [
        cell.source
        for cell in read_notebook(BOOK / f"{chapter}.ipynb").cells
        if cell.cell_type == "markdown"
    ]
    parts = re.split(r"^## (.*)$", "\n\n".join(texts), flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {heading: text for heading, text in found.items() if re.match(r"\d|Bonus", heading)}


def minutes(text: str) -> int:
    """Return what a section says that it takes, directly under its heading."""
    found = re.match(r"\s*\*About (\d+) minutes\.\*\n", text)
    assert found, f"expected '*About N minutes.*' under the heading, got {text[:40]!r}"
    return int(found[1])


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_sections_take_as_long_as_the_chapter(chapter):
    told = sum(map(minutes, sections(chapter).values()))
    assert told_time(BOOK / f"{chapter}.ipynb") == pytest.approx(told, abs=7)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_section_can_be_read_in_its_time(chapter):
    for heading, text in sections(chapter).items():
        reading = len(text.split()) / WORDS_A_MINUTE
        n_exercises = len(re.findall(r"^### Exercise", text, re.MULTILINE))
        n_figures_and_questions = 6
        most = reading + MOST_FOR_AN_EXERCISE * n_exercises + n_figures_and_questions
        assert reading <= minutes(text) <= most, heading
