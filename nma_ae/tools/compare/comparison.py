"""An expected value beside the actual one: what every comparison in this folder yields."""

import math
from dataclasses import dataclass

EXACT = "exact"


@dataclass(frozen=True)
class Comparison:
    """An expected value and the actual one, and how far they lie apart.

    Attributes:
        where: the place in the output, in words.
        expected: the expected value, as text to show.
        actual: the actual value, as text to show.
        measure: the tolerance that governs it ("rtol", "atol" or "figtol"), or "exact".
        distance: how far apart the two are, in the unit of the tolerance.
        limit: the tolerance.
        pictures: for figures, the expected PNG and the actual one.
    """

    where: str
    expected: str
    actual: str
    measure: str = EXACT
    distance: float = math.inf
    limit: float = 0.0
    pictures: tuple[bytes, bytes] | None = None

    @property
    def passes(self) -> bool:
        """Whether the two agree within the tolerance."""
        return self.distance <= self.limit

    def __str__(self) -> str:
        text = f"{self.where}\n    expected: {self.expected}\n    actual:   {self.actual}"
        if self.measure == EXACT:
            return text
        apart, allowed = f"{self.distance:.3g}", f"{self.measure}={self.limit:g}"
        return f"{text}\n    apart:    {apart}, and {allowed} is allowed"


def spread(comparisons: list[Comparison]) -> dict[str, float]:
    """Return the largest distance under each tolerance, leaving out what is compared exactly."""
    largest: dict[str, float] = {}
    for comparison in comparisons:
        if comparison.measure != EXACT:
            name = comparison.measure
            largest[name] = max(largest.get(name, 0.0), comparison.distance)
    return largest
