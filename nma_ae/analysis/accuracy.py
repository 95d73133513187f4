"""What can be read off a representation: frozen features, and how often a class is right."""

import torch
from torch import nn

from nma_ae.arguments import (
    fitting_together,
    require_floats,
    require_kinds,
    require_labels,
    require_pixels,
    require_tensors,
    under_name,
)

PART = 100  # images at once: a layer's output then stays in the processor's cache


def compute_features(encoder: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Compute the features of images once, to be used as often as wanted.

    Args:
        encoder: From images to features (n, n_features); taken in eval mode, and in the mode
            afterwards that it was in before.
        images: (n, 1, height, width), at least one; floats, or uint8 for an encoder that takes
            them.

    Returns:
        (n, n_features), without gradients.

    Raises:
        ValueError: If an argument is of another kind, empty or not finite, or they do not fit
            together.
    """
    require_kinds(nn.Module, encoder=encoder)
    require_pixels("(n, ...)", least=1, images=images)
    return _outputs(encoder, images, "encoder", "images")


def _outputs(model: nn.Module, inputs: torch.Tensor, *names: str) -> torch.Tensor:
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad(), fitting_together(*names):
            outputs = torch.cat([model(part) for part in inputs.split(PART)])
    finally:
        model.train(was_training)
    require_floats("(n, ...)", **under_name(f"what {names[0]} gives", outputs))
    return outputs


def compute_accuracy(classifier: nn.Module, inputs: torch.Tensor, labels: torch.Tensor) -> float:
    """Measure how many of 100 inputs a classifier takes for what they are.

    Args:
        classifier: Gives logits (n, n_classes); taken in eval mode.
        inputs: Images or features, (n, ...), at least one.
        labels: The right classes, (n,) int64.

    Returns:
        In percent, 0 to 100.

    Raises:
        ValueError: If there is not a label for each input, or an argument is of another kind,
            empty or not finite.
    """
    require_kinds(nn.Module, classifier=classifier)
    require_pixels("(n, ...)", least=1, inputs=inputs)
    require_labels(len(inputs), of="inputs", labels=labels)
    logits = _outputs(classifier, inputs, "classifier", "inputs")
    require_tensors("(n, n_classes)", **under_name("what classifier gives", logits))
    return 100 * (logits.argmax(1) == labels).double().mean().item()
