"""A page's claims side by side with what holds them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from nma_ae.tools.claims.evidence import (
    FOR_CAUSES,
    FOR_NUMBERS,
    Evidence,
    Test,
    find_evidence,
)
from nma_ae.tools.claims.markers import (
    Number,
    Words,
    causes_in,
    comparisons_in,
    is_shown,
    numbers_in,
    shown_values,
)
from nma_ae.tools.claims.prose import Section, read_sections

PAGE = "about/claims"
"""The page that lists the ledger."""


@dataclass(frozen=True)
class Claim:
    """A sentence that something has to hold.

    Attributes:
        sentence: in plain text.
        tests: that quote it.
        given: kinds of what no test holds.
        shown: numbers that code or an output beside it holds.
        open: what nothing holds, such as 'number "0.18"'.
    """

    sentence: str
    tests: tuple[Test, ...]
    given: tuple[str, ...]
    shown: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True)
class Ledger:
    """The claims of a page.

    Attributes:
        page: its name within the book, such as "deep_mlp" or "about/checks".
        sections: the claims by the section's title.
        broken: tests that quote what is not there, or do not check what they quote.
    """

    page: str
    sections: tuple[tuple[str, tuple[Claim, ...]], ...]
    broken: tuple[str, ...]

    @property
    def claims(self) -> list[Claim]:
        """All claims in order."""
        return [claim for _title, claims in self.sections for claim in claims]

    @property
    def open(self) -> list[Claim]:
        """Those that nothing holds."""
        return [claim for claim in self.claims if claim.open]


def pages(root: Path) -> list[str]:
    """Name the pages whose claims are held: the chapters, and what is said about the course.

    Args:
        root: of the checkout.
    """
    book = root / "book"
    files = [*sorted(book.glob("*.ipynb")), book / "intro.md", *sorted(book.glob("about/*.md"))]
    names = [file.relative_to(book).with_suffix("").as_posix() for file in files]
    return [name for name in names if name != PAGE]


def read_ledger(page: str, root: Path) -> Ledger:
    """Compare a page with its tests.

    Args:
        page: its name, one of `pages`.
        root: of the checkout.

    Raises:
        ValueError: If the page or its tests cannot be read.
    """
    return compare(page, page_sections(page, root), find_evidence(page, root))


def page_sections(page: str, root: Path) -> list[Section]:
    """Read what a page says and shows.

    Args:
        page: its name, one of `pages`.
        root: of the checkout.

    Raises:
        ValueError: If there is no such page, or it cannot be read.
    """
    paths = [root / "book" / f"{page}{suffix}" for suffix in (".ipynb", ".md")]
    path = next((each for each in paths if each.exists()), None)
    if path is None:
        raise ValueError(f"page: expected one of {', '.join(pages(root))}; got {page!r}")
    return read_sections(path)


def compare(page: str, sections: Sequence[Section], evidence: Evidence) -> Ledger:
    """Find what holds each sentence.

    Args:
        page: its name.
        sections: what it says and shows.
        evidence: of its tests.
    """
    everywhere = shown_values(text for section in sections for text in section.shown)
    above: set[Decimal] = set()
    rows = []
    for section in sections:
        here = shown_values(section.shown)
        claims = [
            claim
            for sentence in section.sentences
            if (claim := _claim(sentence, _Shown(here, above, everywhere), evidence)) is not None
        ]
        rows.append((section.title, tuple(claims)))
        above |= here
    return Ledger(page, tuple(rows), tuple(_broken(sections, evidence)))


@dataclass(frozen=True)
class _Shown:
    """The numbers of code and outputs: in a section, above it, and on the whole page."""

    here: set[Decimal]
    above: set[Decimal]
    everywhere: set[Decimal]

    def has(self, number: Number) -> bool:
        """Return whether a number is shown where a reader finds it.

        What is written with one digit must be in the section itself, or luck would hold much.
        A larger count, such as 784, may be anywhere.
        """
        if is_shown(number, self.here):
            return True
        if sum(digit.isdigit() for digit in number.text.strip("0.,% °")) < 2:
            return False
        is_count = number.text.replace(",", "").isdigit()
        return is_shown(number, self.everywhere if is_count else self.above)


def _claim(sentence: str, beside: _Shown, evidence: Evidence) -> Claim | None:
    if sentence.endswith("?"):
        return None
    tests = [test for test in evidence.tests if any(q in sentence for q in test.quotes)]
    given = {quote: kind for quote, kind in evidence.given.items() if quote in sentence}
    numbers = numbers_in(sentence)
    shown = [number for number in numbers if beside.has(number)]
    open_ = [
        f'number "{number.text}"'
        for number in numbers
        if number not in shown and not _is_held(sentence, number, tests, given, FOR_NUMBERS)
    ]
    for cause in causes_in(sentence):
        holding = [test for test in tests if test.control]
        if not _is_held(sentence, cause, holding, given, FOR_CAUSES):
            open_.append(f'cause "{cause.text}"')
    for words in comparisons_in(sentence):
        if not _is_held(sentence, words, tests, given, frozenset(given.values())):
            open_.append(f'comparison "{words.text}"')
    if not (numbers or tests or open_ or given):
        return None
    return Claim(
        sentence=sentence,
        tests=tuple(tests),
        given=tuple(given.values()),
        shown=tuple(number.text for number in shown),
        open=tuple(open_),
    )


def _is_held(
    sentence: str,
    found: Number | Words,
    tests: Sequence[Test],
    given: dict[str, str],
    kinds: frozenset[str],
) -> bool:
    quotes = [quote for test in tests for quote in test.quotes]
    quotes += [quote for quote, kind in given.items() if kind in kinds]
    for quote in quotes:
        start = sentence.find(quote)
        if start != -1 and start <= found.start < start + len(quote):
            return True
    return False


def _broken(sections: Sequence[Section], evidence: Evidence) -> Iterator[str]:
    sentences = [sentence for section in sections for sentence in section.sentences]
    shown = shown_values(text for section in sections for text in section.shown)
    for quote in evidence.given:
        if not any(quote in sentence for sentence in sentences):
            yield f"GIVEN quotes what the page does not say: {quote!r}"
    for test in evidence.tests:
        for quote in test.quotes:
            if not any(quote in sentence for sentence in sentences):
                yield f"{test.name} quotes what the page does not say: {quote!r}"
            for number in numbers_in(quote):
                if number.value is None or is_shown(number, shown):
                    continue
                if not is_shown(number, test.numbers):
                    yield f"{test.name} quotes {number.text!r} and has no such number in its code"
        if not test.bounds:
            yield f"{test.name} asserts nothing"
        if test.control and not test.controlled:
            yield f"{test.name} asserts nothing about its control {test.control!r}"
