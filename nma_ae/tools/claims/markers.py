"""What makes a sentence a claim that somebody has to hold: its numbers, and its causes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

_DECIMAL = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FORMULA = re.compile(r"\$[^$]*\$")
_CODE = re.compile(r"`[^`]*`")
_IN_PROSE = re.compile(rf"(?<![\w.])(?P<number>{_DECIMAL})(?P<unit> ?%| times\b| ?°)?(?![\w]|\.\d)")
_IN_FORMULA = re.compile(rf"\\approx\s*(?P<number>{_DECIMAL})|(?P<power>10\^\{{-?\d+\}})")
_SHOWN = re.compile(rf"(?<![\w.])[-−]?(?P<number>\d+(?:_\d+)+|{_DECIMAL})(?P<exponent>e[-+]?\d+)?")
_PART = "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|fourteenth|hundredth|thousandth"
_COUNT = "two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|hundred|thousand|many"
# "a third of", "half as large"; not "a third number", nor "its first half".
_IN_WORDS = re.compile(
    rf"\b(?:a|one|two|three|four|nine) (?:half|{_PART})s?\b"
    r"(?= (?:of|as|below|above|less|more|larger|smaller|the)\b|[.,;:)]|$)"
    rf"|\bhalf (?:of|as|a|the|all|its|their)\b|\btwice\b|\b(?:{_COUNT}|\d+) times\b|\bdoubles?\b",
    re.IGNORECASE,
)
# "section 5", "of 1901", "a 7": names of places, years and digits.
_LABEL = re.compile(
    r"\b(?:sections?|exercises?|chapters?|bonus|figures?|tutorials?|equations?|layers?|questions?|"
    r"parts?|stages?|versions?|epochs?|Python|Science|NIPS|CC BY|seeds?|S) (?:\d+(?:\.\d+)*"
    r"(?:(?:, | and | to )(?=\d))?)+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,])(?:1[6-9]|20)\d\d(?![\d.,]*\d)")

_CAUSE = re.compile(
    r"\b(?i:because|since|therefore|thus|hence|(?:that|this|which) is (?:also )?why|due to|"
    r"the reasons?|owing to|caus(?:es?|ed)|explains?|thanks to|as a result|leads? to|"
    r"decides?|determines?|prevents?|forces?|is what (?:makes|lets|keeps|limits))\b"
    r"|^So\b(?! (?:we|you|let)\b)|[,;:] so\b(?! (?:that|far|we|you|let)\b)",
)
_COMPARISON = re.compile(r"\b(?:than|best|worst|most|least|always|never)\b(?! (?:once|twice)\b)")
_GUESS = re.compile(
    r"\b(?:perhaps|probably|presumably|likely|might|may (?:be|have|come|well)|guess(?:es)?|"
    r"suspect|one (?:possible )?explanation|we believe)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number in a sentence.

    Attributes:
        text: as it is written, with its unit.
        start: where in the sentence.
        value: what it says; None of one in words, or a power of ten.
        decimals: after the point.
    """

    text: str
    start: int
    value: Decimal | None
    decimals: int

    @property
    def is_per_cent(self) -> bool:
        """Whether it is a share, which an output may show as 0.12 or as 12%."""
        return self.text.endswith("%")


@dataclass(frozen=True)
class Words:
    """The words in a sentence that make it a claim.

    Attributes:
        text: such as "because" or "than".
        start: where in the sentence.
    """

    text: str
    start: int


def numbers_in(sentence: str) -> list[Number]:
    """Find the numbers of a sentence that something has to hold.

    Left out are numbers of one digit, which count things on the page, years, names such as
    "section 5", and code. In a formula only what follows an "approximately equal" counts, and
    powers of ten.
    """
    bare = _CODE.sub(_blank, _FORMULA.sub(_blank, sentence))
    for label in (_LABEL, _YEAR):
        bare = label.sub(_blank, bare)
    found = [_number(match) for match in _IN_PROSE.finditer(bare)]
    found = [each for each in found if len(each.text) > 1]
    found += [Number(match[0], match.start(), None, 0) for match in _IN_WORDS.finditer(bare)]
    for formula in _FORMULA.finditer(sentence):
        for match in _IN_FORMULA.finditer(formula[0]):
            start = formula.start() + match.start()
            if match["power"]:
                found.append(Number(match["power"], start, None, 0))
            else:
                found.append(_number(match, formula.start()))
    seen: dict[int, Number] = {}
    for each in found:
        seen.setdefault(each.start, each)  # "30 times" is found both ways
    return [seen[start] for start in sorted(seen)]


def causes_in(sentence: str) -> list[Words]:
    """Find the words of a sentence that give a reason; none in what is worded as a guess."""
    return [] if _GUESS.search(sentence) else _find(_CAUSE, sentence)


def comparisons_in(sentence: str) -> list[Words]:
    """Find the words of a sentence that put one thing above another, or hold in every case."""
    return [] if _GUESS.search(sentence) else _find(_COMPARISON, sentence)


def _find(words: re.Pattern, sentence: str) -> list[Words]:
    bare = _CODE.sub(_blank, _FORMULA.sub(_blank, sentence))
    return [Words(match[0].strip(" ,;:"), match.start()) for match in words.finditer(bare)]


def shown_values(texts: Iterable[str]) -> set[Decimal]:
    """Return all numbers in code and outputs."""
    return {value for text in texts for value in _values(text)}


def is_shown(number: Number, values: Iterable[Decimal]) -> bool:
    """Return whether one of the values, rounded to the digits of a number, is that number."""
    if number.value is None:
        return False
    # An integer is a count, and 12.4 not 12; but a share or an angle may be rounded, and thousands.
    is_count = number.decimals == 0 and number.text[-1] not in "%°"
    apart = Decimal(5).scaleb(-number.decimals - 1)
    if is_count:
        apart = Decimal(500 if number.text.endswith(",000") and number.value >= 10_000 else 0)
    scales = (1, 100) if number.is_per_cent else (1,)
    return any(abs(scale * value - number.value) <= apart for value in values for scale in scales)


def _number(match: re.Match, offset: int = 0) -> Number:
    digits = match["number"]
    _whole, _point, decimals = digits.partition(".")
    return Number(
        text=match[0].removeprefix("\\approx").strip(),
        start=offset + match.start("number"),
        value=Decimal(digits.replace(",", "")),
        decimals=len(decimals),
    )


def _values(text: str) -> Iterator[Decimal]:
    for match in _SHOWN.finditer(text):
        digits = match["number"].replace(",", "").replace("_", "")
        yield Decimal(digits + (match["exponent"] or ""))


def _blank(match: re.Match) -> str:
    return " " * len(match[0])
