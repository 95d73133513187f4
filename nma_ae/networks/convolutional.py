"""The convolutional autoencoder, and the sizes that convolutions give."""

import torch
from torch import nn

from nma_ae.arguments import require_sizes, require_widths


class ConvolutionalAutoencoder(nn.Module):
    """Three strided convolutions down to 3 x 3, a code, and the same way back.

    Sides 28 -> 14 -> 7 -> 3 -> 1 -> 3 -> 7 -> 14 -> 28. All sizes come from padding and output
    padding; nothing is cropped. A ReLU follows each layer but two: the code is linear, and a
    Sigmoid follows the last.

    Args:
        embedding_size: Units of the code, at least 1.
        channels: Channels after the three convolutions.

    Attributes:
        encoder: From images (n, 1, 28, 28) to codes (n, embedding_size).
        decoder: From codes to reconstructions (n, 1, 28, 28) in (0, 1).

    Raises:
        ValueError: If `embedding_size` or one of three channels is not a positive integer.

    Source: Guo, Liu, Zhu and Yin 2017, Deep clustering with convolutional autoencoders, which
    has a dense layer where we have the 3 x 3 convolution: for a 3 x 3 input they are the same.
    """

    def __init__(self, embedding_size: int = 10, channels: tuple[int, int, int] = (32, 64, 128)):
        super().__init__()
        require_sizes(embedding_size=embedding_size)
        if len(require_widths(channels, in_memory=True, name="channels")) != 3:
            raise ValueError(f"channels must be three, got {channels}")
        embedding_size = int(embedding_size)  # nn.Unflatten takes no NumPy integer
        a, b, c = channels
        self.encoder = nn.Sequential(
            nn.Conv2d(1, a, kernel_size=5, stride=2, padding=2),  # 28 -> 14
            nn.ReLU(),
            nn.Conv2d(a, b, kernel_size=5, stride=2, padding=2),  # 14 -> 7
            nn.ReLU(),
            nn.Conv2d(b, c, kernel_size=3, stride=2),  # 7 -> 3
            nn.ReLU(),
            nn.Conv2d(c, embedding_size, kernel_size=3),  # 3 -> 1
            nn.Flatten(),
        )
        self.decoder = nn.Sequential(
            nn.Unflatten(1, (embedding_size, 1, 1)),
            nn.ConvTranspose2d(embedding_size, c, kernel_size=3),  # 1 -> 3
            nn.ReLU(),
            nn.ConvTranspose2d(c, b, kernel_size=3, stride=2),  # 3 -> 7
            nn.ReLU(),
            nn.ConvTranspose2d(b, a, kernel_size=5, stride=2, padding=2, output_padding=1),  # -> 14
            nn.ReLU(),
            nn.ConvTranspose2d(a, 1, kernel_size=5, stride=2, padding=2, output_padding=1),  # -> 28
            nn.Sigmoid(),
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return the reconstructions (n, 1, 28, 28) of images (n, 1, 28, 28)."""
        return self.decoder(self.encoder(images))


def build_convolutional_autoencoder(
    embedding_size: int = 10, channels: tuple[int, int, int] = (32, 64, 128)
) -> ConvolutionalAutoencoder:
    """Build a convolutional autoencoder whose weights start from Kaiming's normal distribution.

    The standard deviation is sqrt(2 / n), n being the numbers that add up to one output. Of a
    transposed convolution these are, for each channel, (kernel / stride)**2 on average; of the one
    after the code, which has a single place, 1. The last layer starts as torch draws it.

    Args:
        embedding_size: Units of the code, at least 1.
        channels: Channels after the three convolutions.

    Returns:
        The network.

    Raises:
        ValueError: If `embedding_size` or one of three channels is not a positive integer.
    """
    model = ConvolutionalAutoencoder(embedding_size, channels)
    n_added: float
    for layer in [*model.encoder, *list(model.decoder)[:-2]]:
        if isinstance(layer, nn.Conv2d):
            n_added = layer.weight[0].numel()
        elif isinstance(layer, nn.ConvTranspose2d):
            places = (layer.kernel_size[0] / layer.stride[0]) ** 2
            n_added = layer.in_channels * (1 if layer is model.decoder[1] else places)
        else:
            continue
        nn.init.normal_(layer.weight, std=(2 / n_added) ** 0.5)
        nn.init.zeros_(layer.bias)
    return model
