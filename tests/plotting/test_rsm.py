import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from scipy.spatial.distance import pdist

from nma_ae.analysis import similarity_matrix
from nma_ae.plotting import plot_rsm, plot_similarity_histogram, sorted_rsm
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


def drawn(ax):
    """Names, heights and edges of what is drawn as stairs."""
    return [(patch.get_label(), *patch.get_data()[:2]) for patch in ax.patches]


def test_the_histogram_agrees_with_numpy_and_scipy(features):
    others = features[:20, :4] + 1
    ax = plot_similarity_histogram([features, others], ["these", "those"], 25)
    for (name, heights, edges), each, expected_name in zip(
        drawn(ax), (features, others), ("these", "those"), strict=True
    ):
        expected, expected_edges = np.histogram(
            1 - pdist(each.double(), "cosine"), 25, (-1, 1), density=True
        )
        assert name == expected_name
        np.testing.assert_allclose(edges, expected_edges, atol=1e-6)
        np.testing.assert_allclose(heights, expected, atol=1e-5)
        assert (heights * np.diff(edges)).sum() == pytest.approx(1)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["these", "those"]
    assert ax.get_xlabel()
    assert ax.get_ylabel()
    assert list(ax.lines[0].get_xdata()) == [0, 0]


def test_the_histogram_of_many_images_in_given_axes():
    ax = Figure().subplots()
    many = torch.randn(4000, 8, generator=generator(0))
    assert plot_similarity_histogram([many], ["random"], ax=ax) is ax
    ((_name, heights, edges),) = drawn(ax)
    assert len(heights) == 100
    middles = (edges[1:] + edges[:-1]) / 2
    # In 8 dimensions the cosine of two random directions has the density (1 - x**2)**2.5 / c.
    expected = (1 - middles**2) ** 2.5 / (5 * np.pi / 16)
    np.testing.assert_allclose(heights, expected, atol=0.05)


def test_bad_arguments_of_the_histogram(features):
    with pytest.raises(ValueError, match="names must be one for each of 1 encoders, got 2"):
        plot_similarity_histogram([features], ["a", "b"])
    with pytest.raises(ValueError, match="features must be of at least two images, got 1"):
        plot_similarity_histogram([features[:1]], ["a"])
    with pytest.raises(ValueError, match="n_bins must be a positive integer, got 0"):
        plot_similarity_histogram([features], ["a"], 0)
