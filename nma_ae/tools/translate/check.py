"""What must hold of a translation: it is there, with the same code, formulas, links, numbers."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Message as Entry

from nma_ae.tools.translate.blocks import Contents
from nma_ae.tools.translate.catalogue import (
    catalogue_path,
    is_translated,
    read_catalogue,
    text_of,
    translation_of,
)
from nma_ae.tools.translate.page import ALT, FIGURE, Message, messages

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NUMBER_WORDS = {
    "0": "zero zeros",
    "1": "one ones first once single a an each every per",
    "2": "two twos second twice both pair pairs half halves double square squares squared",
    "3": "three threes third thirds",
    "4": "four fours fourth quarter quarters",
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
}
"""Words that a translation may write in figures: "two numbers" becomes 2つの数 in Japanese."""

_VALUES = {word: int(n) for n, said in _NUMBER_WORDS.items() for word in said.split()}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_ENDINGS = re.compile(r"(?<=dred|sand|lion)(?:th)?s?\b")
_TENS_AND_ONES = re.compile(r"\b([a-z]+ty)-([a-z]+)\b")
_LARGE = re.compile(
    rf"(?:\b({'|'.join(_VALUES)}) )?((?:\b(?:{'|'.join(_SCALES)})(?: times a)?\b ?)+)"
)
_MONTHS = "January February March April May June July August September October November December"
_MONTH_OF_A_YEAR = re.compile(rf"\b({_MONTHS.replace(' ', '|')}) \d{{4}}\b")

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


@dataclass(frozen=True)
class Findings:
    """What there is to say of a translation: lines, each with the place that it is about.

    Attributes:
        wrong: Where a translation has lost, added or changed what it has to keep.
        untranslated: Messages that are English in the other language: new, changed or left out.
        unused: Translations of what is no longer there.
    """

    wrong: tuple[str, ...] = ()
    untranslated: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            self.wrong + other.wrong,
            self.untranslated + other.untranslated,
            self.unused + other.unused,
        )


def check_page(page: Path, language: str) -> Findings:
    """Check the translation of a page.

    Args:
        page: a notebook or a Markdown file.
        language: such as "ja".

    Raises:
        ValueError: If the page cannot be read, or its catalogue is damaged.
    """
    return check_catalogue(messages(page), catalogue_path(page, language), str(page), language)


def check_catalogue(
    originals: Iterable[Message], path: Path, source: str, language: str
) -> Findings:
    """Compare a catalogue with the messages that it translates.

    Args:
        originals: the messages.
        path: of the catalogue; without one nothing is translated.
        source: where the messages come from.
        language: such as "ja".

    Raises:
        ValueError: If the catalogue is damaged.
    """
    if not path.exists():
        missing = f"{source}: there is no catalogue {path}; nma-ae translate --update makes one"
        return Findings(untranslated=(missing,))
    catalogue = read_catalogue(path).entries()
    entries = {(entry.context or "", text_of(entry)): entry for entry in catalogue}
    there = {(message.context, message.text): message for message in originals}
    wrong, untranslated = [], []
    for key, message in there.items():
        entry, place = entries.pop(key, None), f"{source}, {_place(message)}"
        if entry is None or not is_translated(entry):
            untranslated.append(f"{place}: {_what_is_missing(entry)}: {_start(message.text)}")
        else:
            wrong += [
                f"{place}: {problem}: {_start(message.text)}"
                for problem in _problems(message, translation_of(entry), language)
            ]
    unused = [
        f"{source}: this text is no longer there, so its translation in {path.name}, line "
        f"{entry.lineno}, fits nothing; run nma-ae translate --update: {_start(text_of(entry))}"
        for entry in entries.values()
    ]
    return Findings(tuple(wrong), tuple(untranslated), tuple(unused))


def _what_is_missing(entry: Entry | None) -> str:
    if entry is None:
        return "not in the catalogue (new or changed); run nma-ae translate --update"
    if not translation_of(entry).strip():
        return "not translated"
    return "fuzzy: the translation is of an earlier text"


def _problems(message: Message, translation: str, language: str) -> Iterator[str]:
    yield from differences(message, translation)
    yield from leftovers(message, translation) if language == "ja" else ()


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
    words = text if message.context in (ALT, FIGURE) else Contents.of(text).words
    english = _SENTENCE.search(words)
    if english:
        yield f"an English sentence: {english[0]}"
    if message.context == FIGURE:  # often a name alone
        return
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
    if message.context in (ALT, FIGURE):
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
    allowed = Counter(allowed) + Counter(_several_words(original))
    yield from _lost_and_added("number", numbers, others & numbers)
    yield from _lost_and_added("number", Counter(), others - numbers - allowed)


def _several_words(text: str) -> Iterator[str]:
    """Yield the figures for which an English text has more than one word, and for its months."""
    for month in _MONTH_OF_A_YEAR.findall(text):
        yield str(_MONTHS.split().index(month) + 1)
    words = _ENDINGS.sub("", text.lower())
    for tens, ones in _TENS_AND_ONES.findall(words):
        if tens in _VALUES and ones in _VALUES:
            yield str(_VALUES[tens] + _VALUES[ones])
    for few, scales in _LARGE.findall(words):
        factors = [_SCALES[scale] for scale in scales.split() if scale in _SCALES]
        yield from _counted_in_ten_thousands(_VALUES.get(few, 1) * math.prod(factors))


def _counted_in_ten_thousands(value: int) -> set[str]:
    """Return how a whole number is written, and what is before 万, 億 or 兆 (a million: 100万)."""
    power = next((power for power in (12, 8, 4) if value >= 10**power), 0)
    return {f"{value:,}", str(value // 10**power)}


def _place(message: Message) -> str:
    return f"line {message.place}" if message.place.isdigit() else message.place


def _shown(form: tuple[str, ...]) -> str:
    return " ".join(part for part in form if part) or "nothing"


def _start(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else line[:59] + "…")
