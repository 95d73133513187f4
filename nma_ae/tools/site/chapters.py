"""What the notebooks say of themselves, for the front page.

Data are in a notebook's metadata, as in `"course": {"minutes": 90, "after": ["deep_autoencoder"]}`.
Texts are where a reader sees them, in the cells with the tags `question` and `needs`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nma_ae.tools.notebooks.exercises import exercises_in
from nma_ae.tools.translate.untranslated import unmarked


@dataclass(frozen=True)
class Chapter:
    """One chapter as the front page shows it.

    Attributes:
        name: The notebook's name, without its ending.
        title: Its heading.
        question: The question that it starts from, or "".
        minutes: The time that it takes, or None where it does not say.
        needs: What a reader should know, in Markdown, as the chapter says it; or "".
        after: Names of the chapters that come before it.
        n_exercises: How many exercises it has.
    """

    name: str
    title: str
    question: str
    minutes: int | None
    needs: str
    after: tuple[str, ...]
    n_exercises: int


def read_chapter(path: Path) -> Chapter:
    """Read what a notebook says of itself.

    Args:
        path: The notebook.

    Raises:
        ValueError: If it has no title, or its metadata are of another form.
    """
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    texts = [unmarked("".join(c["source"])) for c in cells if c["cell_type"] == "markdown"]
    opening = next((text for text in texts if text.startswith("# ")), None)
    if opening is None:
        raise ValueError(f"{path.name} has no cell that begins with a title, as in '# Title'")
    minutes, after = _data(notebook.get("metadata", {}).get("course", {}), path.name)
    return Chapter(
        name=path.stem,
        title=opening.partition("\n")[0].removeprefix("# ").strip(),
        question=_tagged("question", cells).strip("*"),
        minutes=minutes,
        needs=_tagged("needs", cells),
        after=after,
        n_exercises=sum(
            len(exercises_in("".join(cell["source"])))
            for cell in cells
            if cell["cell_type"] == "code"
        ),
    )


def documents(contents: dict[str, Any]) -> list[str]:
    """Name the documents of a `_toc.yml`, the root first.

    Args:
        contents: What the file holds.
    """
    groups = [contents, *contents.get("parts", [])]
    names = [contents["root"]]
    for group in groups:
        names += _files(group.get("chapters", []))
    return names


def _files(entries: list[dict[str, Any]]) -> list[str]:
    names = []
    for entry in entries:
        names += [entry["file"]] if "file" in entry else []
        names += _files(entry.get("sections", []))
    return names


def _tagged(tag: str, cells: list[dict[str, Any]]) -> str:
    """Return the text of the first Markdown cell with a tag, on one line; or ""."""
    for cell in cells:
        if cell["cell_type"] == "markdown" and tag in cell["metadata"].get("tags", []):
            return " ".join(unmarked("".join(cell["source"])).split())
    return ""


def _data(course: dict[str, Any], name: str) -> tuple[int | None, tuple[str, ...]]:
    minutes, after = course.get("minutes"), course.get("after", [])
    if minutes is not None and not (isinstance(minutes, int) and minutes > 0):
        raise ValueError(
            f"{name}: metadata.course.minutes must be a positive integer, or null as long as "
            f"nobody has measured it; got {minutes!r}"
        )
    if not (isinstance(after, list) and all(isinstance(each, str) for each in after)):
        raise ValueError(
            f"{name}: metadata.course.after must be a list of chapters, such as "
            f'["deep_autoencoder"]; got {after!r}'
        )
    return minutes, tuple(after)
