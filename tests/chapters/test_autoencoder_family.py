"""What the chapter autoencoder_family claims, with margins, over several seeds."""

from functools import cache

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.analysis import clustering_accuracy, k_means, multiply_adds, neighbour_accuracy
from nma_ae.data import load_mnist
from nma_ae.networks import (
    ConvolutionalAutoencoder,
    PlainAutoencoder,
    build_batch_norm_autoencoder,
    build_residual_autoencoder,
    build_stacked_autoencoder,
)
from nma_ae.networks.stacked import FAMILY_WIDTHS, LARGE_WIDTHS, init_weights_small_normal
from nma_ae.seeds import generator
from nma_ae.training import (
    fit,
    mean_loss,
    pretrain_from_both_ends,
    pretrain_from_input,
    reconstruction_bce,
)
from nma_ae.weights import card, trained

SEEDS = (0, 1, 2)
N_EPOCHS, EPOCHS_PER_PAIR = 50, 7
ORDERS = {"from_input": pretrain_from_input, "both_ends": pretrain_from_both_ends}
FAMILY = (
    "from_input",
    "both_ends",
    "kaiming",
    "batch_norm",
    "residual",
    "residual_large",
    "convolutional",
)


@cache
def mnist():
    return load_mnist(flatten=True)


def train_images() -> torch.Tensor:
    return mnist().train_images[:10_000]


@cache
def ceiling() -> float:
    mean = train_images().mean(dim=0)
    return F.binary_cross_entropy(mean.expand_as(mnist().test_images), mnist().test_images).item()


@pytest.fixture(autouse=True)
def own_random_stream():
    with torch.random.fork_rng():
        yield


def sgd(parameters) -> torch.optim.Optimizer:
    return torch.optim.SGD(parameters, lr=0.3, momentum=0.9)


def loss_after(model: nn.Module, seed: int, n_epochs: int = N_EPOCHS, make_optimizer=sgd) -> float:
    """Train as the chapter does and return the test loss."""
    fit(
        model,
        reconstruction_bce,
        train_images(),
        n_epochs=n_epochs,
        batch_size=256,
        optimizer=make_optimizer(model.parameters()),
        generator=generator(seed),
        progress=False,
    )
    return mean_loss(model.eval(), reconstruction_bce, mnist().test_images)


def stacked_loss(order: str, seed: int) -> tuple[float, float]:
    """Pre-train and fine-tune within the budget; return the loss before and after fine-tuning."""
    torch.manual_seed(seed)
    model = build_stacked_autoencoder(FAMILY_WIDTHS)
    ORDERS[order](
        model,
        train_images(),
        n_epochs=EPOCHS_PER_PAIR,
        make_optimizer=sgd,
        generator=generator(seed),
    )
    before = mean_loss(model, reconstruction_bce, mnist().test_images)
    return before, loss_after(model, seed, N_EPOCHS - 5 * EPOCHS_PER_PAIR)


def stored_loss(name: str) -> float:
    return card(f"family_{name}")["test_loss_as_stored"]


def test_the_scale_of_the_loss():
    assert ceiling() == pytest.approx(0.2627, abs=0.0005)


@pytest.mark.training
@pytest.mark.parametrize("seed", SEEDS)
def test_deep_collapses_to_the_mean_image(seed):
    torch.manual_seed(seed)
    model = build_stacked_autoencoder(FAMILY_WIDTHS)
    assert abs(loss_after(model, seed) / ceiling() - 1) < 0.02
    with torch.no_grad():
        copies = model(mnist().test_images[:1000])
    assert copies.std(dim=0).max() < 1e-4
    assert (copies[0] - train_images().mean(dim=0)).abs().max() < 0.08


@pytest.mark.training
@pytest.mark.parametrize("seed", SEEDS)
def test_stacked_from_the_input_learns_with_the_same_budget(seed):
    before, after = stacked_loss("from_input", seed)
    assert after < 0.85 * ceiling()
    assert after < before - 0.02  # "pre-training did not solve the task"


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_stacked_from_both_ends_learns_as_well(seed):
    _, after = stacked_loss("both_ends", seed)
    assert after < 0.9 * ceiling()


@pytest.mark.parametrize("seed", range(5))
def test_the_small_start_leaves_no_layer_a_gradient(seed):
    sizes = {}
    for kaiming in (False, True):
        torch.manual_seed(seed)
        model = build_stacked_autoencoder(FAMILY_WIDTHS, kaiming=kaiming)
        reconstruction_bce(model, train_images()[:256]).backward()
        layers = [layer for layer in model if isinstance(layer, nn.Linear)]
        assert layers[-1].bias.grad.abs().mean() > 1e-4  # what learns the mean image
        sizes[kaiming] = [layer.weight.grad.square().mean().sqrt().item() for layer in layers]
    assert max(sizes[False]) < 1e-13
    assert min(sizes[True]) > 1e-6
    assert max(sizes[False]) / min(sizes[False]) < 1000  # no layer is far better off
    ratios = [usual / small for usual, small in zip(sizes[True], sizes[False], strict=True)]
    assert min(ratios) > 1e9


def rms(signal: torch.Tensor) -> float:
    return signal.square().mean().sqrt().item()


@pytest.mark.parametrize("seed", range(5))
def test_the_small_start_leaves_the_inner_pair_nearly_nothing_to_copy(seed):
    torch.manual_seed(seed)
    model, images = build_stacked_autoencoder(FAMILY_WIDTHS), train_images()[:256]
    with torch.no_grad():
        weaker = rms(images) / rms(model[:8](images))
    assert 1e4 < weaker < 1e5  # "tens of thousands of times"


@pytest.mark.parametrize("seed", SEEDS)
def test_the_links_alone_bring_something_of_the_image_to_the_last_layer(seed):
    torch.manual_seed(seed)
    model, images = build_residual_autoencoder(FAMILY_WIDTHS), train_images()[:256]
    with torch.no_grad():
        arriving = model[:-2](images)
    assert rms(arriving) > 0.5 * rms(images)
    assert rms(arriving - arriving.mean(dim=0)) > 0.05 * rms(images)  # and not the same of each


def test_the_factors_in_the_table():
    inputs = (784, 128, 64, 32, 16, 10, 16, 32, 64)
    factors = [0.01 * (n / 2) ** 0.5 for n in inputs]
    factors[4] *= 2**0.5  # no ReLU behind the code
    said = (0.20, 0.08, 0.06, 0.04, 0.04, 0.02, 0.03, 0.04, 0.06)
    assert [round(factor, 2) for factor in factors] == list(said)
    assert 0.2e-12 < torch.tensor(factors, dtype=torch.float64).prod().item() < 5e-12


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_relu_on_a_code_of_ten_gains_nothing(seed):
    losses = {}
    for relu_code in (True, False):
        torch.manual_seed(seed)
        model = PlainAutoencoder(784, 10, relu_code).apply(init_weights_small_normal)
        losses[relu_code] = loss_after(model, seed)
        with torch.no_grad():
            codes = model.encoder(mnist().test_images)
        # Few are zero, but for a unit that died for all images or all but a few: one with seed 1.
        alive = codes[:, (codes != 0).float().mean(dim=0) > 0.05]
        assert (alive == 0).float().mean() < (0.1 if relu_code else 1e-4)
        assert alive.shape[1] >= (8 if relu_code else 10)
    assert abs(losses[True] - losses[False]) < 0.008
    torch.manual_seed(seed)
    wider = PlainAutoencoder(784, 32, True).apply(init_weights_small_normal)
    assert loss_after(wider, seed) < min(losses.values()) - 0.015


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_each_modern_remedy_is_enough(seed):
    builders = {
        "kaiming": lambda: build_stacked_autoencoder(FAMILY_WIDTHS, kaiming=True),
        "batch norm": lambda: build_batch_norm_autoencoder(FAMILY_WIDTHS),
        "residual": lambda: build_residual_autoencoder(FAMILY_WIDTHS),
    }
    losses = {}
    for name, build in builders.items():
        torch.manual_seed(seed)
        losses[name] = loss_after(build(), seed)
    assert max(losses.values()) < 0.7 * ceiling()
    assert min(losses, key=losses.get) == "residual"


@pytest.mark.parametrize("name", FAMILY)
def test_the_shipped_networks_had_the_budget_of_the_chapter(name):
    facts = card(f"family_{name}")
    assert facts["data"] == "MNIST, the first 10,000 training images, pixels in [0, 1]"
    assert (facts["updates"], facts["batch_size"]) == (2000, 256)
    rate = 0.1 if "convolutional" in name else 0.3
    assert (facts["learning_rate"], facts["momentum"]) == (rate, 0.9)
    epochs = len(facts["batch_losses"])
    assert facts["updates_of_fine_tuning"] == 40 * epochs
    assert epochs == (15 if facts["pretraining"] else 50)
    images = mnist().test_images[:1000]
    if "convolutional" in name:
        images = images.view(-1, 1, 28, 28)
    loss = mean_loss(trained(f"family_{name}"), reconstruction_bce, images)
    assert loss == pytest.approx(stored_loss(name), rel=0.1)  # the first thousand are harder


def test_pretrained_networks_learned_and_modern_ones_learned_more():
    for name in ORDERS:
        assert stored_loss(name) < 0.85 * ceiling()
    modern = [stored_loss(name) for name in ("kaiming", "batch_norm", "residual")]
    assert max(modern) < min(map(stored_loss, ORDERS)) - 0.03
    assert stored_loss("residual") == min(modern)


def parameter_count(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def test_the_sizes_in_the_text():
    dense, whole = build_stacked_autoencoder(FAMILY_WIDTHS), ConvolutionalAutoencoder()
    large = build_residual_autoencoder(LARGE_WIDTHS)
    assert parameter_count(dense) == 223_802
    assert parameter_count(whole) == 274_955
    assert parameter_count(large) == 275_114
    image = mnist().test_images[:1]
    costs = multiply_adds(whole, image.view(1, 1, 28, 28)), multiply_adds(dense, image)
    assert 25 < costs[0] / costs[1] < 35
    assert round(costs[0] / multiply_adds(large, image)) == 24


def test_the_convolutional_network_is_best_also_at_equal_size():
    dense = [stored_loss(name) for name in FAMILY if "convolutional" not in name]
    assert stored_loss("convolutional") < min(dense) - 0.003


@cache
def accuracies(name: str) -> tuple[float, float]:
    """Return k-means and nearest-neighbour accuracy of a shipped network's codes."""
    model, images, asked = trained(f"family_{name}"), train_images(), mnist().test_images
    if "convolutional" in name:
        images, asked = images.view(-1, 1, 28, 28), asked.view(-1, 1, 28, 28)
    encoder = model.encoder if hasattr(model, "encoder") else model[: len(model) // 2]
    with torch.no_grad():
        known, codes = (
            torch.cat([encoder(part) for part in each.split(500)]) for each in (images, asked)
        )
    found = []
    for seed in SEEDS:
        groups = k_means(codes, 10, generator=generator(seed), n_starts=3).assignment
        found.append(clustering_accuracy(groups, mnist().test_labels))
    labels = mnist().train_labels[:10_000]
    right = neighbour_accuracy(known, labels, codes, mnist().test_labels)
    return sorted(found)[1], right


def test_what_the_codes_are_worth():
    stacked = [accuracies(name) for name in ORDERS]
    modern = [accuracies(name) for name in ("kaiming", "batch_norm", "residual")]
    assert max(right for _, right in stacked) < min(right for _, right in modern) - 0.1
    assert accuracies("batch_norm")[0] > accuracies("kaiming")[0] + 0.05


def test_the_nearest_neighbour_among_the_pixels_is_hard_to_beat():
    labels = mnist().train_labels[:10_000]
    right = neighbour_accuracy(
        train_images(), labels, mnist().test_images[:2000], mnist().test_labels[:2000]
    )
    assert right > 0.9
    assert right > accuracies("residual")[1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_adam_gets_the_deep_network_off_the_mean_image_but_not_far(seed):
    def adam(parameters):
        return torch.optim.Adam(parameters, lr=1e-3)

    torch.manual_seed(seed)
    model = build_stacked_autoencoder(FAMILY_WIDTHS)
    assert 0.75 < loss_after(model, seed, make_optimizer=adam) / ceiling() < 0.96
