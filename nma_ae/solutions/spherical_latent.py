"""Solutions of the chapter spherical_latent. All of them are what the package uses."""

from nma_ae.analysis import angles_to_sphere, great_circle_path, sphere_to_angles
from nma_ae.networks import NormalizeLayer, build_spherical_autoencoder

SOLUTIONS = {
    "NormalizeLayer": NormalizeLayer,
    "build_spherical_autoencoder": build_spherical_autoencoder,
    "sphere_to_angles": sphere_to_angles,
    "angles_to_sphere": angles_to_sphere,
    "great_circle_path": great_circle_path,
}
