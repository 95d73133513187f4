"""What exercises, videos and the rest say in a notebook, as messages to translate."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import nma_ae
from nma_ae.exercises import catalogue as exercises
from nma_ae.exercises.messages import CATALOGUES
from nma_ae.exercises.outcome import outcomes
from nma_ae.files import write_whole
from nma_ae.tools.translate.catalogue import (
    read_catalogue,
    require_language,
    updated_from,
    write_catalogue,
)
from nma_ae.tools.translate.check import differences_to
from nma_ae.tools.translate.page import Message

PACKAGE = Path(nma_ae.__file__).parent
NAME = "nma_ae"

_FIELD = re.compile(r"\{[^{}]*\}")


def speech(chapters: Sequence[str]) -> list[Message]:
    """Return all that may be said: the engine's sentences, and the texts of the exercises.

    Args:
        chapters: those whose exercises are translated.
    """
    said = list(_sentences())
    for chapter in chapters:
        for name in exercises.names(chapter):
            said += [Message(text, "", name) for text in _texts(name)]
    return [message for message in said if any(map(str.isalpha, message.text))]


def speech_path(language: str) -> Path:
    """Return where the catalogue of what is said lies: in the package, for students have it.

    Raises:
        ValueError: `language` is not a language's code.
    """
    return CATALOGUES / require_language(language) / "LC_MESSAGES" / f"{NAME}.po"


def update_speech(language: str, chapters: Sequence[str]) -> Path:
    """Bring the catalogue up to date, and compile it: gettext reads the compiled file alone.

    Returns:
        The path of the catalogue.

    Raises:
        ValueError: the catalogue cannot be read.
    """
    path = speech_path(language)
    catalogue = updated_from(speech(chapters), path, NAME, language)
    write_catalogue(catalogue, path)
    write_whole(path.with_suffix(".mo"), catalogue.to_binary())
    return path


def speech_problems(language: str, chapters: Sequence[str]) -> list[str]:
    """Say what is wrong with the translation of what is said.

    Returns:
        A line for each problem, with the module or exercise it is in; none if all is well.

    Raises:
        ValueError: the catalogue is damaged.
    """
    path = speech_path(language)
    said = speech(chapters)
    found = differences_to(said, path, NAME, language)
    if not path.exists():
        return found
    catalogue = read_catalogue(path)
    translations = {entry.msgid: entry.msgstr for entry in catalogue}
    for message in said:
        fields = Counter(_FIELD.findall(message.text))
        others = Counter(_FIELD.findall(translations.get(message.text) or message.text))
        if fields != others:
            lost = " ".join((fields - others) | (others - fields))
            found.append(f"{NAME}, {message.place}: fields differ ({lost}): {message.text!r}")
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        found.append(f"{NAME}: {compiled.name} is older than {path.name}; run --update")
    return found


def _sentences() -> Iterator[Message]:
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "_":
                (given,) = node.args
                if isinstance(given, ast.Constant):  # other texts come from the exercises
                    yield Message(given.value, "", place)


def _texts(name: str) -> Iterator[str]:
    exercise = exercises.load(name)
    yield from (case.shown for case in exercise.cases)
    yield from exercise.hints
    yield from (misconception.hint for misconception in exercise.misconceptions)
    for seen in outcomes(exercises.reference(name), exercise.cases, {}):
        yield from seen.seen  # a verdict names what it looked at
