"""What `nma-ae grade` hands back: rows of verdicts, as JSON or CSV."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from io import StringIO

from nma_ae.exercises.messages import N_, _
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
        cell: the number of the answer's cell among the code cells, from 1; 0 where there is none.
        code: the answer, as far as it is kept, without comments and docstring.
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
    cell: int = 0
    code: str = ""


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


_COLUMNS = [name for name in Row.__dataclass_fields__ if name not in ("cell", "code")]
"""Of the tables and JSON: cell and code are in the notebook itself."""


def as_json(graded: Sequence[Graded]) -> str:
    """Return the report as a JSON array with an object for each notebook."""
    reported = [
        asdict(each)
        | {"rows": [dict(zip(_COLUMNS, _values(row), strict=True)) for row in each.rows]}
        for each in graded
    ]
    return json.dumps(reported, ensure_ascii=False, indent=2) + "\n"


def as_csv(graded: Sequence[Graded]) -> str:
    """Return the report as a table with a line for each exercise of each notebook.

    A notebook that was not graded to its end has one more line, without an exercise.
    """
    lines = []
    for each in graded:
        whole = [] if each.status == "graded" else [Row("", each.status, each.reason)]
        for row in [*whole, *each.rows]:
            values = [each.notebook, *_values(row), each.network, each.memory, each.unheld]
            lines.append([*map(not_a_formula, values)])
    return csv_table(["notebook", *_COLUMNS, "network", "memory", "unheld"], lines)


def csv_table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue()


def _values(row: Row) -> list[str]:
    return [getattr(row, name) for name in _COLUMNS]


MOST_MISTAKES = 10
KINDS = (
    N_("misconception"),
    N_("clue"),
    N_("error"),
    N_("not diagnosed"),
    N_("index"),
    N_("operator"),
    N_("comparison"),
    N_("number"),
    N_("argument"),
    N_("name"),
    N_("call"),
    N_("order"),
    N_("place"),
    N_("step"),
    N_("return"),
    N_("concept"),
)
"""Of mistakes."""


@dataclass(frozen=True)
class Mistake:
    """A mistake that answers to one exercise have in common.

    Attributes:
        kind: one of KINDS; several, with ", " between them, where several places in the code are
            changed.
        text: what it is.
        rows: of the answers that have it.
    """

    kind: str
    text: str
    rows: tuple[Row, ...]


def common_mistakes(rows: Iterable[Row]) -> list[Mistake]:
    """Return the mistakes in answers to one exercise, the most frequent first.

    Mistakes are the same if they are one known misconception, or if one change of the code repairs
    them; else if the engine found out the same about them, or they end in one error.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row.status in ("wrong", "error"):
            found.setdefault(_mistake(row), []).append(row)
    mistakes = [Mistake(kind, text, tuple(same)) for (kind, text), same in found.items()]
    return sorted(mistakes, key=lambda mistake: -len(mistake.rows))


def handed_in(rows: Iterable[Row]) -> int:
    """Return how many of these answers somebody has written."""
    return sum(row.status not in ("missing", "not-run", "open") for row in rows)


def as_mistakes(graded: Sequence[Graded]) -> str:
    """Return the commonest mistakes of each exercise as a table, the most frequent first."""
    by_exercise: dict[str, list[Row]] = {}
    for each in graded:
        for row in each.rows:
            by_exercise.setdefault(row.exercise, []).append(row)
    rows = [
        [
            exercise,
            _("{n} of {all}").format(n=len(mistake.rows), all=handed_in(found)),
            ", ".join(_(each) if each in KINDS else each for each in mistake.kind.split(", ")),
            mistake.text,
        ]
        for exercise, found in by_exercise.items()
        for mistake in common_mistakes(found)[:MOST_MISTAKES]
    ]
    if not rows:
        return _("No mistakes.") + "\n"
    return text_table([_("exercise"), _("how many"), _("kind"), _("mistake")], rows) + "\n"


def _mistake(row: Row) -> tuple[str, str]:
    """Return the kind of a mistake and the mistake, which are the same for the same mistakes."""
    if row.misconception:
        return "misconception", f"{row.misconception}: {row.hint or row.clue}"
    if row.repair:
        return row.kind, row.repair
    if row.clue:
        return "clue", row.clue
    if row.status == "error":
        label = f"{_('error')}: "
        errors = [line for line in row.details.split("\n") if line.startswith(label)]
        return "error", errors[0].removeprefix(label) if errors else row.headline
    return "not diagnosed", ""


def not_a_formula(value: str) -> str:
    """Keep a spreadsheet from running what a student's code printed."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def visible(text: str) -> str:
    """Return a text without signs that nobody sees, such as those that turn its direction."""
    return "".join(
        each if each.isprintable() or each == "\n" else " " if each.isspace() else "\ufffd"
        for each in text
    )


def as_bytes(text: str) -> bytes:
    """Encode a report; a lone surrogate, which a student's text may hold, becomes a "?"."""
    return text.encode("utf-8", "replace")
