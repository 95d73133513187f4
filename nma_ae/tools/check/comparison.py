"""One stored value beside the one that came: what every comparison in this folder yields."""

import math
from dataclasses import dataclass

EXACT = "exact"


@dataclass(frozen=True)
class Comparison:
    """A stored value and the one that came, and how far they lie apart.

    Attributes:
        where: the place in the output, in words.
        stored: the stored value, as text to show.
        came: the value that came, as text to show.
        measure: the tolerance that governs it ("rtol", "atol" or "figtol"), or "exact".
        distance: how far apart the two are, in the unit of the tolerance.
        limit: the tolerance.
        pictures: for figures, the stored PNG and the one that came.
    """

    where: str
    stored: str
    came: str
    measure: str = EXACT
    distance: float = math.inf
    limit: float = 0.0
    pictures: tuple[bytes, bytes] | None = None

    @property
    def passes(self) -> bool:
        """Whether the two agree within the tolerance."""
        return self.distance <= self.limit

    def __str__(self) -> str:
        text = f"{self.where}\n    stored: {self.stored}\n    came:   {self.came}"
        if self.measure == EXACT:
            return text
        apart, allowed = f"{self.distance:.3g}", f"{self.measure}={self.limit:g}"
        return f"{text}\n    apart:  {apart}, and {allowed} is allowed"


def spread(comparisons: list[Comparison]) -> dict[str, float]:
    """Return the largest distance under each tolerance, leaving out what is compared exactly."""
    largest: dict[str, float] = {}
    for comparison in comparisons:
        if comparison.measure != EXACT:
            name = comparison.measure
            largest[name] = max(largest.get(name, 0.0), comparison.distance)
    return largest
