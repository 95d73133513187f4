"""The exercises of the chapter in its order, each with the path of its solution."""

SOLUTIONS = {
    "count_mlp_parameters": "nma_ae.networks.count_mlp_parameters",
    "hidden_units": "nma_ae.networks.hidden_units",
    "train_mlp": "nma_ae.chapters.deep_mlp.train_mlp.train_mlp",
    "polynomial_features": "nma_ae.data.polynomial_features",
    "augment": "nma_ae.data.augment",
    "leaky_relu_gain": "nma_ae.networks.leaky_relu_gain",
    "second_moments": "nma_ae.analysis.second_moments",
}
