"""Which networks the package ships, and from which settings each was trained."""

from dataclasses import replace
from functools import partial

from nma_ae.experiments.autoencoder_recipe import AutoencoderRecipe
from nma_ae.experiments.budgets_recipe import BudgetsRecipe
from nma_ae.experiments.code_sizes_recipe import CodeSizesRecipe
from nma_ae.experiments.codes_recipe import CodesRecipe
from nma_ae.experiments.dsprites_recipe import DSpritesRecipe
from nma_ae.experiments.encoder_seeds_recipe import EncoderSeedsRecipe
from nma_ae.experiments.family_controls_recipe import FamilyControlsRecipe
from nma_ae.experiments.family_recipe import FamilyRecipe
from nma_ae.experiments.film_recipe import FilmRecipe
from nma_ae.experiments.label_fractions_recipe import LabelFractionsRecipe
from nma_ae.experiments.label_views_recipe import LabelViewsRecipe
from nma_ae.experiments.sphere_controls_recipe import SphereControlsRecipe
from nma_ae.experiments.spirals_recipe import SpiralsRecipe
from nma_ae.experiments.trained import Recipe
from nma_ae.experiments.two_negatives_recipe import TwoNegativesRecipe
from nma_ae.networks import (
    build_batch_norm_autoencoder,
    build_convolutional_autoencoder,
    build_deep_autoencoder,
    build_mirrored_spherical_autoencoder,
    build_residual_autoencoder,
    build_shallow_autoencoder,
    build_sparse_autoencoder,
    build_spherical_autoencoder,
    build_stacked_autoencoder,
)
from nma_ae.networks.spherical import THICK_WIDTHS
from nma_ae.networks.stacked import FAMILY_WIDTHS, LARGE_WIDTHS

_SIMCLR = DSpritesRecipe("simclr", n_epochs=60)
# Of the biased images and their control there are a third as many. The original trains for
# 150 epochs in batches of 1000; half the batch takes more steps in three fifths of the epochs.
_SIMCLR_CONTROL = DSpritesRecipe("simclr", n_epochs=90, batch_size=500, images="control")
_SIMCLR_BIASED = replace(_SIMCLR_CONTROL, images="biased")

RECIPES: dict[str, Recipe] = {
    # So few parameters learn slowly: at Adam's usual 0.001 ten epochs end far from the best plane.
    "shallow_autoencoder": AutoencoderRecipe(build_shallow_autoencoder, learning_rate=1e-2),
    "deep_autoencoder": AutoencoderRecipe(build_deep_autoencoder),
    "deep_autoencoder_film": FilmRecipe(build_deep_autoencoder),
    "code_sizes": CodeSizesRecipe(),
    "deep_autoencoder_3d": AutoencoderRecipe(partial(build_deep_autoencoder, encoding_size=3)),
    "spherical_autoencoder": AutoencoderRecipe(build_spherical_autoencoder),
    "sphere_controls": SphereControlsRecipe(),
    "spiral_networks": SpiralsRecipe(),
    "spiral_budgets": BudgetsRecipe(),
    "thick_spherical_decoder": CodesRecipe(
        partial(build_mirrored_spherical_autoencoder, THICK_WIDTHS), n_epochs=5
    ),
    "family_from_input": FamilyRecipe(
        partial(build_stacked_autoencoder, FAMILY_WIDTHS), pretraining="from the input up"
    ),
    "family_both_ends": FamilyRecipe(
        partial(build_stacked_autoencoder, FAMILY_WIDTHS), pretraining="from both ends"
    ),
    "family_kaiming": FamilyRecipe(partial(build_stacked_autoencoder, FAMILY_WIDTHS, kaiming=True)),
    "family_batch_norm": FamilyRecipe(partial(build_batch_norm_autoencoder, FAMILY_WIDTHS)),
    "family_residual": FamilyRecipe(partial(build_residual_autoencoder, FAMILY_WIDTHS)),
    "family_residual_large": FamilyRecipe(partial(build_residual_autoencoder, LARGE_WIDTHS)),
    # In a trial at the others' 0.3, from torch's own start, its loss leaped up again and again.
    "family_convolutional": FamilyRecipe(
        build_convolutional_autoencoder, image_shape=(1, 28, 28), learning_rate=0.1
    ),
    "family_denoising": FamilyRecipe(
        partial(build_residual_autoencoder, FAMILY_WIDTHS), erased=0.5
    ),
    # With the others' SGD most of the 128 units are never used, and the loss stays at 0.159.
    "family_sparse": FamilyRecipe(build_sparse_autoencoder, optimizer="Adam", learning_rate=0.001),
    "family_controls": FamilyControlsRecipe(),
    "dsprites_supervised": DSpritesRecipe("supervised", n_epochs=10, cosine_epochs=100),
    "dsprites_supervised_control": DSpritesRecipe(
        "supervised", n_epochs=80, cosine_epochs=100, images="control"
    ),
    "dsprites_supervised_biased": DSpritesRecipe(
        "supervised", n_epochs=80, cosine_epochs=100, images="biased"
    ),
    "dsprites_simclr": _SIMCLR,
    "simclr_seeds": EncoderSeedsRecipe("dsprites_simclr", _SIMCLR, classifier_epochs=10),
    "dsprites_simclr_two_negatives": DSpritesRecipe("simclr", n_epochs=60, n_negatives=2),
    # The same training, before its features leave the plane.
    "dsprites_simclr_two_negatives_early": DSpritesRecipe("simclr", n_epochs=40, n_negatives=2),
    "two_negatives": TwoNegativesRecipe(),
    "dsprites_simclr_control": _SIMCLR_CONTROL,
    "dsprites_simclr_biased": _SIMCLR_BIASED,
    "simclr_control_seeds": EncoderSeedsRecipe(
        "dsprites_simclr_control", _SIMCLR_CONTROL, classifier_epochs=30
    ),
    "simclr_biased_seeds": EncoderSeedsRecipe(
        "dsprites_simclr_biased", _SIMCLR_BIASED, classifier_epochs=30
    ),
    # The original trains for 300 epochs, and 450 on the biased images and their control, in batches
    # of 500. Smaller batches and a step size that falls to 0 need a fifth of the epochs.
    "dsprites_vae": DSpritesRecipe("vae", n_epochs=60, batch_size=125, cosine_epochs=60),
    "dsprites_vae_control": DSpritesRecipe(
        "vae", n_epochs=70, batch_size=125, cosine_epochs=70, images="control"
    ),
    "dsprites_vae_biased": DSpritesRecipe(
        "vae", n_epochs=70, batch_size=125, cosine_epochs=70, images="biased"
    ),
    "label_fractions": LabelFractionsRecipe(),
    "label_views": LabelViewsRecipe(),
}
