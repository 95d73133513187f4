"""Answers that are typed into a web page: each comes as a text, and its verdict leaves as HTML."""

import contextlib
import io
from collections.abc import Callable
from typing import Any

from nma_ae.exercises import courses
from nma_ae.exercises.adapters import page
from nma_ae.exercises.check import expected_outcomes, fault_rows, headline
from nma_ae.exercises.messages import _
from nma_ae.exercises.outcome import Failure, failure_of
from nma_ae.exercises.record import record
from nma_ae.exercises.session import exercise, hint, verdicts
from nma_ae.exercises.source import remember_lines
from nma_ae.exercises.verdict import Status, Verdict


def prepare(name: str) -> None:
    """Do what checking an exercise needs done once: what follows is the answer's own time.

    Args:
        name: full name of an exercise.
    """
    courses.load(name)
    expected_outcomes(name)


def judge(name: str, code: str, show: Callable[[str], Any]) -> Status:
    """Run the code of an answer and check what it defines.

    Args:
        name: full name of the exercise.
        code: Python that defines a function or class of the exercise's short name.
        show: is given the HTML of the verdict; first without the search for the mistake, where
            there is one, and then with what it found.

    Returns:
        The status of the verdict.
    """
    short = courses.short_name(name)
    namespace: dict[str, Any] = {"__name__": "__main__", "exercise": exercise}
    file = f"<{short}>"
    remember_lines(file, code)
    page.place = page.Place(show)
    try:
        exec(compile(code, file, "exec"), namespace)
    except SyntaxError as error:
        return _refuse(name, _no_python(error), show)
    except BaseException as error:  # SystemExit and the like are the answer's fault too
        return _refuse(name, failure_of(error, namespace, in_use=False), show)
    if short not in namespace:
        return _refuse(name, None, show)
    # Inside the namespace, where the decorator looks for what belongs to the answer.
    exec(f"exercise({name!r})({short})", namespace)
    return verdicts()[name].status


def next_hint(name: str) -> str:
    """Return the next hint of an exercise, after the last the first again.

    Args:
        name: full name of the exercise.
    """
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        hint(name)
    return text.getvalue().strip()


def stopped(name: str, seconds: float) -> str:
    """Return the HTML of the verdict on an answer that did not end.

    Args:
        name: full name of the exercise.
        seconds: after which it was stopped.
    """
    found = Failure("", "", (), (), unfinished=False, timed_out=True, in_use=False)
    return Verdict(name, "error", headline(found, seconds), fault_rows(found))._repr_html_()


def _no_python(error: SyntaxError) -> Failure:
    line = (error.text or "").strip()
    quoted = _("line {number}: {line}").format(number=error.lineno, line=line)
    return Failure(
        kind=type(error).__name__,
        message=error.msg or "",
        lines=(quoted,) if line else (),
        numbers=(),
        unfinished=False,
        timed_out=False,
        in_use=False,
    )


def _refuse(name: str, found: Failure | None, show: Callable[[str], Any]) -> Status:
    if found is not None:
        verdict = Verdict(name, "error", headline(found), fault_rows(found))
    else:
        short = courses.short_name(name)
        text = _("nothing of that name is left: the code has to define `{name}`.")
        verdict = Verdict(name, "error", text.format(name=short))
    record(verdict)
    show(verdict._repr_html_())
    return verdict.status
