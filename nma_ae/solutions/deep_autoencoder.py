"""Solutions of the chapter deep_autoencoder. All of them are functions that the package uses."""

from nma_ae.analysis import count_parameters
from nma_ae.networks import build_deep_autoencoder, split_autoencoder
from nma_ae.plotting import decode_grid, plot_decoder_grid
from nma_ae.training import train_epoch

SOLUTIONS = {
    "build_deep_autoencoder": build_deep_autoencoder,
    "count_parameters": count_parameters,
    "train_epoch": train_epoch,
    "split_autoencoder": split_autoencoder,
    "decode_grid": decode_grid,
    "plot_decoder_grid": plot_decoder_grid,
}
