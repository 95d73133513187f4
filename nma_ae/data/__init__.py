"""Images as tensors."""

from nma_ae.data.mnist import MNIST, load_mnist

__all__ = ["MNIST", "load_mnist"]
