"""The exercises that need no library, as the tests expect them."""

PLAIN = (
    "autoencoder_family.convolution_size",
    "autoencoder_family.transposed_size",
    "deep_autoencoder.count_parameters",
    "deep_mlp.count_mlp_parameters",
    "deep_mlp.hidden_units",
    "deep_mlp.leaky_relu_gain",
    "ssl_rsm.epochs_until_flat",
)
