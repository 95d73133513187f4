"""How far a cell's numbers and figures may drift from those expected, as its tags say."""

import math
from dataclasses import dataclass, replace

from nbformat import NotebookNode

NAMES = ("rtol", "atol", "figtol")


@dataclass(frozen=True)
class Tolerance:
    """What a cell's outputs may differ by. Words and integers are always compared exactly.

    The defaults hold for what is computed without training. A cell that shows results of training
    says more in its tags, as in `rtol=0.02`; `nma-ae verify --tolerances` measures how much.

    Attributes:
        rtol: largest difference of two decimals, relative to the larger one; of two arrays, see
            `structure.compare_structures`.
        atol: the same, absolute, for numbers near zero. The wider of the two holds.
        figtol: largest distance of two figures, see `figures.distance`.
        tagged: the names that a tag of the cell sets.
    """

    rtol: float = 1e-4
    atol: float = 0.0
    figtol: float = 0.01
    tagged: frozenset[str] = frozenset()

    def judge(self, difference: float, scale: float) -> tuple[str, float, float]:
        """Say which tolerance a difference falls under, and how it stands to it.

        Args:
            difference: absolute difference of two decimals, at least 0.
            scale: the magnitude that a relative difference is relative to, at least 0.

        Returns:
            The name of the tolerance, the difference in its unit, and the tolerance itself.
        """
        if self.atol > 0 and self.atol >= self.rtol * scale:
            return "atol", difference, self.atol
        relative = difference / scale if scale > 0 else (0.0 if difference == 0 else math.inf)
        return "rtol", relative, self.rtol


def cell_tolerance(cell: NotebookNode) -> Tolerance:
    """Read a cell's tolerance from its tags.

    Raises:
        ValueError: If a tag of the form `name=value` has another name or is not a number >= 0.
    """
    values: dict[str, float] = {}
    for tag in cell.metadata.get("tags", []):
        name, equals, value = tag.partition("=")
        if not equals:
            continue
        if name not in NAMES:
            raise ValueError(f"tag {tag!r}: expected one of {', '.join(NAMES)} before the '='")
        values[name] = _positive(tag, value)
    return replace(Tolerance(), **values, tagged=frozenset(values))


def _positive(tag: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise ValueError(f"tag {tag!r}: expected a positive number after the '=', as in rtol=0.02")
    return number
