import numpy as np
import pytest
import torch

from nma_ae.analysis import similarity_matrix
from nma_ae.plotting import plot_rsm, sorted_rsm
from nma_ae.seeds import generator


@pytest.fixture
def features():
    return torch.randn(30, 5, generator=generator(0))


@pytest.fixture
def labels():
    return torch.arange(30) % 3


def test_what_is_drawn(features, labels):
    ax = plot_rsm(features, labels, names=["a", "b", "c"], title="random")
    order = torch.argsort(labels, stable=True)
    np.testing.assert_allclose(
        ax.images[0].get_array(), similarity_matrix(features[order]), atol=1e-6
    )
    assert [text.get_text() for text in ax.get_xticklabels()] == ["a", "b", "c"]
    assert list(ax.get_xticks()) == [5, 15, 25]
    assert ax.images[0].get_clim() == (-1, 1)
    assert ax.get_title() == "random"


def test_large_matrices_are_averaged(features, labels):
    matrix, starts = sorted_rsm(features, labels, n_pixels=10)
    order = torch.argsort(labels, stable=True)
    whole = similarity_matrix(features[order]).view(10, 3, 10, 3)
    torch.testing.assert_close(matrix, whole.mean((1, 3)))
    assert starts.tolist() == [0, 10, 20, 30]


def test_many_classes_have_few_names(features):
    ax = plot_rsm(features, torch.arange(30))
    assert len(ax.get_yticks()) <= 8


def test_bad_arguments(features, labels):
    with pytest.raises(ValueError, match="one class for each of 30 images"):
        plot_rsm(features, labels[:5])
    with pytest.raises(ValueError, match="names must be one for each of 3 classes, got 2"):
        plot_rsm(features, labels, names=["a", "b"])
