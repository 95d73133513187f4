"""The look of the course's figures."""

from pathlib import Path

import matplotlib.pyplot as plt

STYLE = Path(__file__).with_name("nma_ae.mplstyle")


def use_style() -> None:
    """Give all figures from here on the course's look.

    The settings are in `nma_ae.mplstyle` beside this module.
    """
    plt.style.use(STYLE)
