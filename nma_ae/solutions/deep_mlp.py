"""Solutions of the chapter deep_mlp. All of them are functions that the package uses."""

from nma_ae.analysis import second_moments
from nma_ae.data import augment, polynomial_features
from nma_ae.networks import count_mlp_parameters, hidden_units, leaky_relu_gain

SOLUTIONS = {
    "count_mlp_parameters": count_mlp_parameters,
    "hidden_units": hidden_units,
    "polynomial_features": polynomial_features,
    "augment": augment,
    "leaky_relu_gain": leaky_relu_gain,
    "second_moments": second_moments,
}
