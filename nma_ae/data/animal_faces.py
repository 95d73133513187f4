"""Animal faces: 16,130 photographs of cats, dogs and wild animals, 32 x 32 pixels each.

Source: the AFHQ set of Y. Choi, Y. Uh, J. Yoo and J.-W. Ha, "StarGAN v2", arXiv 1912.01865, made
smaller by Neuromatch Academy. Where it cannot be had, faces that are drawn stand in.
"""

import io
from typing import NamedTuple

import torch

from nma_ae.arguments import require_kinds
from nma_ae.data import datasets
from nma_ae.data.download import DataUnavailableError, read_dataset
from nma_ae.data.drawn_faces import CLASSES, SIDE, draw_faces
from nma_ae.data.image_archive import LabelledImages, read_image_archive
from nma_ae.seeds import generator
from nma_ae.switches import is_on

FOLDERS = ("afhq/train", "afhq/val")
# How many of each class, in AFHQ and so in the stand-in.
N_TRAIN = (5153, 4739, 4738)
N_TEST = (500, 500, 500)
STAND_IN_SEED = 2021


class AnimalFaces(NamedTuple):
    """The faces, decoded; training images by class, so shuffle them.

    Attributes:
        train_images: (14630, 3, 32, 32) uint8, red, green and blue.
        train_labels: (14630,) int64: 0 cat, 1 dog, 2 wild.
        test_images: (1500, 3, 32, 32) uint8.
        test_labels: (1500,) int64.
        drawn: Whether these are the drawn stand-in instead of the photographs.
    """

    train_images: torch.Tensor
    train_labels: torch.Tensor
    test_images: torch.Tensor
    test_labels: torch.Tensor
    drawn: bool


def load_animal_faces(*, drawn: bool | None = None) -> AnimalFaces:
    """Load the animal faces, and say in one line which.

    Args:
        drawn: True asks for the drawn stand-in, False for the photographs and nothing else. By
            default the photographs, if they are cached or can be fetched, otherwise the stand-in;
            the environment variable ``NMA_AE_DRAWN_FACES=1`` then asks for the stand-in at once.

    Returns:
        Training and test images with their labels.

    Raises:
        ValueError: If `drawn` is neither True nor False nor None.
        DataUnavailableError: If the photographs are asked for and cannot be had.
        ArchiveError: If their archive cannot be read.
    """
    require_kinds(bool | None, drawn=drawn)
    if drawn is None:
        drawn = is_on("NMA_AE_DRAWN_FACES") or None
    if not drawn:
        try:
            faces = _photographs()
        except DataUnavailableError:
            if drawn is False:
                raise
        else:
            print(f"Animal faces: {_size(faces)} photographs (AFHQ).")
            return faces
    faces = _drawings()
    print(f"Animal faces: {_size(faces)} drawings that stand in for the photographs (AFHQ).")
    return faces


def _photographs() -> AnimalFaces:
    (content,) = read_dataset(datasets.ANIMAL_FACES).values()
    train, test = read_image_archive(io.BytesIO(content), FOLDERS, CLASSES, SIDE)
    return AnimalFaces(*train, *test, drawn=False)


def _drawings() -> AnimalFaces:
    draws = generator(STAND_IN_SEED)
    parts = []
    for counts in (N_TRAIN, N_TEST):
        labels = torch.arange(len(CLASSES)).repeat_interleave(torch.tensor(counts))
        parts.append(LabelledImages(draw_faces(labels, generator=draws), labels))
    return AnimalFaces(*parts[0], *parts[1], drawn=True)


def _size(faces: AnimalFaces) -> str:
    return f"{len(faces.train_images) + len(faces.test_images):,}"
