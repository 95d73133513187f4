"""Measures how far numbers and figures drift between two processors, and judges the tolerances."""

import math
from dataclasses import dataclass

from nbformat import NotebookNode

from nma_ae.tools.compare.comparison import spread
from nma_ae.tools.compare.outputs import Cells, compare_outputs, compared_cells
from nma_ae.tools.compare.tolerance import Tolerance, cell_tolerance

# The settings of one machine that stand for two processors: they sum in another order.
VARIABLES = ("OMP_NUM_THREADS", "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA")
THIS_PROCESSOR: dict[str, str | None] = dict.fromkeys(VARIABLES)  # None: not set
ANOTHER_PROCESSOR = dict(zip(VARIABLES, ("1", "default", "SSE41"), strict=True))
WIDEST = 3.0  # a tolerance is at most so many times the spread


@dataclass(frozen=True)
class Spread:
    """How far a cell's outputs drift, beside what its tags allow.

    Attributes:
        cell: the cell, by number and first line.
        measure: the tolerance that governs: "rtol", "atol" or "figtol".
        spread: the largest distance measured between the two settings.
        tolerance: the tolerance in force.
        problem: what is wrong with the tolerance; empty if nothing is.
    """

    cell: str
    measure: str
    spread: float
    tolerance: float
    problem: str

    def __str__(self) -> str:
        text = f"{self.cell}: {self.measure} spread {self.spread:.2g}, tolerance {self.tolerance:g}"
        return f"PROBLEM {text}: {self.problem}" if self.problem else text


def measured_spreads(first: Cells, second: Cells) -> list[Spread]:
    """Compare a notebook's outputs under the two settings.

    Args:
        first: its cells executed under one setting.
        second: the same under the other.

    Returns:
        A spread for each cell and measure that drifts, or that has a tag.
    """
    spreads = []
    for name, cell, other in compared_cells(first, second):
        tolerance = cell_tolerance(cell)
        for measure, value in sorted(_cell_spread(cell, other, tolerance).items()):
            limit, problem = getattr(tolerance, measure), _judged(tolerance, measure, value)
            spreads.append(Spread(name, measure, value, limit, problem))
    return spreads


def suggested(spread_measured: float) -> float:
    """Return twice a spread, rounded up to two digits: room for a third processor."""
    if spread_measured <= 0:
        return 0.0
    unit = 10 ** (math.floor(math.log10(2 * spread_measured)) - 1)
    return float(f"{math.ceil(2 * spread_measured / unit) * unit:.2g}")


def _cell_spread(cell: NotebookNode, other: NotebookNode, tolerance: Tolerance) -> dict[str, float]:
    measured = spread(compare_outputs(cell.outputs, other.outputs, tolerance))
    return dict.fromkeys(tolerance.tagged, 0.0) | measured


def _judged(tolerance: Tolerance, measure: str, value: float) -> str:
    limit = getattr(tolerance, measure)
    if limit < value:
        return f"too narrow; suggested: {measure}={suggested(value):g}"
    if measure in tolerance.tagged and value == 0:
        return "too wide: nothing drifts; remove the tag"
    if measure in tolerance.tagged and limit > WIDEST * value:
        return f"too wide; suggested: {measure}={suggested(value):g}"
    return ""
