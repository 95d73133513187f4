"""``nma-ae unseen``: how the engine judges answers that it was not made with."""

import argparse
import ast
import contextlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nma_ae.files import read_text

if TYPE_CHECKING:
    from nma_ae.exercises.verdict import Verdict

_SEPARATOR = re.compile(r"^# ---\s*$", re.MULTILINE)
_HEAD = re.compile(r"# ?(?P<key>\w+)(?:: ?(?P<value>.*))?")
_EXPLAINING = ("hint", "remark", "clue", "look at")
"""Rows of a verdict that explain; the others show input, values and code."""


@dataclass(frozen=True)
class Answer:
    """An answer that somebody wrote who had not seen the engine's lists.

    Attributes:
        exercise: full name of the exercise.
        number: its place in its file, from 1.
        right: whether it is right.
        mistake: what is wrong, in a sentence.
        lines: the lines in which the mistakes are.
        kind: the kind of mistake.
        words: what a true explanation mentions, one of them at least.
        code: the answer.
    """

    exercise: str
    number: int
    right: bool
    mistake: str
    lines: tuple[str, ...]
    kind: str
    words: tuple[str, ...]
    code: str


@dataclass(frozen=True)
class Judged:
    """An answer with what the engine said of it.

    Attributes:
        answer: the answer.
        verdict: the verdict.
        seconds: of processor time that the verdict took.
        by_words: whether the explanation contains one of the words.
        by_line: whether the verdict names a line of the mistake, and its kind.
    """

    answer: Answer
    verdict: "Verdict"
    seconds: float
    by_words: bool
    by_line: bool

    @property
    def rejected(self) -> bool:
        """Whether the verdict is not "correct"."""
        return self.verdict.status != "correct"

    @property
    def diagnosed(self) -> bool:
        """Whether the mistake is explained, in words or by its place."""
        return self.rejected and (self.by_words or self.by_line)


def register(subparsers: argparse._SubParsersAction) -> None:
    """Add the command to the command line's parser."""
    parser = subparsers.add_parser(
        "unseen",
        help="measure how many mistakes of unseen answers the engine names",
        description="Judge answers that were written without a look at the lists of mistakes, and "
        "table how many of the wrong ones are rejected, and of how many the mistake is named; and "
        "how many of the right ones are accepted. A file CHAPTER/EXERCISE.py holds answers between "
        "lines `# ---`, each under a head that says what its mistake is.",
    )
    parser.add_argument("folder", type=Path, help="the answers, as in tests/exercises/unseen/first")
    parser.add_argument("--only", default="", help="exercises whose names contain this")
    parser.add_argument(
        "--show",
        choices=("undiagnosed", "accepted", "all"),
        help="also print answers with their verdicts, to be read by eye",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command.

    Args:
        arguments: `folder`, `only` and `show`.

    Returns:
        0; the figures are for people to judge.

    Raises:
        ValueError: If the folder holds no answers, or one has no head.
    """
    answers = [each for each in read_answers(arguments.folder) if arguments.only in each.exercise]
    if not answers:
        raise ValueError(f"folder: expected CHAPTER/EXERCISE.py with answers in {arguments.folder}")
    judged = []
    for answer in answers:
        judged.append(judge(answer))
        if arguments.show and _is_shown(judged[-1], arguments.show):
            print(f"\n=== {answer.exercise} {answer.number}: {answer.mistake or 'right'}")
            print(f"{answer.code}\n{judged[-1].verdict}", flush=True)
    print(table(judged))
    return 0


def _is_shown(judged: Judged, which: str) -> bool:
    if which == "undiagnosed":
        return not judged.answer.right and not judged.diagnosed
    return which == "all" or (judged.answer.right == judged.rejected)


def read_answers(folder: Path) -> list[Answer]:
    """Read all answers of a folder.

    Args:
        folder: holds a folder per chapter with a file per exercise.

    Raises:
        ValueError: If an answer has no head, or a wrong one's head lacks something.
    """
    found = []
    for path in sorted(folder.glob("*/*.py")):
        name = f"{path.parent.name}.{path.stem}"
        parts = _SEPARATOR.split(read_text(path))
        found += [_answer(name, number, part) for number, part in enumerate(parts, start=1)]
    return found


def _answer(name: str, number: int, text: str) -> Answer:
    lines = text.strip("\n").split("\n")
    head: dict[str, list[str]] = {}
    while lines and (match := _HEAD.fullmatch(lines[0].rstrip())):
        head.setdefault(match["key"], []).append((match["value"] or "").strip())
        lines.pop(0)
    if ("right" in head) == ("wrong" in head):
        raise ValueError(f"{name}, answer {number}: expected `# right` or `# wrong` at its head")
    missing = {"mistake", "line", "kind", "words"} - head.keys() if "wrong" in head else set()
    if missing:
        raise ValueError(f"{name}, answer {number}: its head lacks {', '.join(sorted(missing))}")
    words = [word.strip().lower() for each in head.get("words", []) for word in each.split("|")]
    return Answer(
        exercise=name,
        number=number,
        right="right" in head,
        mistake=" ".join(head.get("mistake", [])),
        lines=tuple(head.get("line", [])),
        kind=" ".join(head.get("kind", [])),
        words=tuple(filter(None, words)),
        code="\n".join(lines) + "\n",
    )


def judge(answer: Answer) -> Judged:
    """Let the engine judge an answer as if it had been written into its notebook."""
    from nma_ae.exercises import check, courses
    from nma_ae.exercises.diagnosis import words
    from nma_ae.exercises.source import remember_lines

    chapter, short = answer.exercise.split(".")
    namespace = _notebook_names(chapter)
    for name in courses.names(chapter):
        namespace[name.split(".")[1]] = courses.reference(name)
    file = f"<{answer.exercise} {answer.number}>"
    remember_lines(file, answer.code)
    exec(compile(answer.code, file, "exec"), namespace)
    start = time.process_time()
    verdict = check.check(answer.exercise, namespace[short], namespace)
    seconds = time.process_time() - start
    said = "\n".join(_explanations(verdict)).lower()
    by_line = any(
        code in answer.lines and answer.kind in repair.kinds
        for repair in verdict.repairs
        for _number, code in words.places(repair)
    )
    return Judged(answer, verdict, seconds, any(word in said for word in answer.words), by_line)


def _explanations(verdict: "Verdict") -> Iterator[str]:
    """Yield what a verdict explains, without the code that it quotes."""
    for label, text in verdict.rows:
        if label in _EXPLAINING:
            yield text.rpartition("\n")[2] if label == "look at" else text


def _notebook_names(chapter: str) -> dict[str, Any]:
    """Return what the imports and small definitions of a chapter's notebook define."""
    from nma_ae.tools.notebooks.cells import code_cells
    from nma_ae.tools.notebooks.essentials import python_cell
    from nma_ae.tools.notebooks.files import read_notebook

    if chapter not in _NAMES:
        notebook = read_notebook(Path("book", f"{chapter}.ipynb"))
        names: dict[str, Any] = {"__name__": "__main__"}
        for number, cell in enumerate(code_cells(notebook), start=1):
            part = python_cell(number, cell.source)
            for statement in [] if part.found else part.statements():
                _define(statement, names)
        _NAMES[chapter] = names
    return dict(_NAMES[chapter])


_NAMES: dict[str, dict[str, Any]] = {}


def _define(statement: ast.stmt, names: dict[str, Any]) -> None:
    with contextlib.suppress(NameError):  # it builds on what is not run here
        exec(compile(ast.Module([statement], []), "<notebook>", "exec"), names)


def table(judged: Sequence[Judged]) -> str:
    """Return the figures by exercise, and for all."""
    from nma_ae.exercises.tables import text_table

    header = ["exercise", "wrong", "rejected", "diagnosed", "by words", "by line", "right"]
    header += ["accepted", "median s", "95 % s", "most s"]
    names = dict.fromkeys(each.answer.exercise for each in judged)
    rows = [_row(name, [j for j in judged if j.answer.exercise == name]) for name in names]
    return text_table(header, [*rows, _row("all", judged)])


def _row(name: str, judged: Sequence[Judged]) -> list[str]:
    wrong = [each for each in judged if not each.answer.right]
    right = [each for each in judged if each.answer.right]
    times = sorted(each.seconds for each in judged)
    counts = [
        len(wrong),
        sum(each.rejected for each in wrong),
        sum(each.diagnosed for each in wrong),
        sum(each.rejected and each.by_words for each in wrong),
        sum(each.rejected and each.by_line for each in wrong),
        len(right),
        sum(not each.rejected for each in right),
    ]
    at = [times[len(times) // 2], times[int(0.95 * (len(times) - 1))], times[-1]]
    return [name, *map(str, counts), *(f"{seconds:.2f}" for seconds in at)]
