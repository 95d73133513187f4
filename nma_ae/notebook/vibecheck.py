"""Asks readers how an exercise was, where an instructor has switched that on."""

import json
import os
from typing import Any

VARIABLE = "NMA_AE_VIBECHECK"
_KEYS = {"url", "name", "user_key"}


def ask_after_exercises() -> bool:
    """Show the widget of the package `vibecheck` below each exercise that is run.

    Nothing happens unless the environment variable NMA_AE_VIBECHECK holds, as JSON, the `url`,
    `name` and `user_key` of a datatops project; they belong to those who run the course, and stand
    nowhere in it. Needs the extra `feedback`.

    Returns:
        Whether it has been switched on.

    Raises:
        ValueError: If the variable holds anything else.
        RuntimeError: If it is set and the package is not installed.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return False
    project = _project(text)
    try:
        from vibecheck import DatatopsContentReviewContainer
    except ImportError as error:
        raise RuntimeError(
            f"{VARIABLE} is set, but the package vibecheck is not installed: "
            "install nma-ae with its extra `feedback`, or unset the variable"
        ) from error
    from IPython import get_ipython

    from nma_ae.exercises import verdicts

    known = verdicts()

    def ask(_result: Any) -> None:
        for name, verdict in verdicts().items():
            if verdict is not known.get(name):  # the cell's, and no earlier one's
                known[name] = verdict
                # The container takes its settings apart, so it gets a copy.
                DatatopsContentReviewContainer("", name, dict(project)).render()

    shell = get_ipython()
    if shell is None:
        return False
    _stop_asking(shell)  # where the set-up cell is run again
    ask.asks_after_exercises = True  # type: ignore[attr-defined]  # no type has it; `_stop_asking`
    shell.events.register("post_run_cell", ask)
    return True


def _stop_asking(shell: Any) -> None:
    for callback in list(shell.events.callbacks["post_run_cell"]):
        if getattr(callback, "asks_after_exercises", False):
            shell.events.unregister("post_run_cell", callback)


def _project(text: str) -> dict[str, str]:
    try:
        project = json.loads(text)
    except ValueError:
        project = None
    if not isinstance(project, dict) or set(project) != _KEYS:
        raise ValueError(
            f"{VARIABLE} must be JSON with {', '.join(sorted(_KEYS))}, got {len(text)} letters "
            "that are not"  # not the text itself, which may hold a key
        )
    return project
