from nma_ae.experiments.autoencoder_recipe import AutoencoderRecipe
from nma_ae.experiments.bias import BIASED_ENCODERS, BiasResult, bias_result
from nma_ae.experiments.dsprites_recipe import DSpritesRecipe, choose_images
from nma_ae.experiments.encoders import (
    ENCODERS,
    build_random_encoder,
    load_encoder,
    new_encoder,
)
from nma_ae.experiments.few_labels import FRACTIONS, accuracy_by_fraction
from nma_ae.experiments.pretraining import pretrain
from nma_ae.experiments.recipes import RECIPES
from nma_ae.experiments.results import (
    ROWS,
    contrastive_game,
    latent_accuracies,
    markdown_table,
    shape_results,
    spread,
)
from nma_ae.experiments.trained import Recipe, Trained

__all__ = [
    "BIASED_ENCODERS",
    "ENCODERS",
    "FRACTIONS",
    "RECIPES",
    "ROWS",
    "AutoencoderRecipe",
    "BiasResult",
    "DSpritesRecipe",
    "Recipe",
    "Trained",
    "accuracy_by_fraction",
    "bias_result",
    "build_random_encoder",
    "choose_images",
    "contrastive_game",
    "latent_accuracies",
    "load_encoder",
    "markdown_table",
    "new_encoder",
    "pretrain",
    "shape_results",
    "spread",
]
