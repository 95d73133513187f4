"""What it costs to grade a class: processor time, time by the clock, and memory.

    PYTHONPATH=tests/shared python tests/benchmarks/bench_grade.py [--notebooks 200] [--jobs 2]

The class hands in chapters of six exercises, as notebooks with all that is in them: a third solved,
a third as they were, a third with two wrong answers, a mistake that is known and one that nobody
had listed. It is graded by the command, in the sandbox, and its memory is that of all processes
together, what they share counted once. Before that, classes of one kind are graded, some notebooks
and some more: what one notebook more costs, and what a wrong answer adds to that. This is counted
as processor time, which other programs on the machine change less. Exits with 1 if a bound is
missed; that of the clock is for two quiet cores.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice
from pathlib import Path

import nbformat
from answered_notebooks import with_answers
from nbformat import NotebookNode

from nma_ae.exercises import courses
from nma_ae.exercises.source import source
from nma_ae.tools.grade.limits import family
from nma_ae.tools.notebooks.files import read_notebook
from nma_ae.tools.unseen import Answer, read_answers

ROOT = Path(__file__).parents[2]
CHAPTERS = ("autoencoder_family", "deep_autoencoder", "ssl_rsm")
N_EXERCISES = 6
MOST_SECONDS_FOR_A_NOTEBOOK = 0.8
MOST_SECONDS_FOR_A_WRONG_ANSWER = 2.0
MOST_SECONDS_FOR_THE_CLASS = 100.0
MOST_MEGABYTES = 1500.0


@dataclass(frozen=True)
class Cost:
    """What a run of the grader cost.

    Attributes:
        processor: its processor time in seconds, with that of all that it started.
        clock: the time by the clock, in seconds.
        megabytes: the memory at the peak.
        statuses: how often each verdict was given.
    """

    processor: float
    clock: float
    megabytes: float
    statuses: dict[str, int]


def stored(chapter: str) -> NotebookNode:
    return read_notebook(ROOT / "book" / f"{chapter}.ipynb")


def of(name: str, answers: Iterable[Callable]) -> list[str]:
    """Return the code of answers under the exercise's name."""
    return [source(each, name.split(".")[1]) for each in answers]


def right_answers(name: str) -> list[str]:
    return of(name, courses.load(name).variants)


def known_mistakes(name: str) -> list[str]:
    return of(name, [each.answer for each in courses.load(name).misconceptions])


@cache
def unseen() -> list[Answer]:
    folder = ROOT / "tests" / "exercises" / "unseen"
    return [each for part in sorted(folder.iterdir()) for each in read_answers(part)]


def unlisted_mistakes(name: str) -> list[str]:
    found = [each.code for each in unseen() if each.exercise == name and not each.right]
    return found or known_mistakes(name)  # nobody has written any for a new exercise


def answered(chapter: str, number: int, kinds: Sequence[Callable]) -> NotebookNode:
    """Return a chapter with an answer of the kinds in turn to each exercise.

    Args:
        chapter: its name.
        number: of the answers, counted in circles.
        kinds: functions that give the answers to an exercise.
    """
    answers = {}
    for name, kind in zip(courses.names(chapter), cycle(kinds), strict=False):
        texts = kind(name)
        answers[name] = texts[number % len(texts)]
    return with_answers(stored(chapter), answers)


def solved(chapter: str, number: int) -> NotebookNode:
    return answered(chapter, number, [right_answers])


def unsolved(chapter: str, _number: int) -> NotebookNode:
    return stored(chapter)


def known(chapter: str, number: int) -> NotebookNode:
    return answered(chapter, number, [known_mistakes])


def unlisted(chapter: str, number: int) -> NotebookNode:
    return answered(chapter, number, [unlisted_mistakes])


def partly_wrong(chapter: str, number: int) -> NotebookNode:
    """Return a chapter with two wrong answers of six, one of each sort."""
    right = right_answers
    return answered(
        chapter, number, [right, known_mistakes, right, right, unlisted_mistakes, right]
    )


def write_class(folder: Path, kinds: Sequence, n: int) -> None:
    """Write notebooks of the kinds in turn, each kind of the chapters in turn."""
    for number, make in enumerate(islice(cycle(kinds), n)):
        round_ = number // len(kinds)
        chapter = CHAPTERS[round_ % len(CHAPTERS)]
        path = folder / f"student{number:03}" / f"{chapter}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(make(chapter, round_ // len(CHAPTERS)), path)


def megabytes_of(pid: int) -> float:
    """Return the memory of a process and all below it; what n of them share counts 1/n each."""
    total = 0
    for each in family(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:  # it has ended
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def graded(folder: Path, jobs: int) -> Cost:
    """Run the command on a folder."""
    report = folder.with_suffix(".json")
    line = [sys.executable, "-m", "nma_ae", "grade", str(folder), "--output", str(report)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    process = subprocess.Popen([*line, "--jobs", str(jobs)], stderr=subprocess.DEVNULL)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, megabytes_of(process.pid))
        time.sleep(0.25)
    clock, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    found = json.loads(report.read_text())
    unheld = {each["unheld"] for each in found} - {""}
    if unheld:
        print(f"The sandbox did not hold: {', '.join(unheld)}")
    given = [row["status"] for each in found for row in each["rows"]]
    statuses = {status: given.count(status) for status in sorted(set(given))}
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(processor, clock, peak, statuses)


def said(what: str, value: float, most: float, unit: str) -> bool:
    """Print a measurement beside its bound, and return whether that holds."""
    print(f"{what:46} {value:7.2f} {unit:3} (at most {most:g})", flush=True)
    return value <= most


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", type=int, default=200, help="in the class; default: 200")
    parser.add_argument("--more", type=int, default=12, help="of one kind; default: 12")
    parser.add_argument("--jobs", type=int, default=2, help="default: 2")
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    holds = []
    with tempfile.TemporaryDirectory() as folder:

        def cost(name: str, kinds: Sequence, n: int) -> Cost:
            write_class(Path(folder, name), kinds, n)
            found = graded(Path(folder, name), given.jobs)
            counts = ", ".join(f"{n} {status}" for status, n in found.statuses.items()) or "nothing"
            print(
                f"{name}, {n} notebooks: {found.processor:.1f} s of processor time, "
                f"{found.clock:.1f} s by the clock, {found.megabytes:.0f} MB; {counts}",
                flush=True,
            )
            return found

        one = {}
        for make in (solved, unsolved, known, unlisted):
            some = cost(f"some {make.__name__}", [make], len(CHAPTERS))
            more = cost(f"more {make.__name__}", [make], len(CHAPTERS) + given.more)
            one[make.__name__] = (more.processor - some.processor) / given.more
        class_ = cost("class", [solved, unsolved, partly_wrong], given.notebooks)
    for name in ("solved", "unsolved"):
        holds.append(said(f"a notebook, {name}", one[name], MOST_SECONDS_FOR_A_NOTEBOOK, "s"))
    for name in ("known", "unlisted"):
        more = (one[name] - one["solved"]) / N_EXERCISES
        what = f"more for a wrong answer, {name} mistakes"
        holds.append(said(what, more, MOST_SECONDS_FOR_A_WRONG_ANSWER, "s"))
    most = given.jobs * MOST_SECONDS_FOR_THE_CLASS
    holds.append(said("the class, on all cores together", class_.processor, most, "s"))
    holds.append(said("the class, by the clock", class_.clock, MOST_SECONDS_FOR_THE_CLASS, "s"))
    holds.append(said("the class, at the peak", class_.megabytes, MOST_MEGABYTES, "MB"))
    print("All bounds hold." if all(holds) else "A bound is missed.")
    return int(not all(holds))


if __name__ == "__main__":
    sys.exit(main())
