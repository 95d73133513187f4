"""How much faster the chapter on self-supervised learning computes than plain code.

    python tests/benchmarks/bench_dsprites.py [--rounds 5] [--only rsm loss classifier supervised]

The plain versions are written as the sources describe them, in code of their own: cosines of all
pairs by broadcasting, the contrastive loss from them, features of a frozen encoder computed anew in
every epoch, images fetched one by one, torch's defaults elsewhere. Both are timed in turn, so that
whatever else the machine does slows both; the medians are compared. What takes long is timed once.
Exits with 1 if a bound is missed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

from nma_ae.analysis import compute_accuracy, compute_features, similarity_matrix
from nma_ae.data import load_dsprites, split_images
from nma_ae.networks import Encoder
from nma_ae.training import contrastive_loss, fast_dtype, train_classifier

SEED = 0
N_CLASSIFIER_EPOCHS = 25


class Benchmark(NamedTuple):
    plain: Callable[[], object]
    ours: Callable[[], object]
    least: float  # times as fast
    agree: Callable[[object, object], bool]
    rounds: int | None = None  # of the plain version, where it takes long


# The representational similarity matrix and the contrastive loss, as all pairs.


def cosines_by_pairs(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    return F.cosine_similarity(first.unsqueeze(1), second.unsqueeze(0), dim=2)


def rsm_plainly(features: torch.Tensor) -> torch.Tensor:
    return cosines_by_pairs(features, features)


def contrastive_loss_plainly(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    n = len(first)
    together = torch.cat([first, second])
    similarity = cosines_by_pairs(together, together)
    partner = torch.cat([torch.diag(similarity, n), torch.diag(similarity, -n)])
    numerator = torch.exp(partner / 0.5)
    others = ~torch.eye(2 * n, dtype=torch.bool)
    denominator = (others * torch.exp(similarity / 0.5)).sum(1)
    return -torch.log(numerator / denominator).mean()


def loss_and_gradient(function: Callable, features: torch.Tensor) -> tuple:
    features = features.clone().requires_grad_()
    loss = function(*features)
    loss.backward()
    return loss.item(), features.grad


# Classifiers, as the sources train them: image by image from a data set, everything every epoch.


class PlainEncoder(nn.Module):
    def __init__(self):
        super().__init__()

        def linear(n_in, n_out):
            return nn.Linear(n_in, n_out), nn.ReLU(), nn.BatchNorm1d(n_out, affine=False)

        self.layers = nn.Sequential(
            *(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.AvgPool2d(2), nn.BatchNorm2d(6, affine=False)),
            *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.AvgPool2d(2), nn.BatchNorm2d(16, affine=False)),
            *(nn.Flatten(), *linear(2704, 120), *linear(120, 84), *linear(84, 84)),
        )

    def forward(self, images):
        return self.layers(images.float())


class PlainDataset(Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = images, labels

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.labels[i]


def train_plainly(encoder, images, labels, n_epochs, *, frozen) -> nn.Module:
    torch.manual_seed(SEED)
    classifier = nn.Linear(84, 3)
    parameters = list(classifier.parameters()) + ([] if frozen else list(encoder.parameters()))
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=100)
    loader = DataLoader(PlainDataset(images, labels), batch_size=1000, shuffle=True)
    encoder.train(not frozen)
    for _ in range(n_epochs):
        for batch, right in loader:
            optimizer.zero_grad()
            if frozen:
                with torch.no_grad():
                    features = encoder(batch)
            else:
                features = encoder(batch)
            loss = F.cross_entropy(classifier(features), right)
            loss.backward()
            optimizer.step()
        scheduler.step()
    return nn.Sequential(encoder, classifier)


def new_encoder(kind: type[nn.Module]) -> nn.Module:
    torch.manual_seed(SEED)
    return kind()


def benchmarks() -> dict[str, Benchmark]:
    draws = torch.Generator().manual_seed(SEED)
    features = torch.randn(4000, 84, generator=draws)
    views = torch.randn(2, 1000, 84, generator=draws)
    data, split = load_dsprites(), split_images()
    images, labels = data.images[split.train], data.labels("shape")[split.train]
    tests, test_labels = data.images[split.test], data.labels("shape")[split.test]
    frozen, plain_frozen = new_encoder(Encoder), new_encoder(PlainEncoder)
    for encoder in (frozen, plain_frozen):
        with torch.no_grad():
            for batch in images.split(1000):
                encoder.train()(batch)
        encoder.eval()

    def classifier_plainly():
        model = train_plainly(plain_frozen, images, labels, N_CLASSIFIER_EPOCHS, frozen=True)
        return compute_accuracy(model, tests, test_labels)

    def classifier():
        model, _ = train_classifier(
            compute_features(frozen, images), labels, n_classes=3, n_epochs=N_CLASSIFIER_EPOCHS
        )
        return compute_accuracy(model, compute_features(frozen, tests), test_labels)

    def supervised_plainly():
        train_plainly(new_encoder(PlainEncoder), images, labels, 1, frozen=False)

    def supervised():
        encoder = new_encoder(Encoder).to(memory_format=torch.channels_last)
        train_classifier(
            images, labels, n_classes=3, n_epochs=1, encoder=encoder, autocast=fast_dtype()
        )

    return {
        "rsm": Benchmark(
            lambda: rsm_plainly(features),
            lambda: similarity_matrix(features),
            250,
            lambda a, b: torch.allclose(a, b, atol=1e-5),
            2,
        ),
        "loss": Benchmark(
            lambda: loss_and_gradient(contrastive_loss_plainly, views),
            lambda: loss_and_gradient(contrastive_loss, views),
            250,
            lambda a, b: abs(a[0] - b[0]) < 1e-4 and torch.allclose(a[1], b[1], atol=1e-6),
            2,
        ),
        "classifier": Benchmark(classifier_plainly, classifier, 20, lambda a, b: abs(a - b) < 3, 1),
        "supervised": Benchmark(supervised_plainly, supervised, 1.8, lambda a, b: True, 3),
    }


def seconds_of(function: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each")
    parser.add_argument("--only", nargs="+", help="which of them")
    arguments = parser.parse_args()
    missed = False
    print(f"{torch.get_num_threads()} threads")
    for name, benchmark in benchmarks().items():
        if arguments.only and name not in arguments.only:
            continue
        rounds = benchmark.rounds or arguments.rounds
        benchmark.ours()  # the first call of anything is slower
        plain, ours = [], []
        for _ in range(rounds):
            time_of_plain, expected = seconds_of(benchmark.plain)
            runs = [
                seconds_of(benchmark.ours) for _ in range(arguments.rounds if rounds < 3 else 1)
            ]
            plain.append(time_of_plain)
            ours += [seconds for seconds, _ in runs]
            agrees = benchmark.agree(expected, runs[-1][1])
        ratio = statistics.median(plain) / statistics.median(ours)
        missed |= ratio < benchmark.least or not agrees
        print(
            f"{name:10} plain {statistics.median(plain):8.3f} s   ours "
            f"{statistics.median(ours):7.4f} s   {ratio:6.1f} times as fast (at least "
            f"{benchmark.least}){'' if agrees else '   RESULTS DIFFER'}",
            flush=True,
        )
    print("A bound is missed." if missed else "All bounds hold.")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
