import subprocess
import sys

import numpy as np
import pytest
import torch
from scipy.spatial.distance import pdist, squareform
from sklearn.metrics.pairwise import cosine_similarity

from nma_ae.analysis import (
    alignment,
    order_by_class,
    similarity_blocks,
    similarity_histogram,
    similarity_matrix,
    uniformity,
)
from nma_ae.seeds import generator


@pytest.fixture(params=[torch.float32, torch.float64])
def features(request):
    return torch.randn(230, 7, generator=generator(0), dtype=request.param)


def test_agrees_with_scikit_learn_and_scipy(features):
    matrix = similarity_matrix(features)
    assert matrix.dtype == features.dtype
    np.testing.assert_allclose(matrix, cosine_similarity(features), atol=1e-6)
    np.testing.assert_allclose(matrix, 1 - squareform(pdist(features, "cosine")), atol=1e-6)


def test_length_does_not_count_and_nothing_leaves_its_range(features):
    lengths = torch.logspace(-3, 3, 230, dtype=features.dtype)[:, None]
    matrix = similarity_matrix(features * lengths)
    torch.testing.assert_close(matrix, similarity_matrix(features), atol=1e-5, rtol=0)
    assert matrix.abs().max() <= 1
    torch.testing.assert_close(matrix, matrix.T)


def test_what_has_no_direction_is_like_nothing():
    matrix = similarity_matrix(torch.tensor([[0.0, 0.0], [3.0, 4.0], [-3.0, -4.0]]))
    torch.testing.assert_close(matrix, torch.tensor([[0.0, 0, 0], [0, 1, -1], [0, -1, 1]]))


@pytest.mark.parametrize("block_size", [1, 64, 230, 1000])
def test_blocks_are_the_matrix(features, block_size):
    rows, blocks = zip(*similarity_blocks(features, block_size), strict=True)
    assert [r.stop - r.start for r in rows] == [len(b) for b in blocks]
    torch.testing.assert_close(torch.cat(blocks), similarity_matrix(features))


def test_the_histogram_counts_each_pair_once(features):
    counts, edges = similarity_histogram(features, 20)
    cosines = 1 - pdist(features, "cosine")
    expected, _ = np.histogram(cosines, edges.numpy())
    assert counts.sum() == 230 * 229 / 2
    assert np.abs(counts.numpy() - expected).sum() <= 4  # on an edge, by rounding


def test_the_histogram_of_more_than_a_block():
    features = torch.randn(1205, 4, generator=generator(0))
    counts, _ = similarity_histogram(features)
    assert counts.sum() == 1205 * 1204 / 2


def test_order_by_class():
    labels = torch.tensor([2, 0, 2, 1, 0, 3])
    order, starts = order_by_class(labels)
    assert order.tolist() == [1, 4, 3, 0, 2, 5]
    assert starts.tolist() == [0, 2, 3, 5, 6]


def test_alignment_by_its_formula(features):
    other = torch.randn(230, 7, generator=generator(1), dtype=features.dtype)
    first, second = (x / x.norm(dim=1, keepdim=True) for x in (features, other))
    expected = (first - second).norm(dim=1).pow(2).mean().item()  # as the paper has it
    assert alignment(features, other) == pytest.approx(expected, rel=1e-5)
    assert alignment(features, 3 * features) == pytest.approx(0, abs=1e-6)
    assert alignment(features, -features) == pytest.approx(4)


def test_uniformity_by_its_formula(features):
    directions = features / features.norm(dim=1, keepdim=True)
    expected = np.log(np.exp(-2 * pdist(directions, "sqeuclidean")).mean())  # as the paper has it
    assert uniformity(features) == pytest.approx(expected, rel=1e-5)


def test_uniformity_at_its_ends():
    assert uniformity(torch.ones(5, 3)) == pytest.approx(0, abs=1e-6)
    even = torch.randn(3000, 300, generator=generator(0))
    assert uniformity(even) == pytest.approx(-4 * (1 - 2 / 300), abs=0.01)
    few = torch.tensor([[1.0, 0.0], [-1.0, 0.0]])
    assert uniformity(few) == pytest.approx(-8)
    # Of features without a direction all cosines are 0, so all squared distances 2.
    assert uniformity(torch.zeros(5, 3)) == pytest.approx(-4)
    # What underflows as a number does not as its logarithm.
    assert uniformity(few, temperature=1000.0) == pytest.approx(-4000)


def test_bad_arguments(features):
    with pytest.raises(ValueError, match=r"features must be \(n, n_features\).*flatten"):
        similarity_matrix(torch.rand(3, 1, 64, 64))
    with pytest.raises(ValueError, match=r"second must be .* with n = "):
        alignment(features, features[:-1])
    for measure in (uniformity, similarity_histogram):
        with pytest.raises(ValueError, match="at least two images, got 1"):
            measure(features[:1])
    with pytest.raises(ValueError, match="n_bins must be a positive integer, got 0"):
        similarity_histogram(features, 0)


MEMORY = """
import torch
from nma_ae.analysis import similarity_matrix

def peak():
    status = open("/proc/self/status").read()
    return 1024 * int(status.split("VmHWM:")[1].split()[0])

features = torch.randn(8000, 84)
similarity_matrix(features[:100])
before = peak()
matrix = similarity_matrix(features)
print((peak() - before) / (matrix.numel() * 4))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory in Linux's way")
def test_the_peak_memory_is_little_more_than_the_result():
    run = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    assert 0.9 < float(run.stdout) < 1.5
