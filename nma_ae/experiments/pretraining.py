"""How the weights that the package ships are made: each from a recorded recipe and seed."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import torch
from torch import nn

from nma_ae.experiments.recipes import RECIPES
from nma_ae.experiments.trained import Trained
from nma_ae.weights import FOLDER, check_writable, save


def pretrain(name: str, *, folder: Path = FOLDER, progress: bool = True) -> dict[str, Any]:
    """Train a network from its recipe, and write its weights and their card.

    The state of the training is kept in `folder`, in NAME.checkpoint, until the weights are
    written. So a training that was stopped goes on when it is asked for again.

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
    checkpoint = folder / f"{name}.checkpoint"
    trained = RECIPES[name].train(checkpoint, progress)
    stored, measured = _halved_if_harmless(trained)
    facts = {
        "command": f"nma-ae pretrain {name}",
        **trained.facts,
        **{f"{quantity}_as_stored": round(value, 5) for quantity, value in measured.items()},
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "processor": torch.backends.cpu.get_cpu_capability(),
    }
    card = save(folder, name, stored, facts)
    checkpoint.unlink(missing_ok=True)
    return card


def _halved_if_harmless(trained: Trained) -> tuple[nn.Module, dict[str, float]]:
    """Round parameters to float16 where that changes too little; give what to store, measured.

    What was measured on images, such as the statistics of batch normalisation, stays in float32,
    and is measured anew: a mean that is a little off shifts every feature after it.
    """
    model = trained.model.eval()
    rounded = deepcopy(model)
    with torch.no_grad():
        for parameter in rounded.parameters():
            parameter.copy_(parameter.half())
    if trained.calibrate is not None:
        trained.calibrate(rounded)
    before, after = trained.measure(model), trained.measure(rounded)
    # Written so that a NaN, of weights too large for float16, counts as a change.
    if not all(abs(after[key] - before[key]) <= trained.half_precision_cost for key in before):
        return model, before
    for parameter in rounded.parameters():
        parameter.data = parameter.data.half()
    return rounded, after
