"""Compares texts: the decimals with a tolerance; words, integers and versions exactly."""

import difflib
import re
from collections.abc import Iterator

from nma_ae.tools.compare.comparison import Comparison
from nma_ae.tools.compare.tolerance import Tolerance

# 0.177, -6.5e-05, .5, 1e-05, and NumPy's "3." inside brackets; not the parts of 2.13.0, nor the
# end of a sentence ("in epoch 3."), nor integers. The spaces around a decimal belong to it: columns
# are padded by its width.
DECIMAL = re.compile(
    r"""[ \t]*
    (?<![\w.])
    ([-+−]?(?: \d+\.\d+(?:[eE][-+]?\d+)?
             | \.\d+(?:[eE][-+]?\d+)?
             | \d+[eE][-+]?\d+
             | \d+\.(?:[eE][-+]?\d+)?(?=\s*[\],)]|\s+[-+]?[\d.])))
    (?!\.?\d)
    [ \t]*""",
    re.VERBOSE,
)
SHOWN_LINES = 20
AROUND = 40  # characters shown on both sides of a decimal


def compare_text(
    where: str, expected: str, actual: str, tolerance: Tolerance
) -> Iterator[Comparison]:
    """Compare two texts, number by number where only the decimals differ.

    Args:
        where: the place of the text, in words.
        expected: the expected text.
        actual: the actual text.
        tolerance: how far the decimals may drift.

    Yields:
        One comparison per decimal that is printed differently, or one for the texts as a whole
        where something else differs.
    """
    if expected == actual:
        return
    if _between(expected) != _between(actual):
        yield _changed_words(where, expected, actual)
        return
    for left, right in zip(DECIMAL.finditer(expected), DECIMAL.finditer(actual), strict=True):
        if left[1] != right[1]:
            yield _decimals(f"{where}, {_line(expected, left)}", left[1], right[1], tolerance)


def _between(text: str) -> list[str]:
    # Every second part of a split is the decimal itself.
    return DECIMAL.split(text)[::2]


def _decimals(where: str, expected: str, actual: str, tolerance: Tolerance) -> Comparison:
    one, other = (float(number.replace("−", "-")) for number in (expected, actual))
    measure, distance, limit = tolerance.judge(abs(one - other), max(abs(one), abs(other)))
    return Comparison(where, expected, actual, measure, distance, limit)


def _line(text: str, found: re.Match) -> str:
    """Return the number of the line of a decimal, and what stands around it there."""
    start = text.rfind("\n", 0, found.start(1)) + 1
    line = text[start:].partition("\n")[0]
    first = max(0, found.start(1) - start - AROUND)
    around = line[first : found.end(1) - start + AROUND].strip()
    return f"line {text.count(chr(10), 0, start) + 1} ({around!r})"


def _changed_words(where: str, expected: str, actual: str) -> Comparison:
    lines = list(difflib.ndiff(expected.splitlines(), actual.splitlines()))
    missing = [line[2:] for line in lines if line.startswith("- ")]
    extra = [line[2:] for line in lines if line.startswith("+ ")]
    return Comparison(where, _shown(missing), _shown(extra))


def _shown(lines: list[str]) -> str:
    shown = [line[:200] for line in lines[:SHOWN_LINES]] or ["(no such line)"]
    if len(lines) > SHOWN_LINES:
        shown.append(f"and {len(lines) - SHOWN_LINES} more lines")
    return ("\n" + 14 * " ").join(shown)  # below the first, after "expected: "
