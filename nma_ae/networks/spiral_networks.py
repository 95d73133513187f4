"""Many small classifiers of spirals, of every width and depth, to flip through."""

from typing import NamedTuple

from torch import nn

from nma_ae.networks.mlp import build_mlp

ACTIVATIONS = {"ReLU": nn.ReLU, "Tanh": nn.Tanh}


class SpiralForm(NamedTuple):
    """Width, depth and activation of a classifier of two inputs and four classes."""

    activation: str
    n_layers: int
    width: int

    @property
    def name(self) -> str:
        """A key that a ModuleDict takes."""
        return f"{self.activation}_{self.n_layers}_{self.width}"

    def build(self) -> nn.Sequential:
        """Make the untrained network."""
        widths = [2, *[self.width] * self.n_layers, 4]
        return build_mlp(widths, ACTIVATIONS[self.activation]())


SPIRAL_FORMS = tuple(
    SpiralForm(activation, n_layers, width)
    for activation in ACTIVATIONS
    for n_layers in (1, 2, 4)
    for width in (2, 4, 8, 16)
)


def build_spiral_networks() -> nn.ModuleDict:
    """Build one classifier of each form.

    Returns:
        The networks by the names of their forms, each from points (n, 2) to logits (n, 4).
    """
    return nn.ModuleDict({form.name: form.build() for form in SPIRAL_FORMS})
