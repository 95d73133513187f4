"""How the weights that the package ships are made: each from a recorded recipe and seed."""

from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn

from nma_ae.data import load_mnist
from nma_ae.seeds import generator, seeded
from nma_ae.training import fit, mean_loss, reconstruction_bce
from nma_ae.weights import BUILDERS, FOLDER, check_writable, save

HALF_PRECISION_COST = 5e-4  # the most that storing in float16 may change the test loss


@dataclass(frozen=True)
class Recipe:
    """The settings of an autoencoder's training on MNIST, with Adam and binary cross-entropy.

    Attributes:
        n_epochs: How often each image is used.
        batch_size: Images per step.
        learning_rate: Adam's step size.
        seed: Starts the weights and the order of the images.
    """

    n_epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 1e-3
    seed: int = 0


RECIPES = {
    # So few parameters learn slowly: at Adam's usual 0.001 ten epochs end far from the best plane.
    "shallow_autoencoder": Recipe(learning_rate=1e-2),
    "deep_autoencoder": Recipe(),
}


def pretrain(name: str, *, folder: Path = FOLDER, progress: bool = True) -> dict[str, Any]:
    """Train a network from its recipe, and write its weights and their card.

    Args:
        name: A key of `RECIPES`.
        folder: Where to write; by default the package's own, from which `trained` reads.
        progress: Whether a progress bar is shown, where somebody watches.

    Returns:
        The card.

    Raises:
        ValueError: If there is no recipe of that name.
        RuntimeError: If `folder` cannot be written to; said before the training.
    """
    if name not in RECIPES:
        raise ValueError(f"name must be one of {', '.join(RECIPES)}, got {name!r}")
    check_writable(folder)
    recipe, data = RECIPES[name], load_mnist(flatten=True)
    with seeded(recipe.seed):
        model = BUILDERS[name]()
    history = fit(
        model,
        reconstruction_bce,
        data.train_images,
        n_epochs=recipe.n_epochs,
        batch_size=recipe.batch_size,
        optimizer=torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=True),
        evaluate={"train": data.train_images, "test": data.test_images},
        generator=generator(recipe.seed),
        progress=progress,
    )
    stored, stored_loss = _halved_if_harmless(model, data.test_images)
    facts = {
        "command": f"nma-ae pretrain {name}",
        "data": f"MNIST, {len(data.train_images):,} training images, pixels in [0, 1]",
        "objective": "binary cross-entropy, mean over pixels and images, in nats",
        "optimizer": "Adam",
        **asdict(recipe),
        "architecture": str(model).splitlines(),
        "losses": {
            part: [round(loss, 5) for loss in losses]
            for part, losses in history.evaluations.items()
        },
        "test_loss_as_stored": round(stored_loss, 5),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "processor": torch.backends.cpu.get_cpu_capability(),
    }
    return save(folder, name, stored, facts)


def _halved_if_harmless(model: nn.Module, images: torch.Tensor) -> tuple[nn.Module, float]:
    """Round to float16 where that keeps the loss; give what to store, and its loss."""
    rounded = deepcopy(model).half()
    before = mean_loss(model, reconstruction_bce, images)
    after = mean_loss(deepcopy(rounded).float(), reconstruction_bce, images)
    return (rounded, after) if abs(after - before) < HALF_PRECISION_COST else (model, before)
