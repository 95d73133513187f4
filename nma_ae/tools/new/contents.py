"""The contents of the book, `_toc.yml`: what they name, and a chapter more in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import yaml


@dataclass(frozen=True)
class _Entry:
    """A chapter in the text of the contents.

    Attributes:
        file: the name of its page.
        first: number of its first line, from 0.
        column: where in that line its first word is, after the dash.
        last: number of its last line, those of its sections included.
    """

    file: str
    first: int
    column: int
    last: int


def contents_with(contents: str, name: str) -> str:
    """Return the text of `_toc.yml` with a chapter more, after the last, and its comments kept.

    The last chapter keeps its sections. Pages in a folder, as in `about/index`, are no chapters:
    the new one comes before them.

    Raises:
        ValueError: If it is written in a way that this cannot add to.
    """
    lines = contents.split("\n")
    entries = list(_entries(contents))
    chapters = list(takewhile(lambda entry: "/" not in entry.file, entries))
    if entries:
        model = chapters[-1] if chapters else entries[0]
        place = model.last + 1 if chapters else model.first
        lines.insert(place, f"{lines[model.first][: model.column]}file: {name}")
        changed = "\n".join(lines)
    elif "chapters:" not in contents and "parts:" not in contents:
        changed = f"{contents.rstrip()}\nchapters:\n  - file: {name}\n"
    else:
        changed = contents
    if not _adds_chapter(contents, changed, name):
        raise ValueError(
            "book/_toc.yml is not written one `- file: NAME` to a line, so add the chapter to it "
            f"by hand: {name}. Nothing was written."
        )
    return changed


def pages_of(contents: str) -> list[str]:
    """Return all pages that the contents name, except the first, in order."""

    def walk(node: Any) -> list[str]:
        if isinstance(node, list):
            return [name for each in node for name in walk(each)]
        if isinstance(node, dict):
            own = [node["file"]] if "file" in node else []
            return own + [name for value in node.values() for name in walk(value)]
        return []

    return walk(_loaded(contents))


def _loaded(contents: str) -> Any:
    try:
        return yaml.safe_load(contents)
    except yaml.YAMLError:
        return None


def _entries(contents: str) -> Iterator[_Entry]:
    """Yield the chapters in their order, those of all parts, without their sections."""
    if not isinstance(_loaded(contents), dict):
        return
    root = yaml.compose(contents, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)  # it was loaded as a dict
    for group in (root, *_items(root, "parts")):
        for chapter in _items(group, "chapters"):
            for key, value in chapter.value:
                if key.value == "file":
                    start = chapter.start_mark
                    yield _Entry(value.value, start.line, start.column, _last_line(chapter))


def _items(node: yaml.MappingNode, name: str) -> list[yaml.MappingNode]:
    """Return the mappings in the list that a mapping has under a name; none where it has none."""
    found = [value.value for key, value in node.value if key.value == name]
    return [item for items in found for item in items if isinstance(item, yaml.MappingNode)]


def _last_line(node: yaml.Node) -> int:
    if isinstance(node, yaml.ScalarNode):
        return node.end_mark.line
    parts = [part for entry in node.value for part in (entry if type(entry) is tuple else [entry])]
    return max(map(_last_line, parts), default=node.start_mark.line)


def _adds_chapter(contents: str, changed: str, name: str) -> bool:
    """Return whether two contents differ in one chapter without sections and nothing else."""
    before, after = _loaded(contents), _loaded(changed)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    lists = _lists_of_chapters(after)
    added = [(chapters, each) for chapters in lists for each in chapters if each == {"file": name}]
    if len(added) != 1:
        return False
    chapters, new = added[0]
    chapters.remove(new)
    return after == before if _lists_of_chapters(before) else after == before | {"chapters": []}


def _lists_of_chapters(contents: dict[str, Any]) -> list[list[Any]]:
    groups = [contents, *(contents.get("parts") or [])]
    return [group["chapters"] for group in groups if isinstance(group.get("chapters"), list)]
