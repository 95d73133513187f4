"""A sparse autoencoder: a wide code of which an image may use only a few units."""

import torch
from torch import nn

from nma_ae.arguments import require_positive_integers
from nma_ae.networks.stacked import PlainAutoencoder


class TopK(nn.Module):
    """Let the largest numbers of each row pass, and set all others to zero.

    Negative numbers become zero as well, as after a ReLU; that is ours, and not in the source.

    Args:
        k: Numbers that pass, at least 1.

    Raises:
        ValueError: If `k` is not a positive integer.

    Source: Makhzani and Frey 2013, k-sparse autoencoders, arXiv 1312.5663.
    """

    def __init__(self, k: int):
        super().__init__()
        require_positive_integers(k=k)
        self.k = k

    def forward(self, units: torch.Tensor) -> torch.Tensor:
        """Return (n, n_units), zero but for at most k numbers a row, for (n, n_units)."""
        values, places = units.topk(self.k, dim=1)
        return torch.zeros_like(units).scatter(1, places, values.relu())

    def extra_repr(self) -> str:
        """Show k."""
        return f"k={self.k}"


def build_sparse_autoencoder(
    input_size: int = 784, embedding_size: int = 128, k: int = 10
) -> PlainAutoencoder:
    """Build a plain autoencoder that copies each image with the k largest units of its code.

    The weights start as torch draws them.

    Args:
        input_size: Pixels of an image, at least 1.
        embedding_size: Units of the code, at least `k`.
        k: Units that an image may use, at least 1.

    Returns:
        A network from images (n, input_size) to reconstructions of that shape in (0, 1).

    Raises:
        ValueError: If a size is not a positive integer, or `k` is larger than `embedding_size`.
    """
    require_positive_integers(k=k)
    model = PlainAutoencoder(input_size, embedding_size)
    if k > embedding_size:
        raise ValueError(f"k must be at most embedding_size={embedding_size}, got {k}")
    model.encoder[1] = TopK(k)
    return model
