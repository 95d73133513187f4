"""Judges what a submission's process shows; nothing of the submission runs here.

Whatever arrives may be made up. Then it is a row of that notebook that is wrong, or none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from nma_ae.exercises import courses
from nma_ae.exercises.check import Faulty, check_failed, judged, known
from nma_ae.exercises.diagnosis.alteration import Kind
from nma_ae.exercises.diagnosis.diagnose import Diagnosis, known_mistake
from nma_ae.exercises.diagnosis.search import Repair
from nma_ae.exercises.messages import N_, _
from nma_ae.exercises.preserve import preserved
from nma_ae.exercises.verdict import Verdict
from nma_ae.tools.grade.report import Graded, Row
from nma_ae.tools.grade.submission import Answer
from nma_ae.tools.grade.wire import unpacked_outcome

MOST_DETAILS = 4000
"""Characters of a verdict's details, and of other texts, that are kept."""
MOST_LISTED = 10
STATUSES = ("graded", "unreadable", "out-of-memory", "check-failed")
"""What a process may say of itself."""
UNHELD = {
    "processes": N_("what it starts may outlive it, and sees other processes"),
    "files": N_("it can read and write what the grader can"),
}


class Judge:
    """What is known of a notebook while it runs."""

    def __init__(self, notebook: str) -> None:
        self.notebook = notebook
        self.held: dict[str, bool] = {}
        self.answers: dict[str, Answer] = {}
        self.rows: dict[str, Row] = {}
        self.running: list[str] = []
        self.end: tuple[str, str] | None = None
        self._started = False
        self._wrong: dict[str, _Wrong] = {}

    def take(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Take a message; return the answer to it, None where none is waited for.

        Raises:
            ValueError: If it is none that the process would send.
        """
        try:
            if "held" in message and not self._started:
                self._start(message)
            elif "exercise" in message:
                return self._take_answer(message)
            elif "running" in message:
                asked = map(_text, message["running"])
                self.running = [name for name in asked if name in self.answers]
            elif "status" in message:
                if message["status"] not in STATUSES:
                    raise ValueError(f"there is no status {message['status']!r}")
                self.end = self.end or (message["status"], _text(message["reason"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"that is no message: {type(error).__name__}: {error}") from None
        return None

    def _start(self, message: dict[str, Any]) -> None:
        """Take the first message, which comes before the notebook has run."""
        self._started = True
        self.held = {name: value is True for name, value in message["held"].items()}
        for each in message.get("answers", []):
            # Of several, the last decides, as it does in a notebook.
            answer = Answer(**each)
            self.answers[each["exercise"]] = replace(
                answer, cell=int(answer.cell), code=_text(answer.code)
            )

    def _take_answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        name = message["exercise"]
        if name not in self.answers:
            raise ValueError("there is no such answer in the notebook")
        if "found" in message:
            open_case = self._wrong.pop(name)
            about = open_case.with_search(name, message["found"])
            self._note(name, open_case.verdict(about), open_case.notes)
            return None
        notes = [_text(each) for each in message.get("notes", [])[:MOST_LISTED]]
        if "outcomes" not in message:
            self.rows[name] = _without_verdict(name, message, notes)
            return None
        found, wrong = self._judged(name, message["outcomes"], notes)
        self._note(name, found, notes)
        if wrong is not None:
            self._wrong[name] = wrong
        diagnose = wrong is not None
        return {"status": found.status, "headline": found.headline, "diagnose": diagnose}

    def _judged(
        self, name: str, outcomes: Sequence[Any], notes: list[str]
    ) -> tuple[Verdict, "_Wrong | None"]:
        try:
            got = [unpacked_outcome(each) for each in outcomes]
            with preserved({}):
                found = judged(name, got)
                if isinstance(found, Verdict):
                    return found, None
                about = known_mistake(known(name), {*self.answers[name].names}, got)
                return found(about), _Wrong(found, about, notes)
        except Exception as error:  # an engine that fails, or outcomes that are none
            return check_failed(name, error), None

    def _note(self, name: str, verdict: Verdict, notes: Sequence[str]) -> None:
        row = _row(verdict, notes)
        if verdict.status != "open" and self.answers[name].from_solution:
            row = replace(row, clue=self.answers[name].from_solution)
        self.rows[name] = row

    def graded(self, status: str, reason: str) -> Graded:
        """Return what was found out.

        Args:
            status: how the process ended, for the case that it did not come to say so.
            reason: the same in a sentence.
        """
        status, reason = self.end or (status, reason)
        running = [] if status == "graded" else self.running
        if running:
            reason += " " + _("That was in the cell of {names}.").format(names=", ".join(running))
        return Graded(
            notebook=self.notebook,
            status=status,
            reason=reason,
            network="cut off" if self.held.get("network") else "asked to stay offline",
            memory="limited" if self.held.get("memory") else "not limited",
            rows=tuple(self._final_row(name, status, running) for name in _asked([*self.answers])),
            unheld="; ".join(_(text) for name, text in UNHELD.items() if not self.held.get(name)),
        )

    def _final_row(self, name: str, status: str, running: Sequence[str]) -> Row:
        if name not in self.answers:
            return Row(name, "missing", _("no cell of the notebook asks for it."))
        if name in running:
            row = Row(name, status, _("the notebook was stopped in this cell."))
        elif name in self.rows:
            row = self.rows[name]
        else:
            row = Row(name, "not-run", _("the notebook was stopped before this cell."))
        return replace(row, cell=self.answers[name].cell, code=self.answers[name].code)


@dataclass(frozen=True)
class _Wrong:
    """A wrong answer whose own code is still searched.

    Attributes:
        verdict: gives the verdict for what is found out.
        about: what was found out here.
        notes: about what was not run.
    """

    verdict: Faulty
    about: Diagnosis
    notes: list[str]

    def with_search(self, name: str, found: Any) -> Diagnosis:
        """Return what was found out, with what the search in the answer's process found.

        That is the process's word. It is about a wrong answer, and cannot make it a right one.

        Args:
            name: of the exercise.
            found: the message; None where the search failed.
        """
        if found is None:
            return self.about
        repairs = tuple(map(_repair, found["repairs"][:MOST_LISTED]))
        sentences = tuple(map(_text, found["sentences"][:MOST_LISTED]))
        about = self.about
        if not about.misconceptions:
            claimed = {_text(each) for each in found["misconceptions"]}
            listed = courses.load(name).misconceptions
            known = tuple(each for each in listed if each.name in claimed)
            texts = {_(text) for each in known for text in (each.hint, each.otherwise) if text}
            hints = tuple(text for text in map(_text, found["hints"]) if text in texts)
            about = Diagnosis(known, hints)
        return replace(about, sentences=sentences, repairs=repairs)


def _repair(found: dict[str, Any]) -> Repair:
    kinds = tuple(kind for kind in found["kinds"] if kind in get_args(Kind))
    if not kinds:
        raise ValueError("a repair must be of some kind")
    above = found["above"]
    return Repair(
        kinds,
        int(found["line"]),
        _text(found["code"]),
        _text(found["before"]),
        _text(found["after"]),
        None if above is None else (int(above[0]), _text(above[1])),
    )


def _asked(names: list[str]) -> list[str]:
    """Return all exercises of the chapters that these belong to, then the names of no exercise."""
    known = [name for name in courses.names() if name in names]
    chapters = dict.fromkeys(name.split(".")[0] for name in known)
    asked = [name for chapter in chapters for name in courses.names(chapter)]
    return asked + [name for name in dict.fromkeys(names) if name not in asked]


def _row(verdict: Verdict, notes: Sequence[str]) -> Row:
    details = [f"{label}: {text}" for label, text in verdict.rows if text not in verdict.hints]
    details += _not_run(notes)
    repairs = verdict.repairs
    change = _("`{before}` becomes `{after}`")
    changes = [change.format(before=each.before, after=each.after) for each in repairs]
    return Row(
        exercise=verdict.exercise,
        status=verdict.status,
        headline=verdict.headline,
        misconception=verdict.misconception,
        hint=" ".join(verdict.hints),
        clue=verdict.clue,
        kind=", ".join(each.kind for each in repairs),
        line="; ".join(each.code for each in repairs),
        repair="; ".join(changes),
        details="\n".join(details)[:MOST_DETAILS],
    )


def _without_verdict(name: str, message: dict[str, Any], notes: Sequence[str]) -> Row:
    details = "\n".join(_not_run(notes))
    if message.get("failed"):
        verdict = check_failed(name, RuntimeError(_text(message["failed"])))
        return replace(_row(verdict, notes), details=details)
    error = _text(message["error"])
    if error:
        headline = _("its cell stopped: {reason}").format(reason=error)
    else:
        headline = _("its cell ran, and no check took place.")
    return Row(name, "error", headline, details=details)


def _not_run(notes: Sequence[str]) -> list[str]:
    return [_("not run: {note}").format(note=note) for note in notes]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a text was expected, got {type(value).__name__}")
    return value[:MOST_DETAILS]
