"""The command `nma-ae grade`."""

import argparse
import contextlib
import importlib.util
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from tqdm import tqdm

from nma_ae.exercises import set_language
from nma_ae.files import write_whole
from nma_ae.tools.extras import pip_command
from nma_ae.tools.grade.class_page import as_page
from nma_ae.tools.grade.cluster import Cluster
from nma_ae.tools.grade.feedback import write_feedback
from nma_ae.tools.grade.gradebooks import as_nbgrader, as_otter
from nma_ae.tools.grade.limits import LEAST_MEMORY
from nma_ae.tools.grade.process import Workers
from nma_ae.tools.grade.report import Graded, as_bytes, as_csv, as_json, as_mistakes
from nma_ae.tools.grade.results import Results
from nma_ae.tools.grade.students import submissions

DESCRIPTION = """\
Check the exercises of submitted notebooks and report a verdict for each.

This is formative: the solutions ship with the package, so a correct answer shows what a student
handed in, not what a student can do. Use it to see where a class is stuck.

Of each notebook what the exercises need runs, from top to bottom: the cells with a line
@exercise("..."), down to the last exercise in them; of all other code the imports, functions,
classes, names given to literals, and whatever sets a name that an exercise uses. Each notebook
runs in a process and folder of its own, with limits as far as the system can set them; the report
says which it could not. What is right is decided outside of that process.

A student is called as the folder below the one that is given, or as the file that lies in none:
submissions/alice/chapter.ipynb and submissions/alice.ipynb are both of alice. Where several folders
or files are given, such as submissions/*, the folder that all of them share takes its place. Report
and feedback are in the language that NMA_AE_LANGUAGE names.

With --scheduler, the workers of a Dask cluster grade, one notebook each at a time, with the same
limits and report. They need the same version of this package. Whoever reaches a Dask scheduler can
run code on its workers: keep it from where notebooks run without the limits, and from strangers.

With --output, each notebook's result is kept as it ends, in a file beside the report. Stopped in
the middle, the same command goes on from there.
"""
FORMATS = {"json": as_json, "csv": as_csv, "mistakes": as_mistakes}
CLASS_FORMATS = {"html": as_page, "nbgrader": as_nbgrader, "otter": as_otter}
"""Those that know whose notebook is whose."""
FORMAT_HELP = """\
mistakes: a table of the commonest mistakes of each exercise; html: a page about the class;
nbgrader, otter: a gradebook as CSV, as those programs write it; default: json
"""
EPILOG = """\
Exit status: 0 all graded, 1 some notebook could not be graded to its end, 2 no or half a report,
130 stopped by a key, 143 by another process: the report has what was graded until then.
"""


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the parser of `nma-ae`."""
    parser = subparsers.add_parser(
        "grade",
        help="check the exercises of submitted notebooks",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "notebooks",
        nargs="+",
        metavar="NOTEBOOK",
        help="a submitted .ipynb file, or a folder with such files in it",
    )
    parser.add_argument(
        "--format", choices=[*FORMATS, *CLASS_FORMATS], default="json", help=FORMAT_HELP
    )
    parser.add_argument("--output", metavar="FILE", type=Path, help="default: print the report")
    parser.add_argument(
        "--feedback",
        metavar="FOLDER",
        type=Path,
        help="write a copy of each notebook there, with the verdict below each answer",
    )
    parser.add_argument(
        "--time", metavar="SECONDS", type=float, default=120.0, help="for a notebook; default: 120"
    )
    parser.add_argument(
        "--memory", metavar="MB", type=int, default=4096, help="for a notebook; default: 4096"
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=os.cpu_count() or 1,
        help="how many notebooks run at a time; default: one a core",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="of a Dask cluster whose workers grade instead; needs nma-ae[cluster]",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Grade the notebooks and write the report, in the order given.

    Raises:
        ValueError: a limit makes no sense, or the report's folder does not exist.
        OSError: the report cannot be written.
    """
    _check(arguments)
    set_language()
    notebooks = list({os.path.abspath(each): each for each in _found(arguments.notebooks)}.values())
    results = Results(arguments.output, notebooks, arguments.time, arguments.memory)
    left = [notebook for notebook in notebooks if notebook not in results.graded]
    if len(left) < len(notebooks):
        _say(f"{len(notebooks) - len(left)} of {len(notebooks)} notebooks were graded before.")
    stopped = 0
    try:
        limits = {"seconds": arguments.time, "megabytes": arguments.memory}
        with _signals_as_exceptions(), _bar(len(left)) as bar, _workers(arguments, left) as workers:
            for _number, graded in workers.grade(left, **limits):
                results.add(graded)
                _say(_summary(graded), bar)
    except _Stopped as error:
        stopped = error.status
    except (OSError, RuntimeError) as error:  # a full disk, or no process to be had
        if not results.graded:
            raise
        _say(f"nma-ae: {error}")
        stopped = 2
    found = [results.graded[each] for each in notebooks if each in results.graded]
    submitted = submissions(found, arguments.notebooks)
    if arguments.format in FORMATS:
        content = as_bytes(FORMATS[arguments.format](found))
    else:
        content = as_bytes(CLASS_FORMATS[arguments.format](submitted))
    if stopped:
        _say(f"stopped: the report has {len(found)} of {len(notebooks)} notebooks.")
    if arguments.output is None:
        _print(content.decode())
    else:
        _write(arguments.output, content, results)
    if arguments.feedback is not None:
        for without in write_feedback(submitted, arguments.feedback):
            _say(without)
    if not stopped:
        results.forget()
    return stopped or (0 if all(each.status == "graded" for each in found) else 1)


def _workers(arguments: argparse.Namespace, left: Sequence[str]) -> Workers | Cluster:
    if arguments.scheduler is not None and left:
        return Cluster(arguments.scheduler)
    return Workers(min(arguments.jobs, max(1, len(left))))


def _write(report: Path, content: bytes, results: Results) -> None:
    """Write the report; where that fails and nothing else was kept, print it."""
    try:
        write_whole(report, content)
    except OSError:
        if not results.are_kept:
            _print(content.decode())
        raise


def _check(arguments: argparse.Namespace) -> None:
    if not arguments.time > 0:
        raise ValueError(f"--time must be a positive number of seconds, got {arguments.time:g}.")
    if arguments.memory < LEAST_MEMORY:
        raise ValueError(
            f"--memory must be at least {LEAST_MEMORY} MB, which torch needs to start; "
            f"got {arguments.memory}."
        )
    if arguments.jobs < 1:
        raise ValueError(f"--jobs must be at least 1, got {arguments.jobs}.")
    if arguments.scheduler is not None and importlib.util.find_spec("distributed") is None:
        raise ValueError(f"--scheduler needs Dask: {pip_command('cluster')}")
    if arguments.output is not None and not arguments.output.absolute().parent.is_dir():
        raise ValueError(f"--output must lie in a folder that exists; got {arguments.output}.")
    if arguments.output is not None and arguments.output.is_dir():
        raise ValueError(f"--output must be a file; got the folder {arguments.output}.")
    if arguments.output is not None and not Results.can_be_kept(arguments.output):
        raise ValueError(
            f"--output must be a plain file, as must be the results beside it, which keep what was "
            f"graded; something else has the name of {arguments.output} or of these."
        )
    if arguments.feedback is not None:
        _check_feedback(arguments.feedback, arguments.notebooks)


def _check_feedback(folder: Path, given: Sequence[str]) -> None:
    """Refuse a folder that cannot be made, or where feedback would be taken for submissions."""
    if not folder.absolute().parent.is_dir():
        raise ValueError(f"--feedback must lie in a folder that exists; got {folder}.")
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"--feedback must be a folder; got the file {folder}.")
    if importlib.util.find_spec("nbformat") is None:
        raise ValueError("--feedback needs the package nbformat: pip install nbformat.")
    own = Path(os.path.realpath(folder))  # Path.resolve has an error for a link to itself
    for each in given:
        path = Path(os.path.realpath(each))
        if path.is_relative_to(own) or (path.is_dir() and own.is_relative_to(path)):
            raise ValueError(f"--feedback must be a folder apart from {each}; got {folder}.")


def _found(given: Sequence[str]) -> Iterator[str]:
    """Yield the notebooks, those of a folder in the order of their paths."""
    for each in given:
        if not os.path.isdir(each):
            yield each
            continue
        below = [path for path in Path(each).rglob("*.ipynb") if _is_submission(path)]
        if not below:
            raise ValueError(f"the folder {each} has no notebook (.ipynb) in it.")
        yield from map(str, sorted(below))


def _is_submission(path: Path) -> bool:
    return ".ipynb_checkpoints" not in path.parts


class _Stopped(Exception):
    """Somebody wants this process to end.

    Attributes:
        status: the exit status that says so.
    """

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")
        self.status = 128 + number


@contextlib.contextmanager
def _signals_as_exceptions() -> Iterator[None]:
    """Let signals that end a process raise _Stopped, so that what was found out is reported."""

    def stop(number: int, _frame: FrameType | None) -> None:
        raise _Stopped(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    heard = [each for each in numbers if signal.getsignal(each) != signal.SIG_IGN]  # not by nohup
    before = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bar(total: int) -> tqdm:
    return tqdm(total=total, unit="notebook", file=sys.stderr, disable=None, leave=False)


def _say(text: str, bar: tqdm | None = None) -> None:
    """Tell what goes on, as far as anybody can read it: the report does not depend on it."""
    with contextlib.suppress(OSError, UnicodeError):
        tqdm.write(text, file=sys.stderr)
        if bar is not None:
            bar.update()


def _print(text: str) -> None:
    """Print a report; what the terminal has no letter for becomes an escape, as in JSON."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _summary(graded: Graded) -> str:
    counts: Sequence[str] = [
        f"{sum(row.status == status for row in graded.rows)} {status}"
        for status in dict.fromkeys(row.status for row in graded.rows)
    ]
    found = ", ".join(counts) or "no exercise"
    held = f"network {graded.network}, memory {graded.memory}"
    unheld = f"; {graded.unheld}" if graded.unheld else ""
    stopped = "" if graded.status == "graded" else f" {graded.status}: {graded.reason}"
    return f"{graded.notebook}: {found} ({held}{unheld}).{stopped}"
