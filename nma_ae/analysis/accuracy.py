"""What can be read off a representation: frozen features, and how often a class is right."""

import torch
from torch import nn

PART = 100  # images at once: a layer's output then stays in the processor's cache


def compute_features(encoder: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Compute the features of images once, to be used as often as wanted.

    Args:
        encoder: From images to features (n, n_features); taken in eval mode, and in the mode
            afterwards that it was in before.
        images: (n, 1, height, width), at least one.

    Returns:
        (n, n_features), without gradients.
    """
    was_training = encoder.training
    encoder.eval()
    with torch.no_grad():
        features = torch.cat([encoder(part) for part in images.split(PART)])
    encoder.train(was_training)
    return features


def compute_accuracy(classifier: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> float:
    """Measure how many of 100 inputs a classifier takes for what they are.

    Args:
        classifier: Gives logits (n, n_classes); taken in eval mode.
        inputs: Images or features, (n, ...), at least one.
        labels: The right classes, (n,) int64.

    Returns:
        In percent, 0 to 100.

    Raises:
        ValueError: If there is not a label for each input.
    """
    if labels.shape != (len(inputs),):
        raise ValueError(
            f"labels must be one class for each of {len(inputs)} inputs, got shape "
            f"{tuple(labels.shape)}"
        )
    said = compute_features(classifier, inputs).argmax(1)
    return 100 * (said == labels).double().mean().item()
