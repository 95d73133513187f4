"""The page for those who come from Neuromatch: its names exist, its corrections are true."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from nma_ae.analysis import count_parameters
from nma_ae.data import DSprites, biased_part
from nma_ae.data.dsprites import LATENT_VALUES, SHAPES, latent_column
from nma_ae.data.spirals import NOISE
from nma_ae.exercises import courses
from nma_ae.networks import count_mlp_parameters
from nma_ae.tools.site.rooms import ROOMS, room_of

PAGE = Path(__file__).parents[2] / "book" / "about" / "neuromatch.md"


def names_here() -> list[str]:
    """Return the names that the second column of the tables says are ours."""
    found = []
    for there, here in re.findall(r"^\| ([^|]*) \| ([^|]*) \|$", PAGE.read_text(), re.MULTILINE):
        theirs, ours = (re.findall(r"`(\w+)`", cell) for cell in (there, here))
        found += theirs if re.search(r"the same names?", here) else []
        found += ours
    return found


@pytest.mark.parametrize("name", names_here())
def test_each_name_of_ours_exists(name):
    exercises = {full.split(".")[1] for full in courses.names()}
    assert name in exercises or any(name in room_of(room).__all__ for room in ROOMS)


@pytest.mark.claim(
    "With a first hidden layer half as wide, the network has 333,983 parameters:",
    "334 thousand, not 333.",
)
def test_the_narrower_network():
    assert count_parameters([784, 196, 64, 2]) == 333_983
    assert round(333_983 / 1000) == 334 != 333


@pytest.mark.claim("but had 102 to 130: depth was mixed up with size")
def test_the_parameters_of_the_source_vary_with_depth():
    """Its loop adds units until there are at least 100 parameters, and never looks back."""
    counts = []
    for n_layers in range(1, 6):
        sizes = (count_mlp_parameters([2, *[units] * n_layers, 4]) for units in range(1, 99))
        counts.append(next(size for size in sizes if size >= 100))
    assert (min(counts), max(counts)) == (102, 130)


@pytest.mark.claim("0.16 t and not 0.4 t")
def test_the_noise_of_the_spirals():
    assert NOISE == 0.16 == pytest.approx(0.4**2)


@pytest.mark.claim("A view has $2N - 2$ negatives, 1,998 in a batch of 1,000 images, and not 999")
def test_the_negatives_of_a_view():
    n_images = 1000
    others = torch.arange(2 * n_images) != 0  # not the view itself
    others[n_images] = False  # nor the other view of its image
    assert others.sum() == 1998 != 999


@pytest.mark.claim("which made them about a thousand times too small")
def test_a_mean_that_is_divided_once_more():
    losses = torch.rand(1000)
    assert losses.mean() / (losses.mean() / len(losses)) == pytest.approx(1000)


@pytest.mark.claim("The classes 0 and 39 of the orientation are one and the same angle.")
def test_the_last_orientation_is_the_first():
    angles = LATENT_VALUES["orientation"]
    assert angles[39] % (2 * np.pi) == pytest.approx(angles[0])


@pytest.mark.claim("keeps 29 of the 96 pairs of a shape and a `posX`, about 30 %, and not a sixth")
def test_the_pairs_that_the_biased_images_keep():
    pairs = torch.cartesian_prod(torch.arange(len(SHAPES)), torch.arange(32))
    classes = torch.zeros(len(pairs), 5, dtype=torch.int64)
    classes[:, latent_column("shape")], classes[:, latent_column("posX")] = pairs.T
    data = DSprites(torch.zeros(len(pairs), 1, 64, 64), classes, torch.arange(len(pairs)))
    n_kept = len(biased_part(data, torch.arange(len(pairs))))
    assert (n_kept, len(pairs)) == (29, 96)
    assert n_kept / len(pairs) == pytest.approx(0.30, abs=0.005)
