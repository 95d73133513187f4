"""Compares the outputs of cells: their kinds and order, then each by its kind."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from nbformat import NotebookNode

from nma_ae.tools.compare.comparison import Comparison
from nma_ae.tools.compare.figures import compare_figures
from nma_ae.tools.compare.structure import compare_structures
from nma_ae.tools.compare.text import compare_text
from nma_ae.tools.compare.tolerance import Tolerance, cell_tolerance

PICTURES = ("image/png", "image/jpeg")
# A widget's view holds a random identifier and nothing else: that there is one is compared.
VIEW = "application/vnd.jupyter.widget-view+json"
# The same figure as the PNG beside it, which is compared; its path data differ by processor.
VECTORS = "image/svg+xml"
UNCOMPARED = "nbval-ignore-output"  # the tag of a cell whose output is not compared
MOST_LINES = 20  # of what went to stderr, in a report

Cells = Mapping[str, NotebookNode]  # the code cells of a notebook, by what reports call them
Parts = list[dict[str, Any]]


def compare_outputs(
    expected: Sequence[NotebookNode], actual: Sequence[NotebookNode], tolerance: Tolerance
) -> list[Comparison]:
    """Compare a cell's outputs with the expected ones.

    Args:
        expected: the expected outputs.
        actual: the actual outputs.
        tolerance: how far decimals and figures may drift.

    Returns:
        A comparison for everything that is not the same, also where it is within the tolerance.
    """
    expected_parts, actual_parts = _parts(expected), _parts(actual)
    if [sorted(part) for part in expected_parts] != [sorted(part) for part in actual_parts]:
        return [Comparison("the outputs", _listed(expected_parts), _listed(actual_parts))]
    return [
        comparison
        for one, other in zip(expected_parts, actual_parts, strict=True)
        for kind in sorted(one)
        for comparison in _compare(kind, one[kind], other[kind], tolerance)
    ]


def disagreements(expected: Cells, actual: Cells, leave_out: Collection[str] = ()) -> list[str]:
    """Describe all outputs of a notebook that differ from the expected ones beyond the tolerances.

    Args:
        expected: the cells with the expected outputs, and the tags.
        actual: the cells executed again. Some may be missing.
        leave_out: ids of cells that are not compared.

    Returns:
        A text for each difference; none if all agrees.
    """
    return [
        f"{name}: {comparison}"
        for name, cell, other in compared_cells(expected, actual)
        if cell.id not in leave_out
        for comparison in compare_outputs(cell.outputs, other.outputs, cell_tolerance(cell))
        if not comparison.passes
    ]


def compared_cells(first: Cells, second: Cells) -> Iterator[tuple[str, NotebookNode, NotebookNode]]:
    """Yield the name and both forms of each cell that both notebooks have and compare."""
    others = {cell.id: cell for cell in second.values()}
    for name, cell in first.items():
        if cell.id in others and UNCOMPARED not in cell.metadata.get("tags", []):
            yield name, cell, others[cell.id]


def _compare(kind: str, expected: Any, actual: Any, tolerance: Tolerance) -> Iterator[Comparison]:
    if kind == VIEW:
        return
    if kind in PICTURES:
        yield from compare_figures(kind, expected, actual, tolerance)
    elif isinstance(expected, str) and isinstance(actual, str):
        yield from compare_text(kind, expected, actual, tolerance)
    else:
        yield from compare_structures(kind, expected, actual, tolerance)


def _parts(outputs: Sequence[NotebookNode]) -> Parts:
    """Lay the outputs out as {kind: content}, each stream in one piece and before the rest.

    How the pieces of two streams interleave is a matter of time, so it is not compared.
    """
    streams: dict[str, str] = {}
    shown: Parts = []
    for output in outputs:
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + _joined(output.text)
        elif output.output_type == "error":
            shown.append({"error": f"{output.ename}: {output.evalue}"})
        else:
            shown.append(
                {
                    kind: _joined(content)
                    for kind, content in output.data.items()
                    if kind != VECTORS or not any(picture in output.data for picture in PICTURES)
                }
            )
    return [{name: streams[name]} for name in sorted(streams)] + shown


def _joined(content: Any) -> Any:
    # A notebook file may hold a text as a list of lines.
    if isinstance(content, list) and all(isinstance(line, str) for line in content):
        return "".join(content)
    return content


def _listed(parts: Parts) -> str:
    """Name the kinds of the outputs; of what went to stderr, also the words."""
    kinds = ["+".join(sorted(part)) for part in parts]
    words = [f"\n        {line}" for part in parts for line in part.get("stderr", "").splitlines()]
    return (", ".join(kinds) or "none") + "".join(words[:MOST_LINES])
