"""How the weights of a network start, for `model.apply(...)`."""

from torch import nn


def init_weights_kaiming_normal(layer: nn.Module) -> None:
    """Draw the weights of a linear layer from Kaiming's normal distribution, in place.

    The standard deviation is sqrt(2 / n_in): the variance of the activations then stays about the
    same from layer to layer behind a ReLU. Biases, and layers of any other kind, are left alone.

    Args:
        layer: Any layer; meant for `model.apply(init_weights_kaiming_normal)`.

    Source: He et al. 2015, Delving deep into rectifiers, arXiv 1502.01852.
    """
    if isinstance(layer, nn.Linear):
        nn.init.kaiming_normal_(layer.weight)


def init_weights_kaiming_uniform(layer: nn.Module) -> None:
    """Draw the weights of a linear layer from Kaiming's uniform distribution, in place.

    The bounds are +-sqrt(6 / n_in), so that the variance is 2 / n_in, as in the normal one.
    Biases, and layers of any other kind, are left alone.

    Args:
        layer: Any layer; meant for `model.apply(init_weights_kaiming_uniform)`.

    Source: He et al. 2015, Delving deep into rectifiers, arXiv 1502.01852.
    """
    if isinstance(layer, nn.Linear):
        nn.init.kaiming_uniform_(layer.weight)
