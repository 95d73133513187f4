"""What the chapter deep_autoencoder claims, with margins, over several seeds."""

from functools import cache

import pytest
import torch
import torch.nn.functional as F
from sklearn.neighbors import KNeighborsClassifier
from torch import nn

from nma_ae.analysis import count_parameters, principal_components
from nma_ae.data import load_mnist
from nma_ae.networks import (
    build_deep_autoencoder,
    build_mirrored_autoencoder,
    build_shallow_autoencoder,
    split_autoencoder,
)
from nma_ae.seeds import generator
from nma_ae.training import fit, reconstruction_bce
from nma_ae.weights import trained

SEEDS = (0, 1, 2)


@cache
def mnist():
    return load_mnist(flatten=True)


def loss_after(network: nn.Module, n_epochs: int, seed: int, rate: float = 1e-3) -> float:
    """Train a network on MNIST and return its test loss."""
    history = fit(
        network,
        reconstruction_bce,
        mnist().train_images,
        n_epochs=n_epochs,
        optimizer=torch.optim.Adam(network.parameters(), lr=rate, fused=True),
        evaluate={"test": mnist().test_images},
        generator=generator(seed),
        progress=False,
    )
    return history.evaluations["test"][-1]


@pytest.fixture(autouse=True)
def own_random_stream():
    with torch.random.fork_rng():
        yield


@cache
def deep_after_one_epoch(seed: int) -> float:
    torch.manual_seed(seed)
    return loss_after(build_deep_autoencoder(), 1, seed)


def ceiling() -> float:
    mean = mnist().train_images.mean(dim=0)
    return F.binary_cross_entropy(mean.expand_as(mnist().test_images), mnist().test_images).item()


def test_the_scale_of_the_loss():
    images = mnist().test_images
    assert F.binary_cross_entropy(images, images).item() == pytest.approx(0.058, abs=0.0005)
    assert ceiling() == pytest.approx(0.2625, abs=0.0005)


@pytest.mark.training
@pytest.mark.parametrize("seed", SEEDS)
def test_the_shallow_autoencoder_resembles_pca(seed):
    torch.manual_seed(seed)
    shallow = build_shallow_autoencoder()
    loss = loss_after(shallow, 5, seed, rate=0.01)
    assert 0.218 < loss < 0.236  # "a short way" down from 0.263
    images = mnist().test_images
    pca = principal_components(mnist().train_images, n_components=2)
    pca_codes = pca.project(images)
    with torch.no_grad():
        codes, copies = shallow[:2](images), shallow(images)
    ratio = F.mse_loss(copies, images) / F.mse_loss(pca.reconstruct(pca_codes), images)
    assert 0.95 < ratio < 1.06  # "the same error"
    predictors = torch.cat([pca_codes, torch.ones(len(codes), 1)], dim=1)
    line = torch.linalg.lstsq(predictors, codes).solution
    explained = 1 - (codes - predictors @ line).var(dim=0) / codes.var(dim=0)
    assert explained.mean() > 0.5  # "most of what the network found"


@pytest.mark.training
@pytest.mark.parametrize("seed", SEEDS)
def test_depth_beats_width_at_equal_size(seed):
    assert abs(count_parameters([784, 423, 2]) / count_parameters([784, 392, 64, 2]) - 1) < 0.001
    torch.manual_seed(seed)
    wide = loss_after(build_mirrored_autoencoder([784, 423, 2]), 1, seed)
    assert deep_after_one_epoch(seed) < wide - 0.003


@pytest.mark.training
@pytest.mark.parametrize("seed", SEEDS)
def test_the_start_decides_the_first_epoch(seed):
    torch.manual_seed(seed)
    default = build_deep_autoencoder()
    for layer in default:
        if isinstance(layer, nn.Linear):
            layer.reset_parameters()
    torch.manual_seed(seed)
    tiny = build_deep_autoencoder()
    for layer in tiny:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)
    kaiming, default, tiny = (
        deep_after_one_epoch(seed),
        loss_after(default, 1, seed),
        loss_after(tiny, 1, seed),
    )
    assert kaiming < default - 0.002
    assert default < tiny - 0.01
    assert tiny < ceiling() - 0.002  # it loses time, but it does not stay at the mean image


def test_the_sizes_in_the_text():
    full = count_parameters([784, 392, 64, 2])
    assert full == 666_791
    assert count_parameters([784, 196, 64, 2]) == 333_983
    model = build_deep_autoencoder()
    ends = sum(p.numel() for layer in (model[0], model[-2]) for p in layer.parameters())
    assert ends / full == pytest.approx(0.924, abs=0.0005)
    # The question on 50,000 parameters
    assert count_parameters([784, 393, 64, 2]) - full == 1698
    assert count_parameters([784, 392, 64, 64, 2]) - full == 2 * (4160 + 1)


@cache
def codes_of(name: str) -> torch.Tensor:
    with torch.no_grad():
        return split_autoencoder(trained(name))[0](mnist().test_images)


def neighbours_agree(codes: torch.Tensor) -> float:
    """Return how often the majority of ten neighbours in the map has an image's own label."""
    labels = mnist().test_labels
    half = len(labels) // 2
    classifier = KNeighborsClassifier(10).fit(codes[:half], labels[:half])
    return classifier.score(codes[half:], labels[half:])


def test_the_deep_network_gets_twice_as_far_as_the_shallow_one():
    with torch.no_grad():
        deep, shallow = (
            reconstruction_bce(trained(name), mnist().test_images).item()
            for name in ("deep_autoencoder", "shallow_autoencoder")
        )
    assert deep == pytest.approx(0.177, abs=0.003)
    assert ceiling() - deep > 2 * (ceiling() - shallow)


def test_digits_form_regions_in_the_deep_map_only():
    deep = neighbours_agree(codes_of("deep_autoencoder"))
    shallow = neighbours_agree(codes_of("shallow_autoencoder"))
    assert deep > 0.75
    assert shallow < 0.55


def test_the_regions_spread_from_a_crowd_close_to_the_origin():
    codes = codes_of("deep_autoencoder")
    x, y = (torch.arange(low, high, 0.5) for low, high in ((-5, 13), (-12, 7)))
    places = torch.cartesian_prod(x, y)
    close_by = (torch.cdist(places, codes) < 1).sum(dim=1)
    assert places[close_by.argmax()].norm() <= 1
    distance = codes.norm(dim=1, keepdim=True)
    direction = codes / distance
    assert neighbours_agree(direction) > neighbours_agree(distance) + 0.1


def test_ones_and_sevens_reach_far_threes_and_eights_hardly():
    distance = codes_of("deep_autoencoder").norm(dim=1)
    reach = [distance[mnist().test_labels == digit].median() for digit in range(10)]
    assert min(reach[1], reach[7]) > 2 * max(reach[3], reach[8])


def test_some_digits_come_back_as_another_digit():
    """A classifier of originals reads some of the clear copies as another digit."""
    images, labels = mnist().test_images, mnist().test_labels
    half = len(labels) // 2
    classifier = KNeighborsClassifier(3).fit(images[:half], labels[:half])
    with torch.no_grad():
        copies = trained("deep_autoencoder")(images[half : half + 1000])
    originals_read = classifier.score(images[half : half + 1000], labels[half : half + 1000])
    copies_read = classifier.score(copies, labels[half : half + 1000])
    assert originals_read > 0.9
    assert 0.6 < copies_read < originals_read - 0.05


def test_four_and_nine_and_three_five_eight_are_neighbours():
    codes, labels = codes_of("deep_autoencoder"), mnist().test_labels
    half = len(labels) // 2
    classifier = KNeighborsClassifier(10).fit(codes[:half], labels[:half])
    read = torch.as_tensor(classifier.predict(codes[half:]))
    confused = torch.zeros(10, 10)
    for true, guess in zip(labels[half:].tolist(), read.tolist(), strict=True):
        confused[min(true, guess), max(true, guess)] += true != guess
    pairs = [divmod(i, 10) for i in confused.flatten().argsort(descending=True)[:4].tolist()]
    assert (4, 9) in pairs
    assert set(pairs) & {(3, 5), (3, 8), (5, 8)}
