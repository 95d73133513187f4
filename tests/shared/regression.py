"""How much of some values can be read off features by a linear regression."""

import torch
import torch.nn.functional as F


def r_squared(
    features: torch.Tensor, values: torch.Tensor, known: torch.Tensor, asked: torch.Tensor
) -> float:
    """Return R² of a linear regression with a constant, on rows that it was not fitted on.

    Args:
        features: (n, n_features).
        values: (n,), or (n, n_values): then of their total variance.
        known: The rows that it is fitted on.
        asked: The rows of which the variance is explained.
    """
    inputs = F.pad(features, (0, 1), value=1).double()
    values = values.double().view(len(inputs), -1)
    weights = torch.linalg.lstsq(inputs[known], values[known]).solution
    left = values[asked] - inputs[asked] @ weights
    return 1 - (left.var(0).sum() / values[asked].var(0).sum()).item()
