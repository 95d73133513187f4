"""Compares texts: the decimals with a tolerance; words, integers and versions exactly."""

import difflib
import re
from collections.abc import Iterator

from nma_ae.tools.check.comparison import Comparison
from nma_ae.tools.check.tolerance import Tolerance

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


def compare_text(where: str, stored: str, came: str, tolerance: Tolerance) -> Iterator[Comparison]:
    """Compare two texts, number by number where only the decimals differ.

    Args:
        where: the place of the text, in words.
        stored: the stored text.
        came: the text that came.
        tolerance: how far the decimals may drift.

    Yields:
        One comparison per decimal that is printed differently, or one for the texts as a whole
        where something else differs.
    """
    if stored == came:
        return
    if _between(stored) != _between(came):
        yield _changed_words(where, stored, came)
        return
    for left, right in zip(DECIMAL.finditer(stored), DECIMAL.finditer(came), strict=True):
        if left[1] != right[1]:
            yield _decimals(f"{where}, {_line(stored, left)}", left[1], right[1], tolerance)


def _between(text: str) -> list[str]:
    # Every second part of a split is the decimal itself.
    return DECIMAL.split(text)[::2]


def _decimals(where: str, stored: str, came: str, tolerance: Tolerance) -> Comparison:
    a, b = (float(number.replace("−", "-")) for number in (stored, came))
    measure, distance, limit = tolerance.judge(abs(a - b), max(abs(a), abs(b)))
    return Comparison(where, stored, came, measure, distance, limit)


def _line(text: str, found: re.Match) -> str:
    """Return the number of the line of a decimal, and what stands around it there."""
    start = text.rfind("\n", 0, found.start(1)) + 1
    line = text[start:].partition("\n")[0]
    first = max(0, found.start(1) - start - AROUND)
    around = line[first : found.end(1) - start + AROUND].strip()
    return f"line {text.count(chr(10), 0, start) + 1} ({around!r})"


def _changed_words(where: str, stored: str, came: str) -> Comparison:
    changes = [
        line
        for line in difflib.ndiff(stored.splitlines(), came.splitlines())
        if line.startswith(("- ", "+ "))
    ]
    old = [line[2:] for line in changes if line.startswith("-")]
    new = [line[2:] for line in changes if line.startswith("+")]
    return Comparison(where, _shown(old), _shown(new))


def _shown(lines: list[str]) -> str:
    shown = [line[:200] for line in lines[:SHOWN_LINES]] or ["(no such line)"]
    if len(lines) > SHOWN_LINES:
        shown.append(f"and {len(lines) - SHOWN_LINES} more lines")
    return "\n            ".join(shown)
