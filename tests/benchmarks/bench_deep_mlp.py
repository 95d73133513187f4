"""How much faster the chapter deep_mlp trains than its source describes, at the same accuracy.

    python tests/benchmarks/bench_deep_mlp.py [--rounds 3]

Two experiments, each in turn with a baseline that shares no code with the package and is written as
the source describes it: data loaders that collect single points, one network after the other,
torch's defaults, and a map of 500 x 500 places in one piece. The depth optimiser is timed per
trained network, since ours trains ten seeds of each depth; the polynomial classifier as a whole,
features and map included. Exits with 1 if a bound is missed.
"""

import argparse
import statistics
import sys
import time
from itertools import pairwise

import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

from nma_ae.analysis import decision_grid
from nma_ae.data import Spirals, load_spirals, polynomial_features
from nma_ae.networks import build_mlp
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit_together

LEAST_SPEEDUP = {"depth": 8.0, "polynomial": 5.5}
# One seed against the mean of ten, for the depth: luck moves the one by as much.
MOST_ACCURACY_DIFFERENCE = {"depth": 0.3, "polynomial": 0.04}
WIDTHS = {1: 14, 2: 7, 3: 6, 4: 5, 5: 4}
N_SEEDS = 10
N_EPOCHS = 100
DEGREE = 50
LIMIT, PLACES = 2.0, 500


def train_plainly(net: nn.Module, train: DataLoader, test: DataLoader) -> float:
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(net.parameters(), lr=1e-3)
    training_losses = []
    for _ in range(N_EPOCHS):
        for inputs, labels in train:
            optimizer.zero_grad()
            loss = criterion(net(inputs.float()), labels.long())
            loss.backward()
            optimizer.step()
            training_losses += [loss.item()]
    accuracies = []
    for loader in (train, test):
        correct = total = 0
        for inputs, labels in loader:
            predicted = torch.max(net(inputs.float()), 1)[1]
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
        accuracies.append(correct / total)
    return accuracies[1]


def loaders(train_x, train_y, test_x, test_y, **settings) -> tuple[DataLoader, DataLoader]:
    train, test = TensorDataset(train_x, train_y), TensorDataset(test_x, test_y)
    return (
        DataLoader(train, batch_size=128, shuffle=True, **settings),
        DataLoader(test, batch_size=128, shuffle=False, **settings),
    )


def chain(widths: list[int]) -> nn.Sequential:
    layers = []
    for n_in, n_out in pairwise(widths):
        layers += [nn.Linear(n_in, n_out), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def depth_plainly(data: Spirals) -> tuple[float, int]:
    """Return the mean accuracy of the two- and three-layer networks, and how many were trained."""
    torch.manual_seed(0)
    pair = loaders(*data)
    scores = {n: train_plainly(chain([2, *[h] * n, 4]), *pair) for n, h in WIDTHS.items()}
    return (scores[2] + scores[3]) / 2, len(scores)


def depth_together(data: Spirals) -> tuple[float, int]:
    scores = {}
    for n_layers, width in WIDTHS.items():
        networks = []
        for seed in range(N_SEEDS):
            with seeded(seed):
                networks.append(build_mlp([2, *[width] * n_layers, 4]))
        orders = [generator(seed) for seed in range(N_SEEDS)]
        fit_together(
            networks, data.train_points, data.train_labels, n_epochs=N_EPOCHS, generators=orders
        )
        with torch.no_grad():
            said = torch.stack([network(data.test_points).argmax(1) for network in networks])
        scores[n_layers] = (said == data.test_labels).float().mean().item()
    return (scores[2] + scores[3]) / 2, N_SEEDS * len(WIDTHS)


def features_plainly(degree: int, x: torch.Tensor) -> torch.Tensor:
    features = torch.zeros((len(x), (degree + 1) * (degree + 2) // 2 - 1))
    count = 0
    for i in range(degree + 1):
        for j in range(degree + 1):
            if 0 < j + i <= degree:
                features[:, count] = x[:, 0] ** i * x[:, 1] ** j
                count += 1
    return features


def polynomial_plainly(data: Spirals) -> tuple[float, int]:
    torch.manual_seed(0)
    train, test = (features_plainly(DEGREE, x) for x in (data.train_points, data.test_points))
    pair = loaders(train, data.train_labels, test, data.test_labels, num_workers=1)
    net = nn.Sequential(nn.Linear(train.shape[1], 4))
    accuracy = train_plainly(net, *pair)
    steps = torch.linspace(-LIMIT, LIMIT, PLACES)
    ii, jj = torch.meshgrid(steps, steps, indexing="ij")
    places = torch.cat([ii.unsqueeze(-1), jj.unsqueeze(-1)], dim=-1).view(-1, 2)
    np.asarray(net(features_plainly(DEGREE, places)).detach().argmax(dim=1))
    return accuracy, 1


def polynomial_quickly(data: Spirals) -> tuple[float, int]:
    features = polynomial_features(data.train_points, DEGREE)
    with seeded(0):
        linear = build_mlp([features.shape[1], 4])
    fit_together(
        [linear], features, data.train_labels, n_epochs=N_EPOCHS, generators=[generator(0)]
    )

    def classify(points: torch.Tensor) -> torch.Tensor:
        return linear(polynomial_features(points, DEGREE))

    decision_grid(classify, LIMIT, PLACES)
    with torch.no_grad():
        said = classify(data.test_points).argmax(1)
    return (said == data.test_labels).float().mean().item(), 1


EXPERIMENTS = {
    "depth": (depth_plainly, depth_together),
    "polynomial": (polynomial_plainly, polynomial_quickly),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each")
    rounds = parser.parse_args().rounds
    data = load_spirals(generator=generator(2021))
    print(f"{torch.get_num_threads()} threads, median of {rounds}")
    missed = False
    for name, ways in EXPERIMENTS.items():
        seconds, accuracy = {way: [] for way in ways}, {}
        for _ in range(rounds):
            for way in ways:
                start = time.perf_counter()
                accuracy[way], trained = way(data)
                seconds[way].append((time.perf_counter() - start) / trained)
        plain, quick = (statistics.median(seconds[way]) for way in ways)
        apart = abs(accuracy[ways[0]] - accuracy[ways[1]])
        missed |= plain / quick < LEAST_SPEEDUP[name] or apart > MOST_ACCURACY_DIFFERENCE[name]
        for way, median in zip(ways, (plain, quick), strict=True):
            label = way.__name__.replace("_", ", ")
            print(f"{label:22} {median:6.2f} s a network   accuracy {accuracy[way]:.2f}")
        print(f"{'':22} {plain / quick:.1f} times as fast (at least {LEAST_SPEEDUP[name]})")
    print("A bound is missed." if missed else "All bounds hold.")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
