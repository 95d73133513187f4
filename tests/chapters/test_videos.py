"""The videos and slides of the sources stand where they belong."""

import re
from pathlib import Path

import pytest

from nma_ae.tools.check.notebooks import code_cells, read_notebook

BOOK = Path(__file__).parents[2] / "book"
# What the sources show, in the order of our chapters: on YouTube, and on Bilibili.
VIDEOS = {
    "deep_autoencoder": [("pgkrU9UqXiU", "BV175411a7j9")],
    "spherical_latent": [("GnkmzCqEK3E", "BV1ED4y1U7DK")],
    "deep_mlp": [
        ("g8JuGrNk9ag", "BV19f4y157vG"),
        ("3g_OJ6dYE8E", "BV1FL411n7SH"),
        ("ou35QzsKsdc", "BV1CP4y1s712"),
        ("W0V2kwHSuUI", "BV1Qq4y1H7Px"),
        ("2sEPw4sSfSw", "BV1Kb4y1r76G"),
    ],
}
SLIDES = {"deep_mlp": ["ed65b"]}


def shown(chapter: str, function: str) -> list[str]:
    cells = code_cells(read_notebook(BOOK / f"{chapter}.ipynb"))
    return [cell.source for cell in cells if cell.source.startswith(f"{function}(")]


@pytest.mark.parametrize("chapter", VIDEOS)
def test_the_videos_stand_in_their_order(chapter):
    pattern = re.compile(r'youtube="([^"]+)",\s+bilibili="([^"]+)"')
    assert [pattern.search(call).groups() for call in shown(chapter, "videos")] == VIDEOS[chapter]


@pytest.mark.parametrize("chapter", SLIDES)
def test_the_slides_are_there(chapter):
    pattern = re.compile(r'osf="([^"]+)"')
    assert [pattern.search(call)[1] for call in shown(chapter, "slides")] == SLIDES[chapter]
