"""Principal components: the best linear code, to compare autoencoders with."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class PCA:
    """A plane (or line, or space) through a cloud of images, and the way there and back.

    Attributes:
        mean: The mean image, (pixels,).
        components: Orthonormal directions, (n_components, pixels), that of the largest variance
            first. The entry of largest size in each is positive.
    """

    mean: torch.Tensor
    components: torch.Tensor

    def project(self, images: torch.Tensor) -> torch.Tensor:
        """Compute the codes of images.

        Args:
            images: (n, pixels) or (n, channels, height, width).

        Returns:
            Coordinates along the components, (n, n_components).
        """
        return (images.flatten(1) - self.mean) @ self.components.T

    def reconstruct(self, codes: torch.Tensor) -> torch.Tensor:
        """Compute the images that codes stand for.

        Args:
            codes: (n, n_components).

        Returns:
            Images (n, pixels). They can leave [0, 1] a little: nothing in PCA keeps them inside.
        """
        return codes @ self.components + self.mean


def principal_components(images: torch.Tensor, n_components: int = 2) -> PCA:
    """Find the directions along which images differ most.

    They are the eigenvectors of the covariance matrix, which has pixels x pixels entries: quick
    for many small images, where a singular value decomposition of all images would be slow.

    Args:
        images: (n, pixels) or (n, channels, height, width), at least 2 of them.
        n_components: From 1 to the number of pixels.

    Returns:
        The mean and the components, in the images' dtype.

    Raises:
        ValueError: If there are fewer than two images, a pixel is not finite, or `n_components`
            does not fit.
    """
    flat = images.flatten(1)
    n_images, n_pixels = flat.shape
    if n_images < 2:
        raise ValueError(f"images must hold at least two images, got {n_images}")
    if not 1 <= n_components <= n_pixels:
        raise ValueError(f"n_components must be from 1 to {n_pixels} pixels, got {n_components}")
    mean = flat.mean(0)
    centred = flat - mean
    covariance = (centred.T @ centred / (n_images - 1)).double()
    if not covariance.isfinite().all():
        raise ValueError("images must be finite, got NaN or infinity in some pixel")
    _, vectors = torch.linalg.eigh(covariance)  # eigenvalues ascend
    components = vectors.T.flip(0)[:n_components].to(flat.dtype)
    return PCA(mean, _with_fixed_signs(components).contiguous())


def _with_fixed_signs(components: torch.Tensor) -> torch.Tensor:
    """An eigenvector is one up to its sign: makes the largest entry of each row positive."""
    largest = components.gather(1, components.abs().argmax(1, keepdim=True))
    return components * largest.sign()
