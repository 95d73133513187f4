"""The loop at the heart of training, written out."""

import torch
import torch.nn.functional as F
from torch import nn

from nma_ae.arguments import fitting_together, require_kinds
from nma_ae.training.checks import checked_batch_size


@fitting_together("model", "images", "optimizer")
def train_epoch(
    model: nn.Module,
    images: torch.Tensor,
    optimizer: torch.optim.Optimizer,
    order: torch.Tensor,
    batch_size: int = 128,
) -> list[float]:
    """Train an autoencoder once on every image, batch after batch.

    Args:
        model: Gives reconstructions in [0, 1] of the shape of its input.
        images: (n, pixels) in [0, 1].
        optimizer: Holds the parameters of `model`.
        order: The order in which the images are taken, (n,) int64, as `torch.randperm(n)` gives.
        batch_size: Images per step; the last batch takes what remains.

    Returns:
        The binary cross-entropy of each batch, before the step that it led to.

    Raises:
        ValueError: If an argument is of another kind or out of its range, or they do not fit
            together.
    """
    require_kinds(nn.Module, model=model)
    batch_size = checked_batch_size(optimizer, order, batch_size, images=images)
    losses = []
    for indices in order.split(batch_size):
        batch = images[indices]
        loss = F.binary_cross_entropy(model(batch), batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
