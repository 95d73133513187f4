"""What the engine says, in the reader's language: every sentence passes through `_`."""

import gettext
import os
from pathlib import Path

CATALOGUES = Path(__file__).parent.parent / "locale"
DOMAIN = "nma_ae"

_translations: gettext.NullTranslations = gettext.NullTranslations()


def _(message: str) -> str:
    """Return `message` in the language in force; unchanged where nobody translated it."""
    return _translations.gettext(message) if message else ""


def N_(message: str) -> str:
    """Mark a message for the catalogues that is translated elsewhere; returns it as it is."""
    return message


def translation(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; one that changes nothing where there is none.

    Args:
        language: a code such as "en".
    """
    return gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)


def languages() -> list[str]:
    """Return the codes of the languages that the engine speaks."""
    compiled = CATALOGUES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return sorted({"en", *(path.parts[-3] for path in compiled)})


def language() -> str:
    """Return the code of the language in force."""
    return _translations.info().get("language", "en")


def set_language(language: str | None = None) -> None:
    """Choose the language of verdicts and hints.

    Args:
        language: a code such as "en". None takes the environment variable NMA_AE_LANGUAGE, and
            English where that is not set.

    Raises:
        ValueError: If the engine does not speak that language.
    """
    global _translations
    language = language or os.environ.get("NMA_AE_LANGUAGE") or "en"
    if language not in languages():
        raise ValueError(
            _("language must be one of {known}; {given!r} was given.").format(
                known=", ".join(languages()), given=language
            )
        )
    _translations = translation(language)
    for domain, folder in _catalogues_of_courses():
        _translations.add_fallback(gettext.translation(domain, folder, [language], fallback=True))


def _catalogues_of_courses() -> list[tuple[str, Path]]:
    """Return domain and folder of the catalogues that courses in other packages bring."""
    from importlib import import_module

    from nma_ae.exercises.courses import courses

    roots = dict.fromkeys(course.partition(".")[0] for course in courses())
    folders = {root: Path(str(import_module(root).__file__)).parent / "locale" for root in roots}
    return [(root, folder) for root, folder in folders.items() if folder != CATALOGUES]
