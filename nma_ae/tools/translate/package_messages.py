"""The messages of the package, which readers see in notebooks and on the site, for translation."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import nma_ae
from nma_ae.exercises import courses as exercises
from nma_ae.exercises.messages import CATALOGUES
from nma_ae.exercises.outcome import outcomes
from nma_ae.files import read_text, read_whole, write_whole
from nma_ae.tools.translate.catalogue import (
    compiled,
    is_translated,
    read_catalogue,
    require_language,
    text_of,
    translation_of,
    updated_from,
    write_catalogue,
)
from nma_ae.tools.translate.check import Findings, check_catalogue
from nma_ae.tools.translate.page import Message

PACKAGE = Path(nma_ae.__file__).parent
NAME = "nma_ae"

_FIELD = re.compile(r"\{[^{}]*\}")


def package_messages(chapters: Sequence[str]) -> list[Message]:
    """Return all messages: those in the code, and the texts of the exercises.

    Args:
        chapters: those whose exercises are translated.
    """
    found = list(_messages_in_code())
    for chapter in chapters:
        for name in exercises.names(chapter):
            found += [Message(text, "", name) for text in _texts(name)]
    return [message for message in found if any(map(str.isalpha, message.text))]


def package_catalogue_path(language: str) -> Path:
    """Return where the package's catalogue lies: in the package itself, for students need it.

    Raises:
        ValueError: If `language` is not a language's code.
    """
    return CATALOGUES / require_language(language) / "LC_MESSAGES" / f"{NAME}.po"


def update_package_catalogue(language: str, chapters: Sequence[str]) -> Path:
    """Bring the catalogue up to date, and compile it: gettext reads the compiled file alone.

    Returns:
        The path of the catalogue.

    Raises:
        ValueError: If the catalogue cannot be read.
    """
    path = package_catalogue_path(language)
    catalogue = updated_from(package_messages(chapters), path, NAME, language)
    write_catalogue(catalogue, path)
    write_whole(path.with_suffix(".mo"), compiled(catalogue))
    return path


def check_package_catalogue(language: str, chapters: Sequence[str]) -> Findings:
    """Check the translation of the package's messages, and that it is compiled.

    Raises:
        ValueError: If the catalogue is damaged.
    """
    path = package_catalogue_path(language)
    originals = package_messages(chapters)
    found = check_catalogue(originals, path, NAME, language)
    if not path.exists():
        return found
    catalogue = read_catalogue(path)
    translated = {
        text_of(entry): translation_of(entry)
        for entry in catalogue.entries()
        if is_translated(entry)
    }
    wrong = []
    for message in originals:
        fields = Counter(_FIELD.findall(message.text))
        others = Counter(_FIELD.findall(translated.get(message.text, message.text)))
        if fields != others:
            lost = " ".join((fields - others) | (others - fields))
            wrong.append(f"{NAME}, {message.place}: fields differ ({lost}): {message.text!r}")
    mo = path.with_suffix(".mo")
    if not mo.exists() or read_whole(mo) != compiled(catalogue):
        wrong.append(f"{NAME}: {mo.name} is older than {path.name}; run --update")
    return found + Findings(wrong=tuple(wrong))


def _messages_in_code() -> Iterator[Message]:
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(read_text(path))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "N_"):
                (given,) = node.args
                # Other texts come from the exercises.
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield Message(given.value, "", place)


def _texts(name: str) -> Iterator[str]:
    exercise = exercises.load(name)
    yield from (case.shown for case in exercise.cases)
    yield from exercise.hints
    for misconception in exercise.misconceptions:
        yield from filter(None, (misconception.hint, misconception.otherwise))
    for seen in outcomes(exercises.reference(name), exercise.cases, {}):
        yield from seen.seen  # a verdict names what it looked at
