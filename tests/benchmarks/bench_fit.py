"""How much faster `fit` is than a plain loop, at the same loss.

    python tests/benchmarks/bench_fit.py [--epochs 2] [--rounds 5]

The plain loop is the sources' own, in code of its own: it copies the shuffled images, takes
torch's default Adam and evaluates each set in one piece. Both start from the same weights and take
the images in the same order. They are timed in turn, so that whatever else the machine does
meanwhile slows both; the medians are compared. Exits with 1 if a bound is missed.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn, optim

from nma_ae.data import load_mnist
from nma_ae.training import fit, reconstruction_bce

SEED = 0
BATCH_SIZE = 128
MOST_LOSS_DIFFERENCE = 0.002
# Processors differ: some reach 1.35 and 2.0; on one, where products take three fifths of the time,
# it was 1.15 and 1.38.
LEAST_SPEEDUP = {"float32": 1.1, "bfloat16": 1.3}


def build_network() -> nn.Sequential:
    torch.manual_seed(SEED)
    model = nn.Sequential(
        nn.Linear(784, 392),
        nn.PReLU(),
        nn.Linear(392, 64),
        nn.PReLU(),
        nn.Linear(64, 2),
        nn.PReLU(),
        nn.Linear(2, 64),
        nn.PReLU(),
        nn.Linear(64, 392),
        nn.PReLU(),
        nn.Linear(392, 784),
        nn.Sigmoid(),
    )
    for layer in model[:-2]:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight)
    return model


def train_plainly(train: torch.Tensor, test: torch.Tensor, n_epochs: int) -> float:
    """The loop as the sources describe it."""
    net = build_network()
    loss_fn = nn.BCELoss()
    optimizer = optim.Adam(net.parameters())
    order = torch.Generator().manual_seed(SEED)
    track_loss = []
    for _ in range(n_epochs):
        shuffle_idx = torch.randperm(len(train), generator=order)
        for batch in torch.split(train[shuffle_idx], BATCH_SIZE):
            loss = loss_fn(net(batch), batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            track_loss += [float(loss.detach())]
        with torch.no_grad():
            loss_fn(net(train), train)
            loss_test = loss_fn(net(test), test)
    return float(loss_test)


def train_with_fit(
    train: torch.Tensor, test: torch.Tensor, n_epochs: int, autocast: torch.dtype | None = None
) -> float:
    history = fit(
        build_network(),
        reconstruction_bce,
        train,
        n_epochs=n_epochs,
        batch_size=BATCH_SIZE,
        evaluate={"train": train, "test": test},
        generator=torch.Generator().manual_seed(SEED),
        autocast=autocast,
        progress=False,
    )
    return history.evaluations["test"][-1]


def has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 matrices itself."""
    try:
        flags = Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=2, help="epochs per measurement")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each")
    arguments = parser.parse_args()

    train, _, test, _ = load_mnist(flatten=True)
    ways = {"plain": train_plainly, "float32": train_with_fit}
    if has_bfloat16():
        ways["bfloat16"] = lambda *given: train_with_fit(*given, autocast=torch.bfloat16)
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    loss: dict[str, float] = {}
    for _ in range(arguments.rounds):
        for way, train_it in ways.items():
            start = time.perf_counter()
            loss[way] = train_it(train, test, arguments.epochs)
            seconds[way].append(time.perf_counter() - start)

    missed = False
    median = {way: statistics.median(times) for way, times in seconds.items()}
    threads = torch.get_num_threads()
    print(f"{arguments.epochs} epochs, {threads} threads, median of {arguments.rounds}")
    for way in ways:
        line = f"{way:9} {median[way]:7.2f} s   test loss {loss[way]:.4f}"
        if way in LEAST_SPEEDUP:
            speedup = median["plain"] / median[way]
            difference = abs(loss[way] - loss["plain"])
            missed |= speedup < LEAST_SPEEDUP[way] or difference > MOST_LOSS_DIFFERENCE
            line += f"   {speedup:.2f} times as fast (at least {LEAST_SPEEDUP[way]})"
        print(line)
    print("A bound is missed." if missed else "All bounds hold.")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
