"""The exercises of the chapter in its order, each with the path of its solution."""

SOLUTIONS = {
    "NormalizeLayer": "nma_ae.networks.NormalizeLayer",
    "build_spherical_autoencoder": "nma_ae.networks.build_spherical_autoencoder",
    "sphere_to_angles": "nma_ae.analysis.sphere_to_angles",
    "angles_to_sphere": "nma_ae.analysis.angles_to_sphere",
    "great_circle_path": "nma_ae.analysis.great_circle_path",
}
