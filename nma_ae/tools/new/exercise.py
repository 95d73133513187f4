"""Adds an exercise to a chapter: on a copy first, where the engine tries it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nma_ae.files import read_text
from nma_ae.tools.new.checkout import check_chapter_name, check_exercise_name, write_all
from nma_ae.tools.new.draft import read_draft


def new_exercise(root: Path, name: str, draft: Path) -> list[str]:
    """Add an exercise to a checkout if the engine finds it sound.

    Args:
        root: the checkout.
        name: full name, `chapter.exercise`.
        draft: a Python file: a docstring with the task, `exercise`, and `solution`.

    Returns:
        The paths that were written, relative to `root`.

    Raises:
        ValueError: If the name is none or taken, something of the draft is missing, the engine does
            not judge its variants and misconceptions as the draft says, or `make lint` would refuse
            its code. Nothing was written.
        OSError: the draft cannot be read.
    """
    chapter, _dot, short = name.partition(".")
    check_chapter_name(chapter)
    check_exercise_name(short)
    paths = _paths(chapter, short)
    before = _before(root, chapter, short, paths)
    read_draft(read_text(draft), short)  # complains early
    with tempfile.TemporaryDirectory(prefix="nma-ae-") as scratch:
        staging = Path(scratch, "checkout")
        _copy(root, staging, chapter)
        problems = _trial(staging, Path(scratch), name, draft)
        if problems:
            raise ValueError(
                f"{draft} is not an exercise yet:\n"
                + "\n".join(problems)
                + "\nNothing was written."
            )
        texts = {path: read_text(staging / path) for path in paths}
    write_all(root, texts, before)
    return paths


def _paths(chapter: str, short: str) -> list[str]:
    return [
        f"nma_ae/chapters/{chapter}/{short}.py",
        f"nma_ae/chapters/{chapter}/solutions.py",
        f"book/{chapter}.ipynb",
    ]


def _before(root: Path, chapter: str, short: str, paths: list[str]) -> dict[str, str | None]:
    """Return the texts of the files that will change, None for the one that will be new."""
    package = root / "nma_ae/chapters" / chapter
    # Some systems take Scale.py and scale.py for the same file.
    taken = {path.stem.lower() for path in package.glob("*.py")}
    if short.lower() in taken:
        raise ValueError(f"{chapter} has a module {short!r} already. Nothing was written.")
    missing = [path for path in paths[1:] if not (root / path).is_file()]
    if missing or not package.is_dir():
        raise ValueError(
            f"there is no chapter {chapter!r} ({', '.join(missing) or package.relative_to(root)} "
            f"is missing): lay it out with `nma-ae new chapter {chapter} --title ...`."
        )
    return {paths[0]: None} | {p: read_text(root / p) for p in paths[1:]}


def _copy(root: Path, staging: Path, chapter: str) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "nma_ae", staging / "nma_ae", ignore=ignored)
    (staging / "book").mkdir()
    for path in ("pyproject.toml", f"book/{chapter}.ipynb"):
        shutil.copy(root / path, staging / path)


def _trial(staging: Path, scratch: Path, name: str, draft: Path) -> list[str]:
    """Add the exercise to the copy, in a process that imports the copy; return what is wrong."""
    result = scratch / "problems.json"
    start = "import sys; from nma_ae.tools.new.trial import main; main(*sys.argv[1:])"
    paths = [str(staging), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-c", start, name, str(draft.absolute()), str(result)],
        cwd=staging,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths), "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not result.exists():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return [f"- trying it stopped with an error: {last}"]
    return json.loads(read_text(result))
