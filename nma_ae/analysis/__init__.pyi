from nma_ae.analysis.accuracy import compute_accuracy, compute_features
from nma_ae.analysis.clustering import (
    KMeans,
    clustering_accuracy,
    k_means,
    neighbour_accuracy,
)
from nma_ae.analysis.cost import multiply_adds
from nma_ae.analysis.grids import decision_grid, decode_grid
from nma_ae.analysis.parameter_count import count_parameters
from nma_ae.analysis.parameters import (
    ParameterTable,
    layer_weights,
    parameter_table,
)
from nma_ae.analysis.pca import PCA, principal_components
from nma_ae.analysis.signal import gradient_moments, second_moments
from nma_ae.analysis.similarity import (
    alignment,
    order_by_class,
    similarity_blocks,
    similarity_histogram,
    similarity_matrix,
    uniformity,
)
from nma_ae.analysis.sphere import (
    angles_to_sphere,
    equal_area_to_sphere,
    great_circle_path,
    resultant_length,
    sphere_to_angles,
    sphere_to_equal_area,
    used_fraction,
)
from nma_ae.analysis.table import Table

__all__ = [
    "PCA",
    "KMeans",
    "ParameterTable",
    "Table",
    "alignment",
    "angles_to_sphere",
    "clustering_accuracy",
    "compute_accuracy",
    "compute_features",
    "count_parameters",
    "decision_grid",
    "decode_grid",
    "equal_area_to_sphere",
    "gradient_moments",
    "great_circle_path",
    "k_means",
    "layer_weights",
    "multiply_adds",
    "neighbour_accuracy",
    "order_by_class",
    "parameter_table",
    "principal_components",
    "resultant_length",
    "second_moments",
    "similarity_blocks",
    "similarity_histogram",
    "similarity_matrix",
    "sphere_to_angles",
    "sphere_to_equal_area",
    "uniformity",
    "used_fraction",
]
