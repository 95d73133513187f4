"""Remembers which exercises were solved, in a small file, and tables them."""

import json
import os
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

from nma_ae.exercises import catalogue
from nma_ae.exercises.messages import _
from nma_ae.exercises.verdict import Status, Verdict

_this_session: dict[str, Status] = {}


def progress_file() -> Path:
    """Return where progress is kept: NMA_AE_PROGRESS, or a file in the user's data folder."""
    given = os.environ.get("NMA_AE_PROGRESS")
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_data_dir("nma_ae", appauthor=False)) / "progress.json"


def record(verdict: Verdict) -> None:
    """Note a verdict for this session, and a solved exercise for good."""
    _this_session[verdict.exercise] = verdict.status
    if verdict.status == "correct":
        solved = _read()
        if verdict.exercise not in solved:
            _write(sorted({*solved, verdict.exercise}))


def _read() -> list[str]:
    path = progress_file()
    try:
        solved = json.loads(path.read_text(encoding="utf-8"))["solved"]
        return [name for name in solved if isinstance(name, str)]
    except FileNotFoundError:
        return []
    except OSError:
        return []
    except (ValueError, KeyError, TypeError):
        _set_aside(path)
        return []


def _set_aside(path: Path) -> None:
    """Keep a file that cannot be read under another name: it may be worth something to somebody."""
    try:
        os.replace(path, path.with_suffix(".unreadable.json"))
    except OSError:
        pass


def _write(solved: list[str]) -> None:
    path = progress_file()
    text = json.dumps({"solved": solved}, indent=1) + "\n"
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8"
        ) as file:
            temporary = Path(file.name)
            file.write(text)
        os.replace(temporary, path)
    except OSError:
        # Progress is a convenience: a read-only home must not stop a lesson. The session's own
        # record still holds, and the table says what is not saved.
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@dataclass(frozen=True)
class Progress:
    """Which exercises are solved: pairs of an exercise's name and its state in words."""

    rows: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        width = max((len(name) for name, _state in self.rows), default=0)
        return "\n".join(f"{name:<{width}}  {state}" for name, state in self.rows)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><td style="text-align:left"><code>{escape(name)}</code></td>'
            f'<td style="text-align:left">{escape(state)}</td></tr>'
            for name, state in self.rows
        )
        head = (
            f'<tr><th scope="col" style="text-align:left">{_("exercise")}</th>'
            f'<th scope="col" style="text-align:left">{_("state")}</th></tr>'
        )
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def progress(chapter: str | None = None) -> Progress:
    """Table the exercises of a chapter, or of all, with what you have solved.

    Args:
        chapter: such as "deep_autoencoder"; None for the whole course.
    """
    solved = set(_read())
    return Progress(
        tuple((name, _state(name, name in solved)) for name in catalogue.names(chapter))
    )


def _state(name: str, solved: bool) -> str:
    now = _this_session.get(name)
    if now == "correct":
        return _("✓ solved") if solved else _("✓ solved (could not be saved)")
    if solved:
        return _("✓ solved earlier")
    if now in ("wrong", "error"):
        return _("✗ attempted")
    return _("○ open")
