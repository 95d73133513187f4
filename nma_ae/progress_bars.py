"""Whether to show progress bars: only where a person is there to watch them."""

import sys


def progress_bar_wanted() -> bool:
    """Tell a person from a program that executes a notebook and would store the bar.

    Front ends with a person before them let the kernel ask for input; the programs do not.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    kernel = getattr(shell, "kernel", None)
    if kernel is not None:
        return bool(getattr(kernel, "_allow_stdin", False))
    return sys.stderr.isatty()
