"""The first cell of every chapter."""

import logging
import sys

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from nma_ae.exercises import set_language
from nma_ae.notebook.moving_figures import say_where_figures_move
from nma_ae.notebook.vector_figures import as_svg
from nma_ae.notebook.versions import require_version
from nma_ae.notebook.vibecheck import ask_after_exercises
from nma_ae.plotting import use_style


def setup(
    chapter: str | None = None, *, language: str | None = None, made_for: str | None = None
) -> None:
    """Prepare a notebook: the style of its figures, and the language of verdicts and hints.

    Figures of lines and bars come as SVG beside their PNG: see `vector_figures`. Beside a figure
    of plotly stands where it can be seen: see `moving_figures`.

    A package that is older than the notebook is refused in one sentence, which says what to do.

    Nothing is seeded here: what draws random numbers says so where it does. Matplotlib no longer
    logs what the machine's fonts lack.

    Args:
        chapter: the notebook's, such as "deep_mlp"; None asks for none in particular.
        language: the edition's language, such as "en"; None asks NMA_AE_LANGUAGE.
        made_for: the version of the package that the notebook was executed with, such as "0.1.0".

    Raises:
        ValueError: the exercises do not speak that language, or `made_for` is no version.
        StalePackage: the package is older than the notebook, or does not have its chapter.
    """
    set_language(language)
    ipython = sys.modules.get("IPython")  # nobody else has a shell
    shell = ipython.get_ipython() if ipython else None
    require_version(chapter, made_for, shell)
    use_style()
    if shell is not None:
        # When it is loaded, the notebook's backend forgets what figures are displayed as.
        plt.switch_backend(plt.get_backend())
        shell.display_formatter.formatters["image/svg+xml"].for_type(Figure, as_svg)
        say_where_figures_move(chapter, language)
    # No reader can act on that, and it would appear in red above a figure. Warnings about code are
    # Python's, and still come.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    ask_after_exercises()
