from itertools import permutations

import numpy as np
import pytest
import torch
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.neighbors import KNeighborsClassifier

from nma_ae.analysis import clustering_accuracy, k_means, neighbour_accuracy
from nma_ae.analysis.clustering import best_matching
from nma_ae.seeds import generator


def blobs(n_clusters: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    points, labels = make_blobs(600, 5, centers=n_clusters, cluster_std=2.0, random_state=seed)
    return torch.tensor(points, dtype=torch.float32), torch.tensor(labels)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n_clusters", [1, 2, 7])
def test_k_means_ends_as_low_as_scikit_learn(n_clusters, seed):
    points, _ = blobs(n_clusters, seed)
    ours = k_means(points, n_clusters, generator=generator(seed))
    theirs = KMeans(n_clusters, n_init=10, random_state=seed).fit(points.numpy())
    assert ours.inertia == pytest.approx(theirs.inertia_, rel=2e-3)
    assert ours.centres.shape == (n_clusters, 5)


def test_the_result_of_k_means_is_consistent():
    points, _ = blobs(4, 0)
    found = k_means(points, 4, generator=generator(0))
    distances = torch.cdist(points, found.centres)
    assert torch.equal(distances.argmin(dim=1), found.assignment)
    assert distances.min(dim=1).values.square().sum().item() == pytest.approx(found.inertia, 1e-4)
    for cluster in range(4):
        mean = points[found.assignment == cluster].mean(dim=0)
        torch.testing.assert_close(mean, found.centres[cluster])


def test_k_means_is_repeatable_and_leaves_the_global_state_alone():
    points, _ = blobs(3, 1)
    before = torch.get_rng_state()
    one, other = (k_means(points, 3, generator=generator(5)) for _ in range(2))
    assert torch.equal(one.assignment, other.assignment)
    assert torch.equal(before, torch.get_rng_state())


def test_k_means_of_collapsed_points_ends():
    found = k_means(torch.ones(20, 3), 4, generator=generator(0))
    assert found.inertia == 0
    assert torch.isfinite(found.centres).all()


@pytest.mark.parametrize(
    ("points", "n_clusters", "message"),
    [
        (torch.rand(5), 2, "points must be .n, n_features., got shape"),
        (torch.full((5, 2), torch.nan), 2, "points must be finite, got NaN"),
        (torch.rand(5, 2), 6, "n_clusters must be at most 5 points, got 6"),
        (torch.rand(5, 2), 0, "n_clusters must be a positive integer"),
    ],
)
def test_k_means_refuses_other_arguments(points, n_clusters, message):
    with pytest.raises(ValueError, match=message):
        k_means(points, n_clusters)


@pytest.mark.parametrize("n", [1, 2, 3, 6, 10])
def test_the_matching_is_as_good_as_scipys(n):
    for seed in range(10):
        counts = torch.randint(0, 50, (n, n), generator=generator(seed))
        columns = best_matching(counts)
        assert sorted(columns) == list(range(n))
        rows, theirs = linear_sum_assignment(counts.numpy(), maximize=True)
        assert counts[torch.arange(n), columns].sum() == counts.numpy()[rows, theirs].sum()


@pytest.mark.parametrize("counts", [torch.zeros(2, 3), torch.zeros(17, 17), torch.zeros(0, 0)])
def test_the_matching_refuses_other_shapes(counts):
    with pytest.raises(ValueError, match="counts must be square"):
        best_matching(counts)


@pytest.mark.parametrize("seed", range(5))
def test_clustering_accuracy_is_that_of_the_best_of_all_names(seed):
    assignment = torch.randint(0, 4, (200,), generator=generator(seed))
    labels = torch.randint(0, 4, (200,), generator=generator(seed + 50))
    best = max(
        (torch.tensor(names)[assignment] == labels).double().mean().item()
        for names in permutations(range(4))
    )
    assert clustering_accuracy(assignment, labels) == pytest.approx(best)


def test_clustering_accuracy_does_not_care_for_names():
    labels = torch.arange(10).repeat(7)
    assert clustering_accuracy((labels + 3) % 10, labels) == 1
    assert clustering_accuracy(torch.zeros_like(labels), labels) == pytest.approx(0.1)
    assert clustering_accuracy(labels // 2, labels) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("assignment", "labels"),
    [(torch.zeros(3).long(), torch.zeros(4).long()), (torch.zeros(0).long(),) * 2],
)
def test_clustering_accuracy_refuses_other_lengths(assignment, labels):
    with pytest.raises(ValueError, match="assignment and labels must be equally long"):
        clustering_accuracy(assignment, labels)


@pytest.mark.parametrize("batch_size", [1, 7, 1000])
def test_neighbour_accuracy_agrees_with_scikit_learn(batch_size):
    points, labels = blobs(6, 3)
    known, known_labels, asked, true = points[:400], labels[:400], points[400:], labels[400:]
    classifier = KNeighborsClassifier(1).fit(known.numpy(), known_labels.numpy())
    expected = classifier.score(asked.numpy(), np.asarray(true))
    found = neighbour_accuracy(known, known_labels, asked, true, batch_size=batch_size)
    assert found == pytest.approx(expected)


def test_neighbour_accuracy_refuses_what_does_not_fit():
    points, labels = torch.rand(6, 2), torch.zeros(6).long()
    with pytest.raises(ValueError, match="known_labels must be"):
        neighbour_accuracy(points, labels[:5], points, labels)
    with pytest.raises(ValueError, match="equally many features, got 2 and 1"):
        neighbour_accuracy(points, labels, points[:, :1], labels)
