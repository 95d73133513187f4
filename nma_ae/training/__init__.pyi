from nma_ae.training.classification import classification_loss, train_classifier
from nma_ae.training.contrastive import (
    contrastive_loss,
    draw_negatives,
    few_negatives_loss,
    simclr_objective,
)
from nma_ae.training.elbo import draw_latents, elbo_objective, negative_elbo
from nma_ae.training.epoch import train_epoch
from nma_ae.training.fitting import fit, mean_loss
from nma_ae.training.history import History
from nma_ae.training.layerwise import (
    pretrain_from_both_ends,
    pretrain_from_input,
    pretrain_pair,
    relative_squared_error,
)
from nma_ae.training.precision import available_device, fast_dtype
from nma_ae.training.reconstruction import reconstruction_bce, reconstruction_mse
from nma_ae.training.recording import Recording
from nma_ae.training.together import fit_together

__all__ = [
    "History",
    "Recording",
    "available_device",
    "classification_loss",
    "contrastive_loss",
    "draw_latents",
    "draw_negatives",
    "elbo_objective",
    "fast_dtype",
    "few_negatives_loss",
    "fit",
    "fit_together",
    "mean_loss",
    "negative_elbo",
    "pretrain_from_both_ends",
    "pretrain_from_input",
    "pretrain_pair",
    "reconstruction_bce",
    "reconstruction_mse",
    "relative_squared_error",
    "simclr_objective",
    "train_classifier",
    "train_epoch",
]
