"""What the engine says, in the reader's language: every sentence passes through `_`."""

import gettext
import os
from pathlib import Path

CATALOGUES = Path(__file__).parent.parent / "locale"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def _(message: str) -> str:
    """Return `message` in the language in force; unchanged where nobody translated it."""
    return _catalogue.gettext(message) if message else ""


def N_(message: str) -> str:
    """Mark a message for the catalogues that is translated elsewhere; returns it as it is."""
    return message


def translation(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; one that changes nothing where there is none.

    Args:
        language: a code such as "en".
    """
    return gettext.translation("nma_ae", CATALOGUES, [language], fallback=True)


def languages() -> list[str]:
    """Return the codes of the languages that the engine speaks."""
    return sorted({"en", *(path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/nma_ae.mo"))})


def set_language(language: str | None = None) -> None:
    """Choose the language of verdicts and hints.

    Args:
        language: a code such as "en". None takes the environment variable NMA_AE_LANGUAGE, and
            English where that is not set.

    Raises:
        ValueError: If the engine does not speak that language.
    """
    global _catalogue
    language = language or os.environ.get("NMA_AE_LANGUAGE") or "en"
    if language not in languages():
        raise ValueError(
            _("language must be one of {known}; {given!r} was given.").format(
                known=", ".join(languages()), given=language
            )
        )
    _catalogue = translation(language)
