"""Principal components: the best linear code, to compare autoencoders with."""

from dataclasses import dataclass

import torch

from nma_ae.arguments import require_floats, require_integers, require_one_dtype


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

        Raises:
            ValueError: If `images` have not as many pixels as the components, are not finite or
                of another dtype.
        """
        require_floats("(n, ...)", images=images)
        require_one_dtype(mean=self.mean, images=images)
        n_pixels = len(self.mean)
        if images[:1].numel() != n_pixels * len(images[:1]):
            raise ValueError(f"images must have {n_pixels} pixels, got {tuple(images.shape)}")
        return (images.flatten(1) - self.mean) @ self.components.T

    def reconstruct(self, codes: torch.Tensor) -> torch.Tensor:
        """Compute the images that codes stand for.

        Args:
            codes: (n, n_components).

        Returns:
            Images (n, pixels). They can leave [0, 1] a little: nothing in PCA keeps them inside.

        Raises:
            ValueError: If `codes` are not of that shape, not finite, or of another dtype.
        """
        require_floats(f"(n, {len(self.components)})", codes=codes)
        require_one_dtype(components=self.components, codes=codes)
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
    require_floats("(n, pixels, ...)", least=2, images=images)
    flat = images.flatten(1)
    n_images, n_pixels = flat.shape
    require_integers(1, n_pixels, n_components=n_components)
    mean = flat.mean(0)
    centred = flat - mean
    covariance = (centred.T @ centred / (n_images - 1)).double()
    _, vectors = torch.linalg.eigh(covariance)  # eigenvalues ascend
    components = vectors.T.flip(0)[:n_components].to(flat.dtype)
    return PCA(mean, _with_fixed_signs(components).contiguous())


def _with_fixed_signs(components: torch.Tensor) -> torch.Tensor:
    """An eigenvector is one up to its sign: makes the largest entry of each row positive."""
    largest = components.gather(1, components.abs().argmax(1, keepdim=True))
    return components * largest.sign()
