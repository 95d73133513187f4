"""Where the parameters of a network are, and how many."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from torch import nn

from nma_ae.arguments import require_kinds
from nma_ae.exercises.tables import html_table, text_table


def layer_weights(layer: nn.Module) -> list[np.ndarray]:
    """Copy the parameters of a layer into NumPy arrays.

    Args:
        layer: Any layer or network.

    Returns:
        One array per parameter, in the layer's order (weights, then biases); empty for a layer
        that has none. They share no memory with the layer: change them as you like.

    Raises:
        ValueError: If `layer` is no module.
    """
    require_kinds(nn.Module, layer=layer)
    return [parameter.detach().cpu().numpy().copy() for parameter in layer.parameters()]


class LayerRow(NamedTuple):
    """One layer of a `ParameterTable`."""

    name: str  # as in the network, such as "0" or "encoder.2"
    layer: str  # as torch prints it
    parameters: int


@dataclass(frozen=True, repr=False)
class ParameterTable:
    """The layers of a network with their parameters; prints as a table.

    Attributes:
        rows: One `LayerRow` per layer, in the network's order.
    """

    rows: tuple[LayerRow, ...]

    @property
    def total(self) -> int:
        """The parameters of all layers together."""
        return sum(row.parameters for row in self.rows)

    def __repr__(self) -> str:
        return text_table(*self._cells())

    def _repr_html_(self) -> str:
        return html_table(*self._cells())

    def _cells(self) -> tuple[list[str], list[list[str]]]:
        rows = [[row.name, f"{row.parameters:,}", row.layer] for row in self.rows]
        return ["layer", "parameters", "kind"], [*rows, ["total", f"{self.total:,}", ""]]


def parameter_table(model: nn.Module) -> ParameterTable:
    """Count the parameters of each layer of a network.

    A parameter that two layers share is counted once, where it comes first.

    Args:
        model: Any network.

    Returns:
        A table of all layers that contain no other layer or have parameters of their own.

    Raises:
        ValueError: If `model` is no module.
    """
    require_kinds(nn.Module, model=model)
    seen: set[int] = set()
    rows = []
    for name, layer in model.named_modules():
        own = list(layer.parameters(recurse=False))
        if not own and any(layer.children()):
            continue
        new = {id(parameter): parameter.numel() for parameter in own if id(parameter) not in seen}
        seen.update(new)
        rows.append(LayerRow(name, str(layer).split("\n")[0], sum(new.values())))
    return ParameterTable(tuple(rows))
