"""What must hold of a stored notebook before anything is executed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from nma_ae.tools.compare.outputs import PICTURES, UNCOMPARED
from nma_ae.tools.compare.tolerance import cell_tolerance
from nma_ae.tools.notebooks.cells import code_cells, named_code_cells
from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.notebooks.normal import normalised

LARGEST = 3_000_000  # bytes: what a reader's connection and a review can bear
LONGEST = 40  # lines a cell
PLOTLY = "application/vnd.plotly.v1+json"
# Where people's machines keep things; none of it means anything to a reader.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|Users|root|tmp|usr|var|opt|mnt|private|content|kaggle)/\w"
    r"|site-packages|ipykernel_\d|\b[A-Z]:\\+(?:Users|Program)"
)
WARNING = re.compile(r"\b\w*Warning\b")
# 23.1batch/s, 1.2s/it, 12 ms, 3.4 s, 00:12<00:03, Wall time; not tqdm's constant "?batch/s".
TIME = re.compile(
    r"\d\s?\w+/s\b|\d\s?s/\w+|\d\s?(?:ms|µs|μs|us|ns)\b|\d\.\d+\s?s(?:econds?)?\b"
    r"|\d:\d\d<\d|(?:Wall|CPU) times?\b"
)


def problems(path: Path) -> list[str]:
    """Say what is wrong with a notebook file as it is stored.

    Args:
        path: the notebook.

    Returns:
        A line for each problem; none if all is well.

    Raises:
        ValueError: If it is not a notebook.
    """
    notebook = read_notebook(path)
    found = list(_file_problems(path, notebook))
    for name, cell in named_code_cells(notebook).items():
        found += [f"{name}: {problem}" for problem in _cell_problems(cell)]
    return found


def uncompared(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Return the name of each cell whose output is not compared, and the reason that it gives."""
    return [
        (name, cell.metadata.get("uncompared", ""))
        for name, cell in named_code_cells(notebook).items()
        if UNCOMPARED in cell.metadata.get("tags", [])
    ]


def _file_problems(path: Path, notebook: NotebookNode) -> Iterator[str]:
    size = path.stat().st_size
    if size > LARGEST:
        yield f"{size:,} bytes: expected at most {LARGEST:,}"
    if normalised(notebook) != notebook:
        yield "metadata is not normalised: run nma-ae execute"
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield "code cells were not all executed, once and in order: run nma-ae execute"
    if len(uncompared(notebook)) > 1:
        yield f"more than one cell is tagged {UNCOMPARED}"
    for number, cell in enumerate(notebook.cells):
        if len(cell.source.splitlines()) > LONGEST:
            yield f"cell {number} of all: more than {LONGEST} lines"


def _cell_problems(cell: NotebookNode) -> Iterator[str]:
    tags = cell.metadata.get("tags", [])
    try:
        cell_tolerance(cell)
    except ValueError as error:
        yield str(error)
    if re.search(r"#\s*NBVAL_|#\s*PYTEST_VALIDATE", cell.source) or "nbval-skip" in tags:
        yield f"is kept from the comparison: only the tag {UNCOMPARED} may do that"
    if UNCOMPARED in tags and not cell.metadata.get("uncompared"):
        yield f'is tagged {UNCOMPARED} without its reason in the metadata "uncompared"'
    if any(output.output_type == "error" for output in cell.outputs):
        yield "has an error as output"
    if any(output.get("name") == "stderr" for output in cell.outputs):
        yield "wrote to stderr"
    if _shows_figure(cell) and not _alt_text(cell):
        yield "shows a figure without alt text in the metadata mystnb.image.alt"
    yield from _text_problems(_texts(cell), compared=UNCOMPARED not in tags)


def _text_problems(texts: list[str], compared: bool) -> Iterator[str]:
    searched = {"a warning": WARNING, "a path of this machine": _machine_path()}
    if compared:
        searched["a time, which differs from run to run"] = TIME
    for what, pattern in searched.items():
        found = next((match for text in texts if (match := pattern.search(text))), None)
        if found:
            excerpt = found.string[max(0, found.start() - 20) : found.end() + 20]
            yield f"shows {what}: {excerpt!r}"


def _machine_path() -> re.Pattern:
    here = {folder for folder in (Path.home(), Path.cwd()) if len(folder.parts) > 1}
    return re.compile("|".join([MACHINE_PATH.pattern, *(re.escape(f"{f}/") for f in here)]))


def _shows_figure(cell: NotebookNode) -> bool:
    kinds = {kind for output in cell.outputs for kind in output.get("data", {})}
    return bool(kinds & {*PICTURES, PLOTLY})


def _alt_text(cell: NotebookNode) -> str:
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "").strip()


def _texts(cell: NotebookNode) -> list[str]:
    texts = []
    for output in cell.outputs:
        texts.append(output.get("text", ""))
        for kind, content in output.get("data", {}).items():
            if kind not in PICTURES:
                texts += _strings(content)
    return texts


def _strings(content: Any) -> Iterator[str]:
    """Yield the texts in JSON, without the arrays and pictures that it holds as base64."""
    if isinstance(content, str):
        if not content.startswith("data:"):
            yield content
    elif isinstance(content, list):
        for part in content:
            yield from _strings(part)
    elif isinstance(content, dict):
        for key, part in content.items():
            if key != "bdata":
                yield from _strings(part)
