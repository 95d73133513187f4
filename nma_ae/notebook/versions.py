"""Says in one sentence what to do where a notebook and the installed package have parted."""

import re
from typing import Any

from nma_ae import __version__
from nma_ae.exercises.courses import UnknownExercise, chapters
from nma_ae.exercises.messages import _

# What the set-up cell installs where there is no package: what belongs to its notebook.
_REQUIREMENT = re.compile(r'%pip install [^"\n]*"(?P<requirement>[^"]+)"')
_ROOT = __package__.partition(".")[0]


class StalePackage(RuntimeError):
    """The installed package is older than the notebook; a notebook shows the sentence alone."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def require_version(chapter: str | None, made_for: str | None, shell: Any = None) -> None:
    """See that the installed package belongs to a notebook, now and when its cells run.

    In a notebook, a cell that asks the package for a name or an exercise that it does not have
    gets the sentence as well: between two releases the version stays the same.

    Args:
        chapter: the notebook's, or None.
        made_for: the version that it was executed with, such as "0.2.0", or None.
        shell: IPython's, where it is one.

    Raises:
        StalePackage: the package does not have the chapter, or is older.
        ValueError: `made_for` is no version.
    """
    requirement = _requirement(shell)
    if chapter is not None and chapter not in chapters():
        found = _("The installed nma_ae {installed} has no chapter {chapter!r}.").format(
            installed=__version__, chapter=chapter
        )
        raise StalePackage(f"{found} {_what_to_do(requirement)}")
    if made_for is not None and _numbers(made_for) > _numbers(__version__):
        found = _("This notebook needs nma_ae {made_for}, and {installed} is installed.").format(
            made_for=made_for, installed=__version__
        )
        raise StalePackage(f"{found} {_what_to_do(requirement)}")
    if made_for is not None and _numbers(made_for) < _numbers(__version__):
        text = _(
            "This notebook was made for nma_ae {made_for}, and {installed} is installed. Should a "
            "cell fail, open the chapter anew: this copy of it is old."
        )
        print(text.format(made_for=made_for, installed=__version__))
    if shell is not None:
        _explain_what_is_missing(shell, requirement)


def _numbers(version: str) -> tuple[int, ...]:
    if not re.fullmatch(r"\d+(\.\d+)*", version):
        raise ValueError(f'made_for must be a version such as "0.2.0"; {version!r} was given.')
    return tuple(map(int, version.split(".")))


def _requirement(shell: Any) -> str:
    """Return what the running cell would have installed."""
    cells = shell.history_manager.input_hist_raw if shell is not None else []
    found = _REQUIREMENT.search(cells[-1]) if cells else None
    return found["requirement"] if found else "nma-ae"


def _what_to_do(requirement: str) -> str:
    # pip takes a version that is installed for the one at the address, whatever is in it.
    command = f'%pip install --upgrade --force-reinstall --no-deps "{requirement}"'
    return _("Run {command} (in a checkout: git pull), then restart the kernel.").format(
        command=command
    )


def _explain_what_is_missing(shell: Any, requirement: str) -> None:
    def explain(result: Any) -> None:
        if _is_missing(result.error_in_exec, result.info.raw_cell):
            found = _("Your nma_ae {installed} may be older than this notebook.").format(
                installed=__version__
            )
            print(f"{found} {_what_to_do(requirement)}")

    for known in list(shell.events.callbacks["post_run_cell"]):  # of a set-up cell run before
        if getattr(known, "explains_what_is_missing", False):
            shell.events.unregister("post_run_cell", known)
    explain.explains_what_is_missing = True  # type: ignore[attr-defined]  # no type has it
    shell.events.register("post_run_cell", explain)


def _is_missing(error: BaseException | None, cell: str) -> bool:
    if isinstance(error, ImportError):
        return (error.name or "").partition(".")[0] == _ROOT
    # `hint("...")` with a slip of the pen raises it too.
    return isinstance(error, UnknownExercise) and "@exercise(" in cell
