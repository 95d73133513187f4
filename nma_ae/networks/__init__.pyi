from nma_ae.networks.autoencoders import (
    build_deep_autoencoder,
    build_mirrored_autoencoder,
    build_shallow_autoencoder,
    split_autoencoder,
)
from nma_ae.networks.budget import count_mlp_parameters, hidden_units
from nma_ae.networks.convolutional import (
    ConvolutionalAutoencoder,
    build_convolutional_autoencoder,
)
from nma_ae.networks.encoder import FEATURE_SIZE, Encoder, calibrate_batch_statistics
from nma_ae.networks.gain import leaky_relu_gain
from nma_ae.networks.initialization import (
    init_weights_kaiming_normal,
    init_weights_kaiming_uniform,
    init_weights_xavier_normal,
    init_weights_xavier_uniform,
)
from nma_ae.networks.mlp import build_mlp
from nma_ae.networks.sizes import convolution_size, transposed_size
from nma_ae.networks.sparse import TopK, build_sparse_autoencoder
from nma_ae.networks.spherical import (
    CodesAndDecoder,
    NormalizeLayer,
    build_mirrored_spherical_autoencoder,
    build_spherical_autoencoder,
    build_thick_codes_and_decoder,
)
from nma_ae.networks.spiral_networks import SPIRAL_FORMS, SpiralForm, build_spiral_networks
from nma_ae.networks.stacked import (
    PlainAutoencoder,
    Residual,
    build_batch_norm_autoencoder,
    build_residual_autoencoder,
    build_stacked_autoencoder,
    layer_pairs,
)
from nma_ae.networks.vae import VAE, calibrate_vae

__all__ = [
    "FEATURE_SIZE",
    "SPIRAL_FORMS",
    "VAE",
    "CodesAndDecoder",
    "ConvolutionalAutoencoder",
    "Encoder",
    "NormalizeLayer",
    "PlainAutoencoder",
    "Residual",
    "SpiralForm",
    "TopK",
    "build_batch_norm_autoencoder",
    "build_convolutional_autoencoder",
    "build_deep_autoencoder",
    "build_mirrored_autoencoder",
    "build_mirrored_spherical_autoencoder",
    "build_mlp",
    "build_residual_autoencoder",
    "build_shallow_autoencoder",
    "build_sparse_autoencoder",
    "build_spherical_autoencoder",
    "build_spiral_networks",
    "build_stacked_autoencoder",
    "build_thick_codes_and_decoder",
    "calibrate_batch_statistics",
    "calibrate_vae",
    "convolution_size",
    "count_mlp_parameters",
    "hidden_units",
    "init_weights_kaiming_normal",
    "init_weights_kaiming_uniform",
    "init_weights_xavier_normal",
    "init_weights_xavier_uniform",
    "layer_pairs",
    "leaky_relu_gain",
    "split_autoencoder",
    "transposed_size",
]
