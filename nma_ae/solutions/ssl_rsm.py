"""Solutions of the chapter ssl_rsm. The similarity matrix and the loss are the package's own."""

from collections.abc import Sequence

import torch
from torch import nn

from nma_ae.analysis import compute_features, similarity_matrix
from nma_ae.networks import VAE
from nma_ae.training import classification_loss, contrastive_loss, fit


def train_end_to_end(
    encoder: nn.Module,
    classifier: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    generator: torch.Generator,
) -> list[float]:
    """Train an encoder and a classifier of its features together, on labels.

    With Adam at a learning rate of 0.001, in batches of 1000.

    Args:
        encoder: From images to features. It is trained in place, and left in eval mode.
        classifier: From features to logits, such as one Linear layer. The same.
        images: (n, 1, height, width).
        labels: The right classes, (n,) int64.
        n_epochs: How often each image is used, at least 1.
        generator: Draws the order of the images, anew for each epoch.

    Returns:
        The mean cross-entropy of each epoch, measured while it is trained.

    Raises:
        ValueError: If there is not a label for each image.
    """
    model = nn.Sequential(encoder, classifier)
    history = fit(
        model,
        classification_loss,
        (images, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(model.parameters(), lr=1e-3),
        generator=generator,
    )
    model.eval()
    return history.epoch_means


def rsm_by_latent(encoder: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Compare the features of all images, sorted by the class of one latent.

    Args:
        encoder: From images to features; taken in eval mode.
        images: (n, 1, height, width).
        labels: The latent's class of each image, (n,) int64.

    Returns:
        The similarity matrix of the features, (n, n), without gradients. Rows and columns go from
        the lowest class to the highest; images of one class stay in the order that they had.

    Raises:
        ValueError: If there is not a label for each image.
    """
    if labels.shape != (len(images),):
        raise ValueError(
            f"labels must be one class for each of {len(images)} images, got shape "
            f"{tuple(labels.shape)}"
        )
    order = labels.argsort(stable=True)
    return similarity_matrix(compute_features(encoder, images)[order])


def epochs_until_flat(losses: Sequence[float], tolerance: float) -> int:
    """Read from a loss curve how many epochs of training are enough.

    Args:
        losses: The loss of each epoch; losses[i] is that of epoch i + 1.
        tolerance: By how much an epoch may lower the loss without being worth its time.

    Returns:
        The smallest number of epochs, at least 1, after which no single epoch lowers the loss,
        against that of the epoch before it, by more than `tolerance`. If the last epoch does, all
        of them: len(losses).

    Raises:
        ValueError: If there are no losses.
    """
    if len(losses) == 0:
        raise ValueError("losses must hold the loss of at least one epoch, got none")
    n_epochs = 1
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 2] - losses[epoch - 1] > tolerance:
            n_epochs = epoch
    return n_epochs


def train_vae_classifier(
    vae: VAE,
    classifier: nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    n_epochs: int,
    generator: torch.Generator,
) -> list[float]:
    """Train a classifier on the means of the latents that a trained VAE gives.

    These features are computed once. With Adam at a learning rate of 0.001, in batches of 1000.

    Args:
        vae: `vae.encode(images)` gives means and log variances. It is taken in eval mode and left
            in it, and neither its parameters nor its batch statistics change.
        classifier: From the means to logits, such as one Linear layer. It is trained in place.
        images: (n, 1, height, width).
        labels: The right classes, (n,) int64.
        n_epochs: How often each image is used, at least 1.
        generator: Draws the order of the images, anew for each epoch.

    Returns:
        The mean cross-entropy of each epoch, measured while it is trained.

    Raises:
        ValueError: If there is not a label for each image.
    """
    vae.eval()
    with torch.no_grad():
        means = torch.cat([vae.encode(part)[0] for part in images.split(1000)])
    history = fit(
        classifier,
        classification_loss,
        (means, labels),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(classifier.parameters(), lr=1e-3),
        generator=generator,
    )
    return history.epoch_means


SOLUTIONS = {
    "train_end_to_end": train_end_to_end,
    "similarity_matrix": similarity_matrix,
    "rsm_by_latent": rsm_by_latent,
    "epochs_until_flat": epochs_until_flat,
    "train_vae_classifier": train_vae_classifier,
    "contrastive_loss": contrastive_loss,
}
