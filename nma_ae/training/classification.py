"""Telling the class of an image, or of its features."""

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.arguments import (
    require_flags,
    require_floats,
    require_kinds,
    require_labels,
    require_numbers,
    require_one_dtype,
    require_pixels,
    require_sizes,
    require_tensors,
)
from nma_ae.networks import FEATURE_SIZE
from nma_ae.seeds import generator, seeded
from nma_ae.training.checks import output_of
from nma_ae.training.fitting import fit
from nma_ae.training.history import History

COSINE_EPOCHS = 100  # after which the step size would be 0


def classification_loss(
    model: nn.Module, inputs: torch.Tensor, labels: torch.Tensor
) -> torch.Tensor:
    """Measure the cross-entropy between what a classifier says and the right classes.

    Args:
        model: Gives logits, (n, n_classes).
        inputs: What it classifies, images or features, (n, ...).
        labels: The right classes, (n,) int64 from 0 to n_classes - 1.

    Returns:
        The mean over the batch, in nats: a scalar with a gradient.

    Raises:
        ValueError: If there is not a label for each input, an argument is of another kind, empty or
            not finite, or model and inputs do not fit together.
    """
    require_pixels("(n, ...)", least=1, inputs=inputs)
    logits = output_of(model, inputs, "inputs")
    require_tensors(f"({len(inputs)}, n_classes)", **{"what model makes of inputs": logits})
    require_labels(len(inputs), of="inputs", n_classes=logits.shape[1], labels=labels)
    return F.cross_entropy(logits, labels)


def train_classifier(
    features: torch.Tensor,
    labels: torch.Tensor,
    *,
    n_classes: int,
    n_epochs: int,
    encoder: nn.Module | None = None,
    batch_size: int = 1000,
    learning_rate: float = 1e-3,
    seed: int = 0,
    autocast: torch.dtype | None = None,
    progress: bool = True,
) -> tuple[nn.Module, History]:
    """Train a logistic regression: one Linear layer from features to classes.

    Of a frozen encoder, give the features, computed once (`compute_features`). With `encoder`, give
    images in their place: then encoder and classifier are trained together, end to end.

    Args:
        features: (n, n_features), or images (n, 1, height, width) for `encoder`.
        labels: The right classes, (n,) int64 from 0 to n_classes - 1.
        n_classes: How many classes there are, at least 1.
        n_epochs: How often each input is used; the step size falls on a cosine of 100 epochs.
        encoder: Trained with the classifier, in place; None where the features are given.
        batch_size: Inputs per step.
        learning_rate: Adam's first step size.
        seed: Starts the weights and the order of the inputs.
        autocast: As in `fit`.
        progress: Whether a progress bar is shown, where somebody watches.

    Returns:
        The classifier, from `features` to logits, in eval mode, and its losses.

    Raises:
        ValueError: If labels do not fit the features or the classes, or an argument is out of its
            range.
    """
    require_sizes(n_classes=n_classes)
    require_kinds(nn.Module | None, encoder=encoder)
    if encoder is None:
        require_floats("(n, n_features)", least=1, features=features)
    else:
        require_pixels("(n, ...)", least=1, features=features)
    require_labels(len(features), of="inputs", n_classes=n_classes, labels=labels)
    require_numbers(above=0, learning_rate=learning_rate)
    require_flags(progress=progress)
    with seeded(seed):
        classifier = nn.Linear(
            FEATURE_SIZE if encoder is not None else features.shape[1], n_classes
        )
    if encoder is None:
        require_one_dtype(**{"the classifier's weights": classifier.weight}, features=features)
    model = classifier if encoder is None else nn.Sequential(encoder, classifier)
    model.to(features.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate, fused=True)
    history = fit(
        model,
        classification_loss,
        (features, labels),
        n_epochs=n_epochs,
        batch_size=batch_size,
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=COSINE_EPOCHS),
        generator=generator(seed),
        autocast=autocast,
        progress=progress,
    )
    return model.eval(), history
