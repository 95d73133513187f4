"""What the first cells of a chapter tell a reader, to compare with the notebook's metadata."""

import json
import re
from pathlib import Path

_WORDS = {"an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_UNITS = {"minute": 1, "hour": 60, "分": 1, "時間": 60}
_LENGTH = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|\b(?:{'|'.join(_WORDS)})) ?(?P<unit>{'|'.join(_UNITS)})"
)
_TIME = re.compile(r"^\*\*(?:Time\*\*: |所要時間\*\*：)(?P<text>.*)", re.MULTILINE)
_CHAPTER = re.compile(r"\]\((?P<name>[\w-]+)\.ipynb\)")


def minutes_in(text: str) -> int:
    """Return the first length of time in a text, in English or Japanese."""
    found = _LENGTH.search(text)
    assert found, f"there is no length of time in {text!r}"
    number = _WORDS.get(found["number"]) or float(found["number"])
    return round(number * _UNITS[found["unit"]])


def told_time(path: Path) -> int:
    """Return how many minutes a chapter says that it takes, in its text."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    times = [found["text"] for text in texts for found in _TIME.finditer(text)]
    assert len(times) == 1, f"{path.name} must say once how long it takes"
    return minutes_in(times[0])


def linked_chapters(markdown: str) -> tuple[str, ...]:
    """Return the chapters that a text links to, each once."""
    return tuple(dict.fromkeys(_CHAPTER.findall(markdown)))
