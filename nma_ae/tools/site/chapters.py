"""What the notebooks say of themselves, for the front page: read from their first cells."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nma_ae.tools.translate.untranslated import unmarked

# In a chapter's first cell, as in "**Time**: about 90 minutes of reading and exercises; ...", in
# the languages that the course is in.
_TIME = "Time|所要時間"
_NEEDS = "You need|必要なもの"
_FACT = r"\*\*(?:{name})\*\*[:：] *(?P<text>.+?)(?=\n\n|\s\*\*[^*]+\*\*[:：]|\Z)"
_WORDS = {"an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_LENGTH = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|\b(?:{'|'.join(_WORDS)})) ?(?P<unit>minute|hour|分|時間)"
)
_EXERCISE = re.compile(r"^@exercise\(", re.MULTILINE)
_LINK = re.compile(r"\]\((?P<file>[\w-]+)\.ipynb\)")


@dataclass(frozen=True)
class Chapter:
    """One chapter as the front page shows it.

    Attributes:
        name: The notebook's name, without its ending.
        title: Its heading.
        question: The question that it starts from, or "".
        minutes: The time that it takes, or None where it does not say.
        needs: What a reader should know, in Markdown, or "".
        after: Names of the chapters that `needs` links to.
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
        ValueError: If it has no title.
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    texts = [unmarked("".join(c["source"])) for c in cells if c["cell_type"] == "markdown"]
    opening = next((text for text in texts if text.startswith("# ")), None)
    if opening is None:
        raise ValueError(f"{path.name} has no cell that begins with a title, as in '# Title'")
    title, _, rest = opening.partition("\n")
    question = re.match(r"\s*\*\*(?P<text>[^*]+(?:[?？]|か。))\*\*", rest)
    needs = _fact(_NEEDS, rest)
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return Chapter(
        name=path.stem,
        title=title.removeprefix("# ").strip(),
        question=" ".join(question["text"].split()) if question else "",
        minutes=_minutes(_fact(_TIME, rest)),
        needs=needs,
        after=tuple(dict.fromkeys(_LINK.findall(needs))),
        n_exercises=sum(len(_EXERCISE.findall(source)) for source in code),
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


def _fact(name: str, text: str) -> str:
    found = re.search(_FACT.format(name=name), text, re.DOTALL)
    return " ".join(found["text"].split()) if found else ""


def _minutes(text: str) -> int | None:
    found = _LENGTH.search(text)
    if found is None:
        return None
    number = _WORDS.get(found["number"]) or float(found["number"])
    return round(number * 60 if found["unit"] in ("hour", "時間") else number)
