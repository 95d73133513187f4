"""Reading the latents of dSprites off features, by a linear classifier."""

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.data import LATENT_NAMES
from nma_ae.data.dsprites import N_CLASSES
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit


def train_latent_classifier(
    features: torch.Tensor, classes: torch.Tensor, *, n_epochs: int, seed: int = 0
) -> nn.Linear:
    """Train one Linear layer that says all latents at once.

    Its loss is the sum of a cross-entropy for each latent. No weight takes part in two of them, so
    it learns what five layers would, each trained alone, in a fifth of the passes.

    Args:
        features: (n, n_features).
        classes: The latents of the same images, (n, 5) int64, as `DSprites.classes` has them.
        n_epochs: How often each image is used, in batches of 1,000.
        seed: Starts the weights and the order of the images.

    Returns:
        From features to the logits of all latents side by side, (n, 113), in eval mode.
    """
    with seeded(seed):
        classifier = nn.Linear(features.shape[1], sum(N_CLASSES))
    fit(
        classifier,
        _latent_loss,
        (features, classes),
        n_epochs=n_epochs,
        batch_size=1000,
        optimizer=torch.optim.Adam(classifier.parameters(), lr=1e-3, fused=True),
        generator=generator(seed),
        progress=False,
    )
    return classifier.eval()


def read_latents(
    classifier: nn.Module, features: torch.Tensor, classes: torch.Tensor
) -> dict[str, float]:
    """Measure how often the classifier of all latents is right.

    Args:
        classifier: As `train_latent_classifier` gives it.
        features: (n, n_features).
        classes: The latents of the same images, (n, 5) int64.

    Returns:
        The accuracy of each latent in percent, by name.
    """
    with torch.no_grad():
        logits = classifier(features).split(N_CLASSES, dim=1)
    said = torch.stack([each.argmax(1) for each in logits], dim=1)
    accuracies = 100 * (said == classes).double().mean(0)
    return dict(zip(LATENT_NAMES, accuracies.tolist(), strict=True))


def _latent_loss(
    classifier: nn.Module, features: torch.Tensor, classes: torch.Tensor
) -> torch.Tensor:
    logits = classifier(features).split(N_CLASSES, dim=1)
    losses = [F.cross_entropy(each, labels) for each, labels in zip(logits, classes.T, strict=True)]
    return sum(losses, start=torch.zeros(()))
