"""The first cell of every chapter."""

import logging
import sys

from nma_ae.exercises import set_language
from nma_ae.notebook.versions import require_version
from nma_ae.notebook.vibecheck import ask_after_exercises
from nma_ae.plotting import use_style


def setup(
    chapter: str | None = None, *, language: str | None = None, made_for: str | None = None
) -> None:
    """Prepare a notebook: the style of its figures, and the language of verdicts and hints.

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
    require_version(chapter, made_for, ipython.get_ipython() if ipython else None)
    use_style()
    # No reader can act on that, and it would appear in red above a figure. Warnings about code are
    # Python's, and still come.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    ask_after_exercises()
