"""Compares the outputs of cells: their kinds and order, then each by its kind."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from nbformat import NotebookNode

from nma_ae.tools.check.comparison import Comparison
from nma_ae.tools.check.figures import compare_figures
from nma_ae.tools.check.notebooks import cell_name, code_cells
from nma_ae.tools.check.structure import compare_structures
from nma_ae.tools.check.text import compare_text
from nma_ae.tools.check.tolerance import Tolerance, cell_tolerance

PICTURES = ("image/png", "image/jpeg")
# A widget's view holds a random identifier and nothing else: that there is one is compared.
VIEW = "application/vnd.jupyter.widget-view+json"
UNCOMPARED = "nbval-ignore-output"  # the tag of a cell whose output is not compared
MOST_LINES = 20  # of what went to stderr, in a report

Parts = list[dict[str, Any]]


def compare_outputs(
    stored: Sequence[NotebookNode], came: Sequence[NotebookNode], tolerance: Tolerance
) -> list[Comparison]:
    """Compare a cell's outputs with the stored ones.

    Args:
        stored: the stored outputs.
        came: the outputs that came.
        tolerance: how far decimals and figures may drift.

    Returns:
        A comparison for everything that is not the same, also where it is within the tolerance.
    """
    old, new = _parts(stored), _parts(came)
    if [sorted(part) for part in old] != [sorted(part) for part in new]:
        return [Comparison("the outputs", _listed(old), _listed(new))]
    return [
        comparison
        for before, after in zip(old, new, strict=True)
        for kind in sorted(before)
        for comparison in _compare(kind, before[kind], after[kind], tolerance)
    ]


def disagreements(
    stored: NotebookNode, came: NotebookNode, leave_out: Collection[str] = ()
) -> list[str]:
    """Describe all outputs of a notebook that differ from the stored ones beyond the tolerances.

    Args:
        stored: the notebook with the stored outputs, and the tags.
        came: the notebook executed again. It may lack cells.
        leave_out: ids of cells that are not compared.

    Returns:
        A text for each difference; none if all agrees.
    """
    return [
        f"{name}: {comparison}"
        for name, old, new in compared_cells(stored, came)
        if old.id not in leave_out
        for comparison in compare_outputs(old.outputs, new.outputs, cell_tolerance(old))
        if not comparison.passes
    ]


def compared_cells(
    first: NotebookNode, second: NotebookNode
) -> Iterator[tuple[str, NotebookNode, NotebookNode]]:
    """Yield the name and both forms of each code cell that both notebooks have and compare."""
    others = {cell.id: cell for cell in code_cells(second)}
    for number, cell in enumerate(code_cells(first)):
        if cell.id in others and UNCOMPARED not in cell.metadata.get("tags", []):
            yield cell_name(number, cell), cell, others[cell.id]


def _compare(kind: str, stored: Any, came: Any, tolerance: Tolerance) -> Iterator[Comparison]:
    if kind == VIEW:
        return
    if kind in PICTURES:
        yield from compare_figures(kind, stored, came, tolerance)
    elif isinstance(stored, str) and isinstance(came, str):
        yield from compare_text(kind, stored, came, tolerance)
    else:
        yield from compare_structures(kind, stored, came, tolerance)


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
            shown.append({kind: _joined(content) for kind, content in output.data.items()})
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
