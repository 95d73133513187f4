"""Solutions of the chapter autoencoder_family. All of them are used by the package itself."""

from nma_ae.networks import (
    ConvolutionalAutoencoder,
    PlainAutoencoder,
    convolution_size,
    transposed_size,
)
from nma_ae.training import pretrain_pair

SOLUTIONS = {
    "PlainAutoencoder": PlainAutoencoder,
    "pretrain_pair": pretrain_pair,
    "convolution_size": convolution_size,
    "transposed_size": transposed_size,
    "ConvolutionalAutoencoder": ConvolutionalAutoencoder,
}
