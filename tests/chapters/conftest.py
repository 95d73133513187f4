"""What the tests of the chapters share: which seeds take part, and features of the encoders."""

from typing import NamedTuple

import pytest
import torch

from nma_ae.analysis import compute_features
from nma_ae.data import DSprites, load_dsprites, split_images
from nma_ae.experiments import ENCODERS, load_encoder

N_TRAIN, N_TEST = 6_000, 3_000
QUICK_SEED = 1  # the notebooks themselves are executed with seed 0


@pytest.hookimpl(tryfirst=True)  # before those that are slow are left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("training") and item.callspec.params["seed"] != QUICK_SEED:
            item.add_marker("slow")


class EncodedSprites(NamedTuple):
    """Some of the course's training images, and behind them some of its test images.

    Attributes:
        data: The images with their latents.
        train: Positions of the training images in `data`.
        test: Positions of the test images.
        encoders: The networks by name.
        features: The features of all images by the encoder's name.
    """

    data: DSprites
    train: torch.Tensor
    test: torch.Tensor
    encoders: dict[str, torch.nn.Module]
    features: dict[str, torch.Tensor]


@pytest.fixture(scope="session")
def sprites() -> EncodedSprites:
    everything, split = load_dsprites(), split_images()
    chosen = torch.cat([split.train[:N_TRAIN], split.test[:N_TEST]])
    data = everything.part(chosen)
    train, test = torch.arange(N_TRAIN), torch.arange(N_TRAIN, N_TRAIN + N_TEST)
    encoders = {name: load_encoder(name, data.images[train]) for name in ENCODERS}
    features = {name: compute_features(each, data.images) for name, each in encoders.items()}
    return EncodedSprites(data, train, test, encoders, features)
