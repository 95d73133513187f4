"""How the weights of a network start, for `model.apply(...)`."""

from torch import nn

from nma_ae.arguments import require_numbers


def init_weights_kaiming_normal(layer: nn.Module) -> None:
    """Draw the weights of a linear layer from Kaiming's normal distribution, in place.

    The standard deviation is sqrt(2 / n_in): the variance of the activations then stays about the
    same from layer to layer after a ReLU. Biases, and layers of any other kind, are left alone.

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


def init_weights_xavier_normal(layer: nn.Module, gain: float = 1.0) -> None:
    """Draw the weights of a linear layer from Xavier's normal distribution, in place.

    The standard deviation is gain * sqrt(2 / (n_in + n_out)), a compromise between what keeps the
    size of the activations (1 / n_in) and of the gradients (1 / n_out). Biases, and layers of any
    other kind, are left alone.

    Args:
        layer: Any layer; meant for `model.apply(...)`.
        gain: What makes up for the activation; see `leaky_relu_gain`.

    Raises:
        ValueError: If `gain` is no finite number of at least 0.

    Source: X. Glorot and Y. Bengio 2010, Understanding the difficulty of training deep feedforward
    neural networks.
    """
    require_numbers(least=0, most=1e6, gain=gain)
    if isinstance(layer, nn.Linear):
        nn.init.xavier_normal_(layer.weight, gain)


def init_weights_xavier_uniform(layer: nn.Module, gain: float = 1.0) -> None:
    """Draw the weights of a linear layer from Xavier's uniform distribution, in place.

    The bounds are +-gain * sqrt(6 / (n_in + n_out)), so that the variance is as in the normal one.
    Biases, and layers of any other kind, are left alone.

    Args:
        layer: Any layer; meant for `model.apply(...)`.
        gain: What makes up for the activation; see `leaky_relu_gain`.

    Raises:
        ValueError: If `gain` is no finite number of at least 0.

    Source: as `init_weights_xavier_normal`.
    """
    require_numbers(least=0, most=1e6, gain=gain)
    if isinstance(layer, nn.Linear):
        nn.init.xavier_uniform_(layer.weight, gain)
