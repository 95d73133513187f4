"""The exercises of the chapter in its order, each with the path of its solution."""

SOLUTIONS = {
    "build_deep_autoencoder": "nma_ae.networks.build_deep_autoencoder",
    "count_parameters": "nma_ae.analysis.count_parameters",
    "train_epoch": "nma_ae.training.train_epoch",
    "split_autoencoder": "nma_ae.networks.split_autoencoder",
    "decode_grid": "nma_ae.analysis.decode_grid",
    "plot_decoder_grid": "nma_ae.plotting.plot_decoder_grid",
}
