import pytest
import torch

from nma_ae.networks import TopK, build_sparse_autoencoder


@pytest.mark.parametrize("k", [1, 3, 8])
def test_the_largest_numbers_pass_and_the_others_become_zero(k):
    units = torch.randn(50, 8)
    passed = TopK(k)(units)
    for before, after in zip(units, passed, strict=True):
        largest = set(before.argsort(descending=True)[:k].tolist())
        for i in range(8):
            expected = max(before[i].item(), 0) if i in largest else 0
            assert after[i].item() == expected


def test_a_copy_uses_at_most_k_units():
    model = build_sparse_autoencoder(30, 12, 4)
    codes = model.encoder(torch.rand(20, 30))
    assert codes.shape == (20, 12)
    assert codes.min() >= 0
    assert (codes > 0).sum(dim=1).max() <= 4
    copies = model(torch.rand(20, 30))
    assert 0 < copies.min() <= copies.max() < 1
    assert str(model.encoder[1]) == "TopK(k=4)"


@pytest.mark.parametrize("k", [0, -1, 1.5, True])
def test_k_must_be_a_positive_integer(k):
    with pytest.raises(ValueError, match="k must be a positive integer"):
        TopK(k)


def test_more_units_than_there_are_cannot_pass():
    with pytest.raises(ValueError, match="k must be at most embedding_size=3, got 4"):
        build_sparse_autoencoder(9, 3, 4)
