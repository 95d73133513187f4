import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA as Reference

from nma_ae.analysis import principal_components


def cloud(n, pixels, seed=0):
    """Images whose pixels depend on each other and vary by different amounts."""
    rng = np.random.default_rng(seed)
    mixed = (
        rng.normal(size=(n, pixels)) * np.linspace(3, 0.3, pixels) @ rng.normal(size=(pixels,) * 2)
    )
    return torch.from_numpy(mixed)


@pytest.mark.parametrize(("n", "pixels", "n_components"), [(200, 12, 2), (200, 12, 12), (8, 20, 3)])
def test_agrees_with_scikit_learn_signs_included(n, pixels, n_components):
    images, others = cloud(n, pixels), cloud(5, pixels, seed=1)
    ours = principal_components(images, n_components)
    theirs = Reference(n_components, svd_solver="full").fit(images)
    np.testing.assert_allclose(ours.mean, theirs.mean_)
    np.testing.assert_allclose(ours.components, theirs.components_, atol=1e-8)
    codes = ours.project(others)
    np.testing.assert_allclose(codes, theirs.transform(others), atol=1e-7)
    np.testing.assert_allclose(
        ours.reconstruct(codes), theirs.inverse_transform(codes.numpy()), atol=1e-7
    )


def test_float32_images_of_many_pixels():
    images = (cloud(3000, 100).float() - 5).sigmoid()
    ours = principal_components(images)
    theirs = Reference(2, svd_solver="full").fit(images.double())
    assert ours.components.dtype == torch.float32
    np.testing.assert_allclose(ours.components, theirs.components_, atol=1e-3)


def test_images_with_channels():
    images = cloud(50, 12)
    flat, deep = principal_components(images), principal_components(images.reshape(50, 1, 3, 4))
    assert torch.equal(flat.components, deep.components)
    assert torch.equal(flat.project(images), deep.project(images.reshape(50, 1, 3, 4)))


def test_points_on_a_line():
    direction = torch.tensor([3.0, 0.0, -4.0]) / 5
    points = torch.tensor([1.0, 0.0, 2.0]) + torch.linspace(-1, 1, 9)[:, None] * direction
    pca = principal_components(points, 1)
    assert torch.allclose(pca.components[0], -direction, atol=1e-6)  # its largest entry positive
    assert torch.allclose(pca.reconstruct(pca.project(points)), points, atol=1e-6)


@settings(max_examples=25)
@given(st.integers(2, 12), st.integers(1, 6), st.integers(0, 1000), st.data())
def test_properties(n, pixels, seed, data):
    n_components = data.draw(st.integers(1, pixels))
    images = cloud(n, pixels, seed)
    pca = principal_components(images, n_components)
    identity = torch.eye(n_components, dtype=torch.float64)
    assert torch.allclose(pca.components @ pca.components.T, identity, atol=1e-8)
    codes = pca.project(images)
    assert torch.allclose(pca.project(pca.reconstruct(codes)), codes, atol=1e-6)
    assert torch.allclose(codes.mean(0), torch.zeros_like(codes[0]), atol=1e-6)
    assert (codes.var(0).diff() <= 1e-6).all()
    largest = pca.components.abs().argmax(1, keepdim=True)
    assert (pca.components.gather(1, largest) > 0).all()


def test_input_is_not_changed():
    images = cloud(10, 4)
    before = images.clone()
    principal_components(images)
    assert torch.equal(images, before)


@pytest.mark.parametrize(
    ("images", "n_components", "message"),
    [
        (torch.rand(1, 4), 2, "n at least 2, got shape"),
        (torch.rand(5, 4), 0, "from 1 to 4"),
        (torch.rand(5, 4), 5, "from 1 to 4"),
        (torch.rand(5, 4).log() * 0 / 0, 2, "finite"),
        (torch.full((3, 2), torch.inf), 1, "finite"),
    ],
)
def test_refuses(images, n_components, message):
    with pytest.raises(ValueError, match=message):
        principal_components(images, n_components)
