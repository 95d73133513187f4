"""The five things that a check can say, and how they look in text and in HTML."""

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Literal

from nma_ae.exercises.messages import _

if TYPE_CHECKING:
    from nma_ae.exercises.diagnosis.search import Repair

Status = Literal["open", "correct", "wrong", "error", "check-failed"]
Rows = tuple[tuple[str, str], ...]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, such as those that set colours in a terminal, and halves of characters."""


_COLOURS = {
    "open": "#6b7280",
    "correct": "#15803d",
    "wrong": "#b45309",
    "error": "#b91c1c",
    "check-failed": "#6d28d9",
}
_MARKS = {"open": "○", "correct": "✓", "wrong": "✗", "error": "✗", "check-failed": "!"}


@dataclass(frozen=True)
class Verdict:
    """What a check found out about one answer.

    Attributes:
        exercise: full name of the exercise.
        status: one of the five outcomes.
        headline: the verdict in a sentence.
        rows: details as pairs of a label and a text, in the order to read them.
        closing: what happens next, and what the reader can do.
        misconception: name of the recognised misconception, or of two; empty where there is none.
        hints: what the misconception deserves to be told.
        clue: the first of what else was found out, in a sentence.
        repairs: the changes of the answer's own code, one or two, that make it right.
        figures: what the answer drew or displayed in the case that failed.
        undiagnosed: why nothing could be found out about a wrong answer, where the engine failed
            at it; for those who look after the engine.
    """

    exercise: str
    status: Status
    headline: str
    rows: Rows = ()
    closing: str = ""
    misconception: str = ""
    hints: tuple[str, ...] = ()
    clue: str = ""
    repairs: "tuple[Repair, ...]" = ()
    figures: tuple = field(default=(), repr=False)
    undiagnosed: str = ""

    def __post_init__(self) -> None:
        rows = tuple((label, _printable(text)) for label, text in self.rows)
        object.__setattr__(self, "rows", rows)

    def __str__(self) -> str:
        lines = [f"{_MARKS[self.status]} {self._title()}"]
        width = max((len(label) for label, _text in self.rows), default=0)
        for label, text in self.rows:
            first, *more = text.split("\n")
            lines.append(f"  {label:<{width}}  {first}")
            lines += [" " * (width + 4) + line for line in more]
        return "\n".join([*lines, *([f"  {self.closing}"] if self.closing else [])])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        # Inline style for notebooks, classes for the site; colours readable on white and on black.
        colour = _COLOURS[self.status]
        label_style = "text-align:left;vertical-align:top;padding:2px 12px 2px 0;font-weight:600"
        text_style = "text-align:left;white-space:pre-wrap;font-family:monospace"
        rows = "".join(
            f'<tr><th scope="row" style="{label_style}">{escape(label)}</th>'
            f'<td style="{text_style}">{escape(text)}</td></tr>'
            for label, text in self.rows
        )
        table = f'<table style="margin:6px 0;border:0">{rows}</table>' if rows else ""
        closing = f"<div>{code_in_html(self.closing)}</div>" if self.closing else ""
        return (
            f'<div class="nma-verdict nma-verdict--{self.status}" role="status" '
            f'style="border-left:4px solid {colour};padding:4px 12px;margin:4px 0">'
            f'<div class="nma-verdict__headline"><b>{_MARKS[self.status]} '
            f"{code_in_html(self._title())}</b></div>{table}{closing}</div>"
        )

    def _title(self) -> str:
        return f"`{self.exercise.rpartition('.')[2]}`: {self.headline}"


def _printable(text: str) -> str:
    """Return a text that any notebook, terminal and file takes; who knows who wrote it."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def code_in_html(text: str) -> str:
    """Escape a text and set what is between backticks as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def open_verdict(name: str) -> Verdict:
    """Return the verdict on code that still raises NotImplementedError where it was left to do."""
    return Verdict(
        name, "open", _("not attempted yet: `raise NotImplementedError` is still in it.")
    )


def correct_verdict(name: str) -> Verdict:
    """Return the verdict on a correct answer."""
    return Verdict(name, "correct", _("correct. Your own code is used from here on."))
