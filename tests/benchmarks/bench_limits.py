"""How near the trainings come to what the processor can do.

    python tests/benchmarks/bench_limits.py [--rounds 5]

Of each training: the multiplications with their additions that its matrix products and
convolutions need, forwards and twice backwards, in a second, beside those of the processor's own
product of large float32 matrices. What else a step does, such as activations, losses and the
optimiser, counts as nothing. Of drawing dSprites: the bytes that it writes in a second, beside
copying as many. Training and limit are timed in turn, so that what else the machine does slows
both, and the medians of the shares are taken. Exits with 1 if a bound is missed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import nn

from nma_ae.analysis import multiply_adds
from nma_ae.data import draw_dsprites, load_dsprites, load_mnist, load_spirals
from nma_ae.data.dsprites import N_IMAGES, SIDE
from nma_ae.networks import VAE, Encoder, build_deep_autoencoder, build_mlp
from nma_ae.seeds import generator, seeded
from nma_ae.training import (
    elbo_objective,
    fit,
    fit_together,
    reconstruction_bce,
    simclr_objective,
)

MATRIX = 2048  # rows and columns of the products that are the limit
STEP = 3  # times the multiplications of the way forwards
N_DRAWN = 20_000


class Measured(NamedTuple):
    work: float  # multiply-adds, or bytes
    run: Callable[[], object]
    least: float  # share of the limit


def deep_autoencoder() -> Measured:
    """An epoch as the chapter's, with both sets evaluated after it."""
    train, _, test, _ = load_mnist(flatten=True)
    with seeded(0):
        network = build_deep_autoencoder()
    per_image = multiply_adds(network, test[:1])

    def run() -> None:
        fit(
            network,
            reconstruction_bce,
            train,
            n_epochs=1,
            evaluate={"train": train, "test": test},
            generator=generator(0),
            progress=False,
        )

    return Measured(per_image * (STEP * len(train) + len(train) + len(test)), run, 0.36)


def together(widths: list[int], inputs: torch.Tensor, labels: torch.Tensor) -> Measured:
    """Ten networks at once."""
    with seeded(0):
        networks = [build_mlp(widths) for _ in range(10)]
    work = 10 * STEP * multiply_adds(networks[0], inputs[:1]) * len(inputs)
    order = [generator(0)]
    return Measured(
        work,
        lambda: fit_together(
            networks, inputs, labels, n_epochs=1, generators=order, progress=False
        ),
        0.003,
    )


def with_images(network: nn.Module, objective: Callable, uses: int) -> Measured:
    """An epoch over 4,000 images of dSprites, each taken through the network `uses` times."""
    images = load_dsprites(4000).images
    per_image = multiply_adds(network, images[:1].float())
    network.to(memory_format=torch.channels_last)

    def run() -> None:
        fit(network, objective, images, n_epochs=1, batch_size=500, progress=False)

    return Measured(STEP * uses * per_image * len(images), run, 0.18)


def sprites() -> Measured:
    chosen = torch.randperm(N_IMAGES, generator=generator(0))[:N_DRAWN].sort().values
    return Measured(N_DRAWN * SIDE**2, lambda: draw_dsprites(chosen), 0.25)


def seconds_of(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each")
    rounds = parser.parse_args().rounds

    left, right = torch.randn(2, MATRIX, MATRIX, generator=generator(0))
    spirals = load_spirals()
    drawn = torch.ones(N_DRAWN * SIDE**2, dtype=torch.uint8)
    with seeded(0):
        vae, encoder = VAE(), Encoder()
    trainings = {
        "fit, deep autoencoder": deep_autoencoder(),
        "fit_together, spirals": together([2, 7, 7, 4], spirals.train_points, spirals.train_labels),
        "encoder, two views": with_images(encoder, simclr_objective(generator=generator(0)), 2),
        "VAE": with_images(vae, elbo_objective(generator=generator(0)), 1),
    }
    products = Measured(MATRIX**3, lambda: left @ right, 1)
    copies = Measured(drawn.numel(), lambda: drawn.clone(), 1)

    missed = False
    print(f"{torch.get_num_threads()} threads, median of {rounds}")
    rows = [(name, each, products, "GFLOP/s", 2e-9) for name, each in trainings.items()]
    rows.append(("dSprites", sprites(), copies, "GB/s", 1e-9))
    for name, measured, limit, unit, scale in rows:
        measured.run()  # the first call of anything is slower
        rates, limits = [], []
        for _ in range(rounds):
            limits.append(limit.work / min(seconds_of(limit.run) for _ in range(5)))
            rates.append(measured.work / seconds_of(measured.run))
        share = statistics.median(a / b for a, b in zip(rates, limits, strict=True))
        missed |= share < measured.least
        print(
            f"{name:22} {statistics.median(rates) * scale:7.2f} of "
            f"{statistics.median(limits) * scale:7.2f} {unit:8} {100 * share:5.1f} % "
            f"(at least {100 * measured.least:g} %)",
            flush=True,
        )
    print(f"dSprites: {statistics.median(rates) / SIDE**2:,.0f} images a second")
    print("A bound is missed." if missed else "All bounds hold.")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
