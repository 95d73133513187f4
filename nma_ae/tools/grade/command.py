"""The command `nma-ae grade`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nma_ae.files import write_whole
from nma_ae.tools.grade.limits import LEAST_MEMORY
from nma_ae.tools.grade.process import grade
from nma_ae.tools.grade.report import Graded, as_bytes, as_csv, as_json, as_mistakes

DESCRIPTION = """\
Check the exercises of submitted notebooks and report a verdict for each.

This is formative: the solutions ship with the package, so a correct answer shows what a student
handed in, not what a student can do. Use it to see where a class is stuck.

Of each notebook only what the exercises need runs, from top to bottom: the cells with a line
@exercise("..."), down to the last exercise in them, and of all other code the imports, functions,
classes, and names given to literals. Each notebook runs in a process and folder of its own, with a
time limit, a memory limit and no network as far as the system can do that; the report says what
held. That guards against accidents. Against malice, run it in a container.
"""
FORMATS = {"json": as_json, "csv": as_csv, "mistakes": as_mistakes}
FORMAT_HELP = "mistakes: a table of the commonest mistakes of each exercise; default: json"
EPILOG = "Exit status: 0 all graded, 1 some notebook could not be graded to its end, 2 no report."


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the parser of `nma-ae`."""
    parser = subparsers.add_parser(
        "grade",
        help="check the exercises of submitted notebooks",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("notebooks", nargs="+", metavar="NOTEBOOK", help="a submitted .ipynb file")
    parser.add_argument("--format", choices=[*FORMATS], default="json", help=FORMAT_HELP)
    parser.add_argument("--output", metavar="FILE", type=Path, help="default: print the report")
    parser.add_argument(
        "--time", metavar="SECONDS", type=float, default=120.0, help="for a notebook; default: 120"
    )
    parser.add_argument(
        "--memory", metavar="MB", type=int, default=4096, help="for a notebook; default: 4096"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Grade the notebooks in the order given and write the report.

    Raises:
        ValueError: a limit makes no sense, or the report's folder does not exist.
        OSError: the report cannot be written.
    """
    _check(arguments)
    graded = []
    for notebook in arguments.notebooks:
        graded.append(grade(notebook, seconds=arguments.time, megabytes=arguments.memory))
        print(_summary(graded[-1]), file=sys.stderr)
    content = as_bytes(FORMATS[arguments.format](graded))
    if arguments.output is None:
        sys.stdout.write(content.decode())
    else:
        write_whole(arguments.output, content)
    return 0 if all(each.status == "graded" for each in graded) else 1


def _check(arguments: argparse.Namespace) -> None:
    if not arguments.time > 0:
        raise ValueError(f"--time must be a positive number of seconds, got {arguments.time:g}.")
    if arguments.memory < LEAST_MEMORY:
        raise ValueError(
            f"--memory must be at least {LEAST_MEMORY} MB, which torch needs to start; "
            f"got {arguments.memory}."
        )
    if arguments.output is not None and not arguments.output.absolute().parent.is_dir():
        raise ValueError(f"--output must lie in a folder that exists; got {arguments.output}.")


def _summary(graded: Graded) -> str:
    counts: Sequence[str] = [
        f"{sum(row.status == status for row in graded.rows)} {status}"
        for status in dict.fromkeys(row.status for row in graded.rows)
    ]
    found = ", ".join(counts) or "no exercise"
    held = f"network {graded.network}, memory {graded.memory}"
    stopped = "" if graded.status == "graded" else f" {graded.status}: {graded.reason}"
    return f"{graded.notebook}: {found} ({held}).{stopped}"
