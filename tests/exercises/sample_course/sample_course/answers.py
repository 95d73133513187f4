"""Solutions of a course that only the tests have: one exercise of each kind."""

import matplotlib.pyplot as plt
import torch
from torch import nn


def mean_and_spread(values):
    """A function."""
    return values.mean(), values.std(unbiased=False)


class Scale(nn.Module):
    """A class."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return self.factor * x


def plot_spread(values, ax=None):
    """A plot that calls another exercise."""
    if ax is None:
        _figure, ax = plt.subplots()
    mean, spread = mean_and_spread(values)
    ax.bar([0, 1], [float(mean), float(spread)])
    ax.set_ylabel("value")
    return ax


def train_line(model, x, y, order, rate):
    """A training function: its draws are injected as `order`."""
    losses = []
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    for i in order:
        loss = ((model(x[i]) - y[i]) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def factorial(n):
    """A function that calls itself."""
    return 1 if n < 2 else n * factorial(n - 1)
