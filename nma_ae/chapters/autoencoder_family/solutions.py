"""The exercises of the chapter in its order, each with the path of its solution."""

SOLUTIONS = {
    "PlainAutoencoder": "nma_ae.networks.PlainAutoencoder",
    "pretrain_pair": "nma_ae.training.pretrain_pair",
    "Residual": "nma_ae.networks.Residual",
    "convolution_size": "nma_ae.networks.convolution_size",
    "transposed_size": "nma_ae.networks.transposed_size",
    "ConvolutionalAutoencoder": "nma_ae.networks.ConvolutionalAutoencoder",
}
