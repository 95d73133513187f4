"""What is measured: parameters and the principal components to compare with."""

from nma_ae.analysis.parameters import (
    ParameterTable,
    count_parameters,
    layer_weights,
    parameter_table,
)
from nma_ae.analysis.pca import PCA, principal_components

__all__ = [
    "PCA",
    "ParameterTable",
    "count_parameters",
    "layer_weights",
    "parameter_table",
    "principal_components",
]
