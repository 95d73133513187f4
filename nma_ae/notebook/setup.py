"""The first cell of every chapter."""

import logging

from nma_ae.exercises import set_language
from nma_ae.notebook.vibecheck import ask_after_exercises
from nma_ae.plotting import use_style


def setup(language: str | None = None) -> None:
    """Prepare a notebook: the style of its figures, and the language of verdicts and hints.

    Nothing is seeded here: what draws random numbers says so where it does. Matplotlib no longer
    logs what the machine's fonts lack.

    Args:
        language: the edition's language, such as "en"; None asks NMA_AE_LANGUAGE.

    Raises:
        ValueError: the exercises do not speak that language.
    """
    set_language(language)
    use_style()
    # No reader can act on that, and it would appear in red above a figure. Warnings about code are
    # Python's, and still come.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    ask_after_exercises()
