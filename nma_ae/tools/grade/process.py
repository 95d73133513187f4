"""Runs one submitted notebook in a process of its own and reads what that reported."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nma_ae
from nma_ae.tools.grade.report import Graded, Row

_SECRETS = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|(^|_)KEY($|_)", re.IGNORECASE)


def grade(notebook: str, *, seconds: float, megabytes: int) -> Graded:
    """Run the exercise cells of a notebook within limits and return the verdicts.

    Args:
        notebook: path of the submitted notebook.
        seconds: how long it may take, start of Python included.
        megabytes: how much it may allocate.

    Returns:
        What was found out; whatever the notebook does or is, there is a result.
    """
    with tempfile.TemporaryDirectory(prefix="nma-ae-", ignore_cleanup_errors=True) as scratch:
        report = Path(scratch, "report")
        status, reason = _run(notebook, report, Path(scratch), seconds, megabytes)
        # The child's own word counts, where it came to say it.
        return _graded(notebook, {"status": status, "reason": reason} | _events(report))


def _run(
    notebook: str, report: Path, scratch: Path, seconds: float, megabytes: int
) -> tuple[str, str]:
    """Run the child; return status and reason for the case that it did not come to its end."""
    folder = scratch / "work"
    folder.mkdir()
    start = "import sys; from nma_ae.tools.grade.child import main; main(*sys.argv[1:])"
    process = subprocess.Popen(
        [sys.executable, "-c", start, os.path.abspath(notebook), str(report), str(megabytes)],
        cwd=folder,
        env=_environment(scratch),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return "crashed", _how_it_died(process.wait(seconds))
    except subprocess.TimeoutExpired:
        return "timed-out", f"it was stopped after {seconds:g} seconds."
    finally:
        _kill_with_descendants(process)


def _environment(scratch: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not _SECRETS.search(name)}
    # The package that grades is the package that checks, wherever it was found.
    package = str(Path(nma_ae.__file__).parent.parent)
    paths = [package, *filter(None, [kept.get("PYTHONPATH")])]
    return kept | {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",
        "NMA_AE_OFFLINE": "1",
        "NMA_AE_STAND_IN": "1",
        "NMA_AE_PROGRESS": str(scratch / "progress.json"),
        "MPLBACKEND": "Agg",
        "TMPDIR": str(scratch),
    }


def _how_it_died(status: int) -> str:
    if status >= 0:
        return f"it ended its own process (exit status {status})."
    name = signal.Signals(-status).name if -status in list(signal.Signals) else str(-status)
    return f"its process was killed by the system ({name})."


def _kill_with_descendants(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)  # the session's leader has the group's number
        else:
            process.kill()
    process.wait()


def _events(report: Path) -> dict[str, Any]:
    """Return what was reported: the last value under each key, and all rows by exercise."""
    found: dict[str, Any] = {"rows": {}}
    for event in _lines(report):
        row = event.pop("row", None)
        if row is not None:
            found["rows"][row["exercise"]] = Row(**row)
        found |= event
    return found


def _lines(report: Path) -> Iterator[dict[str, Any]]:
    if not report.exists():
        return
    for line in report.read_text(encoding="ascii", errors="replace").splitlines():
        with contextlib.suppress(ValueError):  # the last line may have been cut off
            yield json.loads(line)


def _graded(notebook: str, events: dict[str, Any]) -> Graded:
    status, reason = events["status"], events["reason"]
    names = events.get("exercises", [])
    running = [] if status == "graded" else events.get("running", [])
    if running:
        reason += f" That was in the cell of {', '.join(running)}."
    return Graded(
        notebook=notebook,
        status=status,
        reason=reason,
        network="cut off" if events.get("network_cut") else "asked to stay offline",
        memory="limited" if events.get("memory_limited") else "not limited",
        rows=tuple(_row(name, status, running, events) for name in names),
    )


def _row(name: str, status: str, running: list[str], events: dict[str, Any]) -> Row:
    if name in running:
        return Row(name, status, "the notebook was stopped in this cell.")
    if name in events["rows"]:
        return events["rows"][name]
    if name in events["present"]:
        return Row(name, "not-run", "the notebook was stopped before this cell.")
    return Row(name, "missing", "no cell of the notebook asks for it.")
