"""What `nma-ae grade` hands back: rows of verdicts, as JSON or CSV."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import StringIO


@dataclass(frozen=True)
class Row:
    """What was found out about one exercise of one notebook.

    Attributes:
        exercise: full name of the exercise, or the name as it stands in the notebook where there
            is no such exercise.
        status: "correct", "wrong", "error", "open" or "check-failed", as the student sees them;
            "missing" (no cell asks for it), "not-run" (the notebook stopped before), or, for the
            cell that stopped it, the notebook's status.
        headline: the verdict in a sentence.
        misconception: name of the recognised misconception, if one was.
        hint: the hint that the misconception deserves.
        details: what else the verdict says: the input, what was expected, what came.
    """

    exercise: str
    status: str
    headline: str = ""
    misconception: str = ""
    hint: str = ""
    details: str = ""


@dataclass(frozen=True)
class Graded:
    """What was found out about one notebook.

    Attributes:
        notebook: its path, as given.
        status: "graded"; or "unreadable", "timed-out", "out-of-memory", "crashed" (it ended its
            own process), "check-failed" (none of its doing).
        reason: why it is not "graded", in a sentence.
        network: "cut off"; or "asked to stay offline", where the system could not do that.
        memory: "limited" or "not limited".
        rows: one for each exercise of its chapters, in the order of the chapter.
    """

    notebook: str
    status: str
    reason: str
    network: str
    memory: str
    rows: tuple[Row, ...]


def as_json(graded: Sequence[Graded]) -> str:
    """Return the report as a JSON array with an object for each notebook."""
    return json.dumps([asdict(each) for each in graded], ensure_ascii=False, indent=2) + "\n"


def as_csv(graded: Sequence[Graded]) -> str:
    """Return the report as a table with a line for each exercise of each notebook.

    A notebook that was not graded to its end has one more line, without an exercise.
    """
    columns = ["notebook", *Row.__dataclass_fields__, "network", "memory"]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for each in graded:
        whole = [] if each.status == "graded" else [Row("", each.status, each.reason)]
        for row in [*whole, *each.rows]:
            values = [each.notebook, *asdict(row).values(), each.network, each.memory]
            writer.writerow(map(_not_a_formula, values))
    return text.getvalue()


def _not_a_formula(value: str) -> str:
    """Keep a spreadsheet from running what a student's code printed."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_bytes(text: str) -> bytes:
    """Encode a report; a lone surrogate, which a student's text may hold, becomes a "?"."""
    return text.encode("utf-8", "replace")
