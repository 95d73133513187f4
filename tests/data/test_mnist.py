"""The idx format on data of our own, and the real digits."""

import hashlib
import struct
import time

import numpy as np
import pytest
import torch

from nma_ae.data import cache, datasets, load_mnist
from nma_ae.data.datasets import RemoteDataset, RemoteFile


@pytest.fixture(scope="module")
def mnist():
    """The real data, from the cache or whatever source there is; without them the test fails."""
    return load_mnist()


@pytest.fixture
def small_mnist(cache_dir, monkeypatch):
    """Three training and two test images of our own, in the files' format, in the cache."""
    rng = np.random.default_rng(0)
    bodies, files = {}, []
    for real, n_images in zip(datasets.MNIST.files, (3, 3, 2, 2), strict=True):
        shape = (n_images, 28, 28) if "images" in real.name else (n_images,)
        values = rng.integers(0, 256 if "images" in real.name else 10, shape, dtype=np.uint8)
        header = struct.pack(f">HBB{len(shape)}I", 0, 8, len(shape), *shape)
        bodies[real.name] = values
        content = header + values.tobytes()
        files.append(RemoteFile(real.name, len(content), hashlib.sha256(content).hexdigest()))
        (cache_dir / "mnist").mkdir(parents=True, exist_ok=True)
        (cache_dir / "mnist" / real.name).write_bytes(content)
    monkeypatch.setattr(datasets, "MNIST", RemoteDataset("mnist", tuple(files), ()))
    return list(bodies.values())


@pytest.mark.parametrize(("flatten", "shape"), [(False, (-1, 1, 28, 28)), (True, (-1, 784))])
def test_parses_the_idx_format(small_mnist, flatten, shape):
    loaded = load_mnist(flatten=flatten)
    for images, expected in zip(loaded[::2], small_mnist[::2], strict=True):
        assert images.dtype == torch.float32
        np.testing.assert_array_equal(images, (expected / np.float32(255)).reshape(shape))
    for labels, expected in zip(loaded[1::2], small_mnist[1::2], strict=True):
        assert labels.dtype == torch.int64
        np.testing.assert_array_equal(labels, expected)


def test_each_load_is_a_copy_of_its_own(small_mnist):
    first = load_mnist()
    before = first.train_images.clone()
    for tensor in load_mnist():
        tensor.zero_()
    assert torch.equal(first.train_images, before)
    assert torch.equal(load_mnist().train_images, before)


def test_flatten_is_a_keyword():
    with pytest.raises(TypeError):
        load_mnist(True)


def test_real_shapes_and_range(mnist):
    assert mnist.train_images.shape == (60_000, 1, 28, 28)
    assert mnist.test_images.shape == (10_000, 1, 28, 28)
    assert mnist.train_labels.shape == (60_000,)
    assert mnist.test_labels.shape == (10_000,)
    for images in (mnist.train_images, mnist.test_images):
        assert images.is_contiguous()
        assert images.min() == 0
        assert images.max() == 1


def test_real_statistics_are_the_published_ones(mnist):
    # Mean and standard deviation as in PyTorch's own MNIST example; counts as in the paper.
    assert mnist.train_images.mean().item() == pytest.approx(0.1307, abs=5e-5)
    assert mnist.train_images.std().item() == pytest.approx(0.3081, abs=5e-5)
    train_counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    test_counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert mnist.train_labels.bincount().tolist() == train_counts
    assert mnist.test_labels.bincount().tolist() == test_counts


def test_real_digits_stand_upright_beside_their_labels(mnist):
    assert mnist.train_labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    ones = mnist.test_images[mnist.test_labels == 1, 0].mean(0)
    assert (ones.mean(1) > 0.05).sum() > 1.5 * (ones.mean(0) > 0.05).sum()  # taller than wide
    sevens = mnist.test_images[mnist.test_labels == 7, 0].mean(0)
    assert sevens[:14].sum() > sevens[14:].sum()  # the bar is at the top


@pytest.mark.parametrize("flatten", [False, True])
def test_warm_cache_takes_under_half_a_second(mnist, flatten):
    def bare_memory():
        for file in datasets.MNIST.files:
            (cache.dataset_folder(datasets.MNIST) / file.name).read_bytes()
        torch.empty(mnist.train_images.shape).fill_(0.5)
        torch.empty(mnist.test_images.shape).fill_(0.5)

    def seconds(call):
        start = time.process_time()
        call()
        return time.process_time() - start

    pairs = [(seconds(lambda: load_mnist(flatten=flatten)), seconds(bare_memory)) for _ in range(7)]
    load, memory = (min(times) for times in zip(*pairs, strict=True))
    # Where other processes slow the machine down, no slower than a few times its bare memory.
    assert load < max(0.5, 5 * memory)
