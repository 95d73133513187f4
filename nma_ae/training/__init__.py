"""How it is trained: one `fit`, and the objectives, one a file."""

from nma_ae.training.epoch import train_epoch
from nma_ae.training.fit import fit, mean_loss
from nma_ae.training.history import History
from nma_ae.training.reconstruction import reconstruction_bce, reconstruction_mse

__all__ = [
    "History",
    "fit",
    "mean_loss",
    "reconstruction_bce",
    "reconstruction_mse",
    "train_epoch",
]
