"""Where a plot is drawn."""

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from nma_ae.arguments import require_kinds


def axes_or_new(ax: Axes | None, figsize: tuple[float, float] | None = None) -> Axes:
    """Give the axes to draw on: the caller's, or those of a figure of their own.

    Args:
        ax: The caller's, or None.
        figsize: Width and height of a new figure in inches; by default those of the style.

    Raises:
        ValueError: If `ax` is something else.
    """
    require_kinds(Axes | None, ax=ax)
    return plt.figure(figsize=figsize).add_subplot() if ax is None else ax
