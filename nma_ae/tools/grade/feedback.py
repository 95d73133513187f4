"""Copies of submitted notebooks with the verdict below each answer; never the solution."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from nma_ae.exercises import courses
from nma_ae.exercises.messages import _
from nma_ae.files import write_whole
from nma_ae.tools.grade.report import Row, as_bytes, visible
from nma_ae.tools.grade.students import Submission
from nma_ae.tools.grade.submission import file_content, notebook_in, source_of

FORMAT, MINOR = 4, 5
MOST_BYTES = 180
"""Of a file's name: systems take 255, a temporary file has a longer one."""
_MARKDOWN = re.compile(r"[\\*_\[\]~|$`]")
"""What has a meaning within a line, besides the signs of HTML."""
_CODE = re.compile("(`[^`]+`)")
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_MARKS = {"correct": "✓", "wrong": "✗", "error": "✗", "open": "○", "missing": "○"}


def write_feedback(submitted: Sequence[Submission], folder: Path) -> Iterator[str]:
    """Write a notebook for each submission that could be read.

    Args:
        submitted: the graded notebooks.
        folder: where to; it is made if its own folder is there. Nothing is written outside.

    Yields:
        For each notebook without feedback, why.

    Raises:
        OSError: A file cannot be written.
    """
    folder.mkdir(exist_ok=True)
    for name, each in zip(_file_names(submitted), submitted, strict=True):
        graded = each.graded
        try:
            if not graded.rows:
                raise ValueError(graded.reason)
            if os.path.islink(graded.notebook):  # of whose notebook would this be a copy?
                raise ValueError(_("it is a link; expected the file itself"))
            content = file_content(graded.notebook)
            notebook = _with_verdicts(notebook_in(content), graded.rows, graded.reason)
            text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        except (OSError, ValueError, RecursionError) as error:
            yield _("{notebook}: no feedback: {why}").format(notebook=graded.notebook, why=error)
            continue
        write_whole(folder / name, as_bytes(text))


def _file_names(submitted: Sequence[Submission]) -> list[str]:
    """Return a name for each, all different, that are of one folder whatever students write."""
    names: list[str] = []
    taken: Counter[str] = Counter()
    for each in submitted:
        stem = "-".join(each.place).removesuffix(".ipynb")
        stem = re.sub(r"[^\w.-]", "_", stem).lstrip(".") or "notebook"
        stem = stem.encode()[:MOST_BYTES].decode(errors="ignore")
        name = stem
        while taken[name.casefold()]:  # some file systems take them for the same
            taken[stem.casefold()] += 1
            name = f"{stem}-{taken[stem.casefold()]}"
        taken[name.casefold()] += 1
        names.append(f"{name}.ipynb")
    return names


def _with_verdicts(given: dict[str, Any], rows: Sequence[Row], reason: str) -> dict[str, Any]:
    """Return a valid notebook: the given one with a cell for each verdict.

    Raises:
        RecursionError: If it is nested too deeply.
    """
    cells = [_text_cell(_summary(rows, reason))]
    number = 0
    for cell in given["cells"]:
        cells.append(cell)
        if cell.get("cell_type") == "code":
            number += 1
            cells += [_text_cell(_verdict(row)) for row in rows if row.cell == number]
    ids: set[str] = set()
    made: dict[str, Any] = {"cells": [_valid_cell(each, ids) for each in cells], "metadata": {}}
    made |= {"nbformat": FORMAT, "nbformat_minor": MINOR}
    whole = made | {"metadata": given.get("metadata")}
    return whole if _is_valid(whole) else made


def _text_cell(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": text}


def _valid_cell(given: dict[str, Any], ids: set[str]) -> dict[str, Any]:
    """Return a cell as the format wants it; what is not of the format is left out.

    Args:
        given: a cell, as somebody wrote it.
        ids: of the cells above; its own is added.
    """
    kind = given.get("cell_type")
    kind = kind if kind in ("code", "markdown") else "raw"
    own = given.get("id")
    number = len(ids)
    while not isinstance(own, str) or not _ID.fullmatch(own) or own in ids:
        own = f"cell-{number}"
        number += 1
    ids.add(own)
    bare: dict[str, Any] = {"id": own, "cell_type": kind, "metadata": {}}
    bare["source"] = source_of(given)
    parts = ["metadata"]
    if kind == "code":
        bare |= {"execution_count": None, "outputs": []}
        parts += ["execution_count", "outputs"]
    else:
        parts.append("attachments")
    whole = bare | {part: given[part] for part in parts if part in given}
    return whole if _is_valid(whole, f"{kind}_cell") else bare


def _is_valid(part: dict[str, Any], kind: str | None = None) -> bool:
    from nbformat.validator import isvalid

    return isvalid(part, ref=kind, version=FORMAT, version_minor=MINOR)


def _summary(rows: Sequence[Row], reason: str) -> str:
    correct = _("Correct: {n} of {all}.").format(
        n=sum(row.status == "correct" for row in rows), all=len(rows)
    )
    lines = [f"**{correct}**"]
    missing = ", ".join(courses.short_name(row.exercise) for row in rows if not row.cell)
    if missing:
        text = _("No cell asks for: {names}.")
        lines.append(_inline(text.format(names=missing)))
    if reason:
        lines.append(_inline(_("The notebook was not run to its end: {why}").format(why=reason)))
    return "\n\n".join(lines)


def _verdict(row: Row) -> str:
    """Return a verdict as Markdown, in which no text of the student's does anything."""
    mark = _MARKS.get(row.status, "!")
    title = f"`{courses.short_name(row.exercise)}`: {row.headline}"
    parts = [f"**{mark}** {_inline(title)}"]
    parts += [f"> {_inline(row.hint)}"] if row.hint else []
    if row.details:
        details = visible(row.details)
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", details)), default=0))
        parts.append(f"{fence}text\n{details}\n{fence}")
    return "\n\n".join(parts)


def _inline(text: str) -> str:
    """Return a text on one line: code between backticks is code, all else stands as it is."""
    parts = _CODE.split(" ".join(visible(text).split()))
    return "".join(part if i % 2 else _plain(part) for i, part in enumerate(parts))


def _plain(text: str) -> str:
    return _MARKDOWN.sub(lambda sign: f"&#{ord(sign[0])};", escape(text, quote=False))
