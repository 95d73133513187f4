"""What `nma-ae grade` hands back: rows of verdicts, as JSON or CSV."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import StringIO

from nma_ae.exercises.tables import text_table


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
        clue: what else was found out, in a sentence.
        kind: the sort of thing that is wrong in the code, where the engine found the place.
        line: the line of that place.
        repair: what makes the code right: a piece of it, and what that becomes. The same mistake
            stands in different lines of different cells.
        details: what else the verdict says: the input, what was expected, what came.
    """

    exercise: str
    status: str
    headline: str = ""
    misconception: str = ""
    hint: str = ""
    clue: str = ""
    kind: str = ""
    line: str = ""
    repair: str = ""
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
        unheld: what it was not kept from, "" for nothing.
    """

    notebook: str
    status: str
    reason: str
    network: str
    memory: str
    rows: tuple[Row, ...]
    unheld: str = ""


def as_json(graded: Sequence[Graded]) -> str:
    """Return the report as a JSON array with an object for each notebook."""
    return json.dumps([asdict(each) for each in graded], ensure_ascii=False, indent=2) + "\n"


def as_csv(graded: Sequence[Graded]) -> str:
    """Return the report as a table with a line for each exercise of each notebook.

    A notebook that was not graded to its end has one more line, without an exercise.
    """
    columns = ["notebook", *Row.__dataclass_fields__, "network", "memory", "unheld"]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for each in graded:
        whole = [] if each.status == "graded" else [Row("", each.status, each.reason)]
        for row in [*whole, *each.rows]:
            values = [each.notebook, *asdict(row).values(), each.network, each.memory, each.unheld]
            writer.writerow(map(_not_a_formula, values))
    return text.getvalue()


MOST_MISTAKES = 10


def as_mistakes(graded: Sequence[Graded]) -> str:
    """Return the commonest mistakes of each exercise as a table, the most frequent first.

    Mistakes are the same if they are one known misconception, or if one change of the code repairs
    them; else if the engine found out the same about them, or they end in one error.
    """
    by_exercise: dict[str, list[Row]] = {}
    for each in graded:
        for row in each.rows:
            by_exercise.setdefault(row.exercise, []).append(row)
    rows = []
    for exercise, found in by_exercise.items():
        wrong = [row for row in found if row.status in ("wrong", "error")]
        handed_in = sum(row.status not in ("missing", "not-run", "open") for row in found)
        counts = Counter(map(_mistake, wrong))
        rows += [
            [exercise, f"{n} of {handed_in}", kind, what]
            for (kind, what), n in counts.most_common(MOST_MISTAKES)
        ]
    if not rows:
        return "No mistakes.\n"
    return text_table(["exercise", "how many", "kind", "mistake"], rows) + "\n"


def _mistake(row: Row) -> tuple[str, str]:
    """Return the kind of a mistake and the mistake, which are the same for the same mistakes."""
    if row.misconception:
        return "misconception", f"{row.misconception}: {row.hint or row.clue}"
    if row.repair:
        return row.kind, row.repair
    if row.clue:
        return "clue", row.clue
    if row.status == "error":
        errors = [line for line in row.details.split("\n") if line.startswith("error: ")]
        return "error", errors[0].removeprefix("error: ") if errors else row.headline
    return "not diagnosed", ""


def _not_a_formula(value: str) -> str:
    """Keep a spreadsheet from running what a student's code printed."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_bytes(text: str) -> bytes:
    """Encode a report; a lone surrogate, which a student's text may hold, becomes a "?"."""
    return text.encode("utf-8", "replace")
