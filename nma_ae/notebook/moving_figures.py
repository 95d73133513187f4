"""What is read in a moving figure's place where nothing draws it, as on GitHub or in print."""

from html import escape
from typing import Any

from nma_ae.exercises.messages import _

SITE = "https://nma-ae.github.io/course/"  # `nma-ae address` writes it
_NAME = "nma_ae"  # among plotly's renderers


def page_of(chapter: str | None, language: str | None = None) -> str:
    """Return the address of a chapter's page.

    Args:
        chapter: the notebook's, such as "deep_mlp"; None gives the site's first page.
        language: the edition's, such as "ja"; None and "en" give the English one.
    """
    folder = "" if language in (None, "en") else f"{language}/"
    return f"{SITE}{folder}{f'{chapter}.html' if chapter else ''}"


def sentence(page: str) -> dict[str, str]:
    """Say where a figure can be moved, as text and as HTML, by their MIME types.

    Args:
        page: the address of the figure's page.
    """
    text = _("This figure moves. Open it on the course's page: {page}")
    link = f'<a href="{escape(page)}">{escape(page)}</a>'
    return {
        "text/plain": text.format(page=page),
        "text/html": f"<p>{escape(text, quote=False).format(page=link)}</p>",
    }


def say_where_figures_move(chapter: str | None, language: str | None = None) -> None:
    """Have plotly lay a sentence beside each figure that it displays in a notebook.

    What draws the figure shows the figure. Where plotly displays it as HTML itself, as in Colab,
    that HTML takes the sentence's place.

    Args:
        chapter: the notebook's, or None.
        language: the edition's language, or None.
    """
    import plotly.io as pio
    from plotly.io.base_renderers import MimetypeRenderer

    class Sentence(MimetypeRenderer):
        def to_mimebundle(self, fig_dict: Any) -> dict[str, str]:
            return sentence(page_of(chapter, language))

    pio.renderers[_NAME] = Sentence()
    others = [name for name in (pio.renderers.default or "").split("+") if name not in ("", _NAME)]
    if any(isinstance(pio.renderers[name], MimetypeRenderer) for name in others):
        # First, so that HTML of the others overwrites it. A browser's window needs no sentence.
        pio.renderers.default = "+".join([_NAME, *others])
