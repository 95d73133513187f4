from nma_ae.data.animal_faces import AnimalFaces, load_animal_faces
from nma_ae.data.dsprites import (
    LATENT_NAMES,
    DSprites,
    draw_dsprites,
    latent_classes,
    latent_column,
    latent_indices,
    latent_values,
    load_dsprites,
    sprite_centres,
)
from nma_ae.data.mnist import MNIST, load_mnist
from nma_ae.data.polynomials import polynomial_features
from nma_ae.data.spirals import Spirals, draw_spirals, load_spirals
from nma_ae.data.splits import (
    POSX_INTERVALS,
    Split,
    biased_part,
    labelled_part,
    random_part,
    split_images,
)
from nma_ae.data.transforms import (
    augment,
    normalize,
    random_transformations,
    random_views,
    rotate,
    transform_images,
)

__all__ = [
    "LATENT_NAMES",
    "MNIST",
    "POSX_INTERVALS",
    "AnimalFaces",
    "DSprites",
    "Spirals",
    "Split",
    "augment",
    "biased_part",
    "draw_dsprites",
    "draw_spirals",
    "labelled_part",
    "latent_classes",
    "latent_column",
    "latent_indices",
    "latent_values",
    "load_animal_faces",
    "load_dsprites",
    "load_mnist",
    "load_spirals",
    "normalize",
    "polynomial_features",
    "random_part",
    "random_transformations",
    "random_views",
    "rotate",
    "split_images",
    "sprite_centres",
    "transform_images",
]
