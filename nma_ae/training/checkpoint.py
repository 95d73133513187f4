"""The state of a training on disk, so that one that was stopped goes on as if it had not been.

One safetensors file holds it: the tensors as such, all else as JSON in the file's header. Nothing
is unpickled, and the file is replaced in one step, so it is never half of one.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as parse
from safetensors.torch import save as serialise
from torch import nn

from nma_ae.files import read_whole, write_whole
from nma_ae.training.history import History

HEADER_LENGTH = 8  # bytes that say how long the header after them is


@dataclass(frozen=True)
class TrainingState:
    """All that decides how a training goes on.

    Attributes:
        model: Its weights and buffers count.
        optimizer: Its moments and step sizes count.
        scheduler: Its place on its curve counts; None for none.
        generator: Draws the order of the inputs, and what the objective may draw from it. None for
            torch's global one.
        plan: Settings that must be the same when the training goes on.
    """

    model: nn.Module
    optimizer: torch.optim.Optimizer
    scheduler: torch.optim.lr_scheduler.LRScheduler | None
    generator: torch.Generator | None
    plan: Mapping[str, Any]

    def write(self, path: Path, history: History) -> None:
        """Write the state, and the losses so far, whole or not at all."""
        tensors: dict[str, torch.Tensor] = {}
        parts = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": self.scheduler and self.scheduler.state_dict(),
            "random": self._random_state(),
        }
        text = json.dumps(
            {"plan": self._plan(), "history": asdict(history), "parts": _packed(parts, tensors)}
        )
        write_whole(path, serialise(tensors, {"state": text}))

    def read(self, path: Path) -> History:
        """Take up the state that a file holds.

        Returns:
            The training until then.

        Raises:
            ValueError: If the file is damaged or of a training with other settings.
        """
        remedy = "Delete it to start afresh."
        try:
            content = read_whole(path)
            tensors = parse(content)
            stored = json.loads(_header(content)["__metadata__"]["state"])
        except (OSError, SafetensorError, ValueError, KeyError) as error:
            raise ValueError(
                f"the checkpoint {path.name} cannot be read: {error}. {remedy}"
            ) from error
        plan = json.loads(json.dumps(self._plan()))
        if stored["plan"] != plan:
            raise ValueError(
                f"the checkpoint {path.name} is of another training: it says {stored['plan']}, "
                f"this one is {plan}. {remedy}"
            )
        parts = _unpacked(stored["parts"], tensors)
        self.model.load_state_dict(parts["model"])
        self.optimizer.load_state_dict(parts["optimizer"])
        if self.scheduler is not None:
            self.scheduler.load_state_dict(parts["scheduler"])
        if self.generator is not None:
            self.generator.set_state(parts["random"])
        else:
            torch.set_rng_state(parts["random"])
        return History(**stored["history"])

    def _plan(self) -> dict[str, Any]:
        """What must be the same, the kinds of the parts among it."""
        return {
            **self.plan,
            "parameters": [list(parameter.shape) for parameter in self.model.parameters()],
            "optimizer": type(self.optimizer).__name__,
            "scheduler": self.scheduler and type(self.scheduler).__name__,
        }

    def _random_state(self) -> torch.Tensor:
        return torch.get_rng_state() if self.generator is None else self.generator.get_state()


def _header(content: bytes) -> dict[str, Any]:
    length = int.from_bytes(content[:HEADER_LENGTH], "little")
    return json.loads(content[HEADER_LENGTH : HEADER_LENGTH + length])


def _packed(value: Any, tensors: dict[str, torch.Tensor]) -> Any:
    """Turn nested state into what JSON can say; the tensors in it move to `tensors`."""
    if isinstance(value, torch.Tensor):
        name = str(len(tensors))
        tensors[name] = value.detach().cpu().contiguous().clone()
        return {"tensor": name, "strides": value.stride()}
    if isinstance(value, Mapping):
        # Pairs: JSON would turn the optimizer's numbered parameters into names.
        return {"pairs": [[key, _packed(each, tensors)] for key, each in value.items()]}
    if isinstance(value, list | tuple):
        return [_packed(each, tensors) for each in value]
    return value


def _unpacked(value: Any, tensors: Mapping[str, torch.Tensor]) -> Any:
    if isinstance(value, list):
        return [_unpacked(each, tensors) for each in value]
    if not isinstance(value, dict):
        return value
    if "pairs" in value:
        return {key: _unpacked(each, tensors) for key, each in value["pairs"]}
    # A fused optimizer walks through memory: its moments must lie there as the weights do.
    stored = tensors[value["tensor"]]
    return torch.empty_strided(stored.shape, value["strides"], dtype=stored.dtype).copy_(stored)
