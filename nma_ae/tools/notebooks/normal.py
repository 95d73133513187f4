"""Brings a notebook's metadata to one form, so that executing it again changes no byte.

What differs from run to run or from machine to machine goes: times, the Python version, what
editors leave behind, the random names of widgets. What a page needs stays: outputs, counts, widget
states.
"""

import json
import re
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbstripout import strip_output

STRIPPED = (
    "metadata.language_info",
    "metadata.signature",
    "metadata.colab",
    "metadata.vscode",
    "cell.metadata.collapsed",
    "cell.metadata.ExecuteTime",
    "cell.metadata.execution",
    "cell.metadata.executionInfo",
    "cell.metadata.heading_collapsed",
    "cell.metadata.hidden",
    "cell.metadata.scrolled",
    "cell.metadata.colab",
    "cell.metadata.outputId",
    "cell.metadata.vscode",
)
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
WIDGETS = "application/vnd.jupyter.widget-state+json"
# The right end of tqdm's bar, as its widget stores it: [00:20&lt;00:00, 23.1batch/s, loss=0.18]
BAR_TIMES = re.compile(r"\s*\[[\d:]+&lt;[\d:?]+,\s*[\d.?]+\s*\w+/\w+(?:,\s*([^\]]*))?\]")


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook in the form in which the project stores it."""
    copy = nbformat.from_dict(_with_numbered_widgets(notebook))
    strip_output(copy, keep_output=True, keep_count=True, keep_id=True, extra_keys=list(STRIPPED))
    copy.metadata["kernelspec"] = nbformat.from_dict(KERNEL)
    for widget in _widget_states(copy).values():
        value = widget["state"].get("value")
        if isinstance(value, str):
            widget["state"]["value"] = BAR_TIMES.sub(_without_times, value)
    return copy


def _widget_states(notebook: NotebookNode) -> dict[str, Any]:
    return notebook.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})


def _with_numbered_widgets(notebook: NotebookNode) -> dict:
    """Name the widgets by their order: cells, views and states refer to one another by the name."""
    text = json.dumps(notebook)
    names = {name: f"{number:032x}" for number, name in enumerate(_widget_states(notebook))}
    if names:
        pattern = re.compile("|".join(map(re.escape, names)))
        text = pattern.sub(lambda found: names[found[0]], text)
    return json.loads(text)


def _without_times(found: re.Match) -> str:
    return f" [{found[1]}]" if found[1] else ""
