"""The videos and slides of the sources stand where they belong."""

import re
from pathlib import Path

import pytest

from nma_ae.tools.notebooks.cells import code_cells
from nma_ae.tools.notebooks.files import read_notebook

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
    "ssl_rsm": [
        ("Q3b_EqFUI00", "BV1D64y1s78e"),
        ("lj5uTUo6W88", "BV1g54y1J7cE"),
        ("ZQka4k8ZOs0", "BV1d54y1E76W"),
        ("LVM7Fm5T6Fs", "BV1Jf4y15789"),
        ("NUittg0EKSM", "BV1YP4y147UT"),
        ("hUWcsSFWZyw", "BV1Bv411n7zP"),
        ("g6IxiUXubhM", "BV1H64y1t7ag"),
        ("NT006a6nkyg", "BV1mP4y1473E"),
        ("tvZzYfi_bTI", "BV1Tq4y1X7e1"),
    ],
    "ssl_rsm_bonus": [
        ("f8FCk519-lI", "BV1Ry4y1L7Hz"),
        ("fS2BAKVdpIY", "BV1Gv411E7xe"),
        ("okrvQDeN2cc", "BV1BP4y147fs"),
    ],
}
SLIDES = {"deep_mlp": ["ed65b"], "ssl_rsm": ["wvt34"]}


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
