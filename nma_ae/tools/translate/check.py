"""What must hold of a translation: it is there, with the same code, formulas, links, numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from nma_ae.tools.translate.blocks import Contents
from nma_ae.tools.translate.catalogue import catalogue_path, read_catalogue
from nma_ae.tools.translate.page import ALT, Message, messages

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NUMBER_WORDS = {
    "0": "zero zeros",
    "1": "one ones first once single a an each every per",
    "2": "two twos second twice both pair pairs half halves double square squares squared",
    "3": "three threes third thirds",
    "4": "four fours fourth quarter",
    "5": "five fives fifth fifths",
    "6": "six sixes sixth",
    "7": "seven sevens seventh",
    "8": "eight eights eighth",
    "9": "nine nines ninth",
    "10": "ten tens tenth",
    "11": "eleven",
    "12": "twelve dozen",
    "13": "thirteen",
    "14": "fourteen fourteenth",
    "15": "fifteen",
    "16": "sixteen",
    "17": "seventeen",
    "18": "eighteen",
    "19": "nineteen",
    "20": "twenty",
    "30": "thirty",
    "40": "forty",
    "50": "fifty",
    "60": "sixty",
    "70": "seventy",
    "80": "eighty",
    "90": "ninety",
    "100": "hundred hundreds",
    "1000": "thousand thousands thousandth",
}
"""Words that a translation may write in figures: "two numbers" becomes 2つの数 in Japanese."""

_MILLIONS = re.compile(r"(\d+) million")
"""What Japanese counts in ten thousands: "84 million" is 8,400万."""

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


_JAPANESE = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff]")
_HALF_WIDTH = re.compile(r"[\uff61-\uff9f]+")
# What may be in Latin letters in Japanese, however long: who wrote a paper and its title, other
# titles, code, and these names.
_REFERENCE = re.compile(r"^- [^(*]*\(\d{4}\)\.\s+(?:\*[^*]+\*|\[[^]]+\])", re.MULTILINE)
_TITLE = re.compile(r"\*[^*\u3040-\u9fff]+\*")
_CODE = re.compile(r"\w*[_.=(\[][\w.=(\[\])]*|\{[^{}]*\}", re.ASCII)
_NAMES = re.compile(
    "Autoencoder extensions|Deep MLPs|CCNSS|Marco Brigham|Neuromatch(?: Academy)?|Colab|Kaggle"
)
_SENTENCE = re.compile(r"[A-Za-z]+(?:[ ,;:’'-]+[A-Za-z]+){4,}")
_LATIN = 0.6
"""More of a Japanese message's letters are not Latin: names and abbreviations, but no sentences."""


def problems(page: Path, language: str) -> list[str]:
    """Say what is wrong with the translation of a page.

    Args:
        page: a notebook or a Markdown file.
        language: such as "ja".

    Returns:
        A line for each problem, with the cell it is in; none if all is well.

    Raises:
        ValueError: the page cannot be read, or its catalogue is damaged.
    """
    return differences_to(messages(page), catalogue_path(page, language), str(page), language)


def differences_to(
    originals: Iterable[Message], path: Path, source: str, language: str
) -> list[str]:
    """Say where a catalogue differs from the messages that it translates.

    Args:
        originals: the messages.
        path: of the catalogue.
        source: where the messages come from.
        language: such as "ja".

    Returns:
        A line for each problem, with the place it is in; none if all is well.

    Raises:
        ValueError: the catalogue is damaged.
    """
    if not path.exists():
        return [f"{source}: there is no catalogue {path}; run nma-ae translate --update"]
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in read_catalogue(path)}
    there = {(message.context, message.text): message for message in originals}
    found = [
        f"{source}, {message.place}: {problem}: {_start(message.text)}"
        for key, message in there.items()
        for problem in _problems(message, entries.get(key), language)
    ]
    for key, entry in entries.items():
        if key not in there and not entry.obsolete:
            places = ", ".join(_place(*each) for each in entry.occurrences) or "no cell"
            found.append(
                f"{source}, {places}: this text is no longer there, so its translation fits "
                f"nothing; run nma-ae translate --update: {_start(entry.msgid)}"
            )
    return found


def _problems(message: Message, entry: polib.POEntry | None, language: str) -> Iterator[str]:
    if entry is None:
        yield "not in the catalogue (new or changed); run nma-ae translate --update"
    elif not entry.msgstr.strip():
        yield "not translated"
    elif entry.fuzzy:
        yield "fuzzy: the translation is of an earlier text"
    else:
        yield from differences(message, entry.msgstr)
        yield from leftovers(message, entry.msgstr) if language == "ja" else ()


def leftovers(message: Message, translation: str) -> Iterator[str]:
    """Yield what of a Japanese translation is English, or from a time of narrow screens.

    Args:
        message: the original.
        translation: its translation.
    """
    half = _HALF_WIDTH.search(translation)
    if half:
        yield f"half-width katakana: {half[0]}"
    text = _NAMES.sub("", _TITLE.sub("", _REFERENCE.sub("- ", translation)))
    words = text if message.context == ALT else Contents.of(text).words
    english = _SENTENCE.search(words)
    if english:
        yield f"an English sentence: {english[0]}"
    words = _CODE.sub("", words)
    latin, japanese = len(re.findall("[A-Za-z]", words)), len(_JAPANESE.findall(words))
    if latin > _LATIN * (latin + japanese):
        share = latin / (latin + japanese)
        yield f"{share:.0%} of its letters are Latin, expected at most {_LATIN:.0%}"


def differences(message: Message, translation: str) -> Iterator[str]:
    """Yield what a translation lost, added or changed of what it has to keep.

    Args:
        message: the original.
        translation: its translation.
    """
    if message.context == ALT:
        yield from _number_differences(message.text, translation)
        return
    original, other = Contents.of(message.text), Contents.of(translation)
    for kind, counted in original.kept.items():
        yield from _lost_and_added(kind, counted, other.kept[kind])
    yield from _number_differences(original.words, other.words)
    if original.form != other.form:
        yield f"another form: {_shown(original.form)} became {_shown(other.form)}"
    if (
        message.text[:1].isspace() != translation[:1].isspace()
        or translation != translation.rstrip()
    ):
        yield "blanks at its beginning or end"


def _lost_and_added(kind: str, original: Counter, other: Counter) -> Iterator[str]:
    for word, rest in (("is missing", original - other), ("was added", other - original)):
        for thing, count in rest.items():
            times = "" if count == 1 else f" {count} times"
            yield f"{kind} {word}{times}: {thing}"


def _number_differences(original: str, translation: str) -> Iterator[str]:
    """Compare figures; a translation may also write in figures what the original has in words."""
    original, translation = (
        _MILLIONS.sub(lambda found: f"{int(found[1]) * 100:,}", text)
        for text in (original, translation)
    )
    numbers = Counter(_NUMBER.findall(original))
    others = Counter(_NUMBER.findall(translation.translate(_FULL_WIDTH)))
    words = Counter(re.findall(r"[a-z]+", original.lower()))
    allowed = {n: sum(words[word] for word in said.split()) for n, said in _NUMBER_WORDS.items()}
    yield from _lost_and_added("number", numbers, others & numbers)
    yield from _lost_and_added("number", Counter(), others - numbers - Counter(allowed))


def _place(page: str, line: str) -> str:
    """Return the place that a catalogue notes; polib leaves an id that is no number to the name."""
    return line or page.partition(":")[2]


def _shown(form: tuple[str, ...]) -> str:
    return " ".join(part for part in form if part) or "nothing"


def _start(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else line[:59] + "…")
